# ---- the run

# prepare: an environment in which no child talks to another machine or speaks another language.
prepare() {
  nl='
'
  export LC_ALL=C TZ=UTC COLUMNS=32767 HOME=/nonexistent SYSTEMD_BUS_TIMEOUT=5s SYSTEMD_COLORS=0
  export PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION
  unset CONTAINER_HOST CONTAINERD_ADDRESS KUBECONFIG CONTAINER_RUNTIME_ENDPOINT BASH_ENV ENV GREP_OPTIONS
  unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
  umask 077
  cd /
  { printf 1000 >/proc/self/oom_score_adj; } 2>/dev/null
  steps=0 gaps= signal= aborted= broken= finished= started= packer_pid= tmp= part= left_behind= stuck_step=
  host= kernel= boot_id= machine_id= utc_offset= emit_stalled=0 sup_code=0
}

greet() {
  if [ "$uid" = 0 ]; then say "inquest collector $VERSION: running as root"
  else
    say "inquest collector $VERSION: running as uid $uid, not root: mount namespaces, kernel stacks, open files of others" \
      "and most likely service logs and docker will be missing; run it with sudo"
  fi
}

main() {
  parse "$@"
  prepare
  if ! { now && own; } 2>/dev/null; then fail 1 '/proc cannot be read'; fi
  began=$now
  capture
  prepare_tar $((btime + now / 100))
  scale
  find_container
  open_output
  trap 'signal=INT' INT
  trap 'signal=TERM' TERM
  trap 'signal=HUP' HUP
  trap 'broken=1' PIPE
  trap finish EXIT
  greet
  probe
  if ! make_staging; then aborted='no place for staging'; exit 1; fi
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
