# ---- the run

# prepare: an environment in which no child talks to another machine or speaks another language.
prepare() {
  nl='
' tab='	'
  export LC_ALL=C TZ=UTC COLUMNS=32767 HOME=/nonexistent SYSTEMD_BUS_TIMEOUT=5s SYSTEMD_COLORS=0 \
    PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION \
    CONTAINER_HOST CONTAINERD_ADDRESS KUBECONFIG CONTAINER_RUNTIME_ENDPOINT BASH_ENV ENV GREP_OPTIONS \
    http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
  umask 077
  cd /
  steps=0 gaps_1= gaps_2= gaps_3= gaps_4= gaps_5= unpacked=0 packed=0 product_id= spaces= signal= aborted= broken= finished= started= packer_pid= tmp= part= left_behind= stuck_step= early=
  host= kernel= boot_id= machine_id= utc_offset= emit_stalled=0 sup_code=0
}

# greet: who runs it, what will be missing, and how long it may take: many processes take time, silent daemons more.
greet() {
  who=root
  [ "$uid" = 0 ] || who="uid $uid, not root: $hidden of $sources sources will be missing or partial: mounts, stacks, logs, \
docker, open files; run it with sudo"
  [ "$in_container" = false ] || who="$who; in a container, whose files are not the node's"
  set -- /proc/[0-9]*
  say "inquest collector $VERSION, running as $who; about $((5 * factor + $# / 100)) s"
}

main() {
  parse "$@"
  script=
  case $0 in /*.sh) script=$0 ;; *.sh) script=$PWD/$0 ;; esac
  prepare
  make_plan
  [ "$mode" = run ] || dry_run
  { printf 1000 >/proc/self/oom_score_adj; } 2>/dev/null
  { now && own; } 2>/dev/null || fail 1 '/proc cannot be read'
  began=$now
  capture
  prepare_tar $((btime + now / 100))
  scale
  find_container
  open_output
  trap signal=INT INT
  trap signal=TERM TERM
  trap signal=HUP HUP
  trap broken=1 PIPE
  trap finish EXIT
  greet
  probe
  make_staging || { aborted='no place for staging'; exit 1; }
  open_archive || { aborted='the packer could not be started'; exit 1; }
  # Nobody but the packer may hold the output; files that children write in staging are bounded (16 or 32 MiB).
  exec 1>/dev/null
  # shellcheck disable=SC3045 # where -S is not known there is no bound
  ulimit -S -f 32768 2>/dev/null
  identify
  started=1
  emit_start
  emit_captured
  stages
  finished=1
  exit 0
}

main "$@"
