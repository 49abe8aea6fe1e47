# ---- steps: docker

# find_socket: the socket of a dockerd on this node: the usual places, else what a running dockerd was told.
find_socket() {
  first_socket /var/run/docker.sock /run/docker.sock && return
  for sock_pid in $(pids_of dockerd); do
    for sock in $(told_sockets "$sock_pid"); do
      first_socket "$sock" "/proc/$sock_pid/root$sock" && return
    done
  done
}

first_socket() {
  for sock_at in "$@"; do
    [ ! -S "$sock_at" ] || { put "$sock_at"; return 0; }
  done
  return 1
}

# told_sockets PID: unix sockets from -H and --host of its command line and from hosts of its configuration file.
told_sockets() {
  tr '\000' '\n' 2>/dev/null <"/proc/$1/cmdline" | awk '
    function found(s) { sub(/^unix:\/\//, "", s); if (s ~ /^\/[A-Za-z0-9._\/@:+-]+$/) print s }
    take { found($0); take = 0; next }
    $0 == "-H" || $0 == "--host" { take = 1; next }
    sub(/^-H=?/, "") || sub(/^--host=/, "") { found($0) }'
  told_config=$(tr '\000' '\n' 2>/dev/null <"/proc/$1/cmdline" | sed -n 's/^--config-file=//p')
  tr ',' '\n' 2>/dev/null <"/proc/$1/root${told_config:-/etc/docker/daemon.json}" |
    sed -n 's/.*"unix:\/\/\(\/[A-Za-z0-9._\/@:+-]*\)".*/\1/p'
}

docker_ready() {
  [ -s "$tmp/socket" ] || run 3 "$tmp/socket" find_socket
  first_line "$tmp/socket"
  socket=$line
  if [ -z "$socket" ]; then
    docker_pids=$(pids_of dockerd)
    if [ -z "$docker_pids" ]; then worse missing 'no docker socket and no dockerd'
    else worse failed 'the socket of dockerd was not found'; fi
    return 1
  fi
  command -v docker >/dev/null 2>&1 || { worse missing 'no docker command'; return 1; }
  [ -w "$socket" ] || { worse restricted "$socket may not be opened"; return 1; }
  [ ! -e "$tmp/docker.hung" ] || { worse timed_out 'not asked: docker version did not answer'; return 1; }
}

ask_docker() { docker -H "unix://$socket" "$@" | awk '/^[{].*[}]$/' | redact; }

# take_docker MEMBER SECONDS NAME COMMAND...: an answer that is no JSON counts as a failure, with what docker said.
take_docker() {
  docker_ready || return
  docker_member=$1 docker_limit=$2 docker_name="docker $3"
  shift 3
  take "commands/docker/$docker_member" "$docker_limit" "$@"
  [ "$code" != 124 ] || [ "$docker_member" != version.json ] || printf 1 >"$tmp/docker.hung"
  [ "$bytes" = 0 ] || return
  first_line "$errors"
  case $docker_member,$line in
    ps, | ps,WARN*) worse empty 'there is no container' ;;
    *) worse failed "$docker_name: ${line:-it printed nothing that is JSON}" ;;
  esac
}

# template PREFIX KEY...: adds keys to $template. Docker is asked by allow-list, never for {{json .}}: arguments, values of
# the environment and health output may hold secrets, and some versions would add up sizes.
template() {
  template_prefix=$1
  shift
  for template_key in "$@"; do
    template="$template,\"$template_key\":{{json $template_prefix.$template_key}}"
  done
}

list_containers() {
  template=
  template '' ID Names Image Status CreatedAt RunningFor Labels Mounts Networks State
  template=${template#,}
  ask_docker ps -a --no-trunc --format "{$template}" >"$tmp/ps"
  # Before 20.10 the template has no State.
  [ -s "$tmp/ps" ] || ask_docker ps -a --no-trunc --format "{${template%,*}}" >"$tmp/ps"
  cat "$tmp/ps"
}

inspect_template() {
  template=
  template .State Status Running Paused Restarting OOMKilled Dead Pid ExitCode Error StartedAt FinishedAt
  inspect_state=${template#,}'{{with .State.Health}},"Health":{"Status":{{json .Status}},"FailingStreak":{{json .FailingStreak}}}{{end}}'
  template=
  template .Config Image User Labels
  # shellcheck disable=SC2016 # docker's variables
  template=$template',"EnvNames":[{{range $i, $e := .Config.Env}}{{if $i}},{{end}}{{json (index (split $e "=") 0)}}{{end}}]'
  # The field of the client is ID; .Id would make it fall back to raw maps, where an absent Health is an error.
  template="\"Id\":{{json .ID}},\"State\":{$inspect_state},\"Config\":{${template#,}}"
  template '' Name Created Path Image LogPath RestartCount Driver GraphDriver Mounts HostConfig
}

inspect() { ask_docker inspect --type container --format "{$template}" "$@"; }

# ins_all: a JSON array. A batch that does not answer is asked again one by one, at most 20 times in vain.
ins_all() {
  own
  errors=$tmp/err.inspect
  ins_vain=0 ins_comma=
  printf '[\n'
  while :; do
    # shellcheck disable=SC2046 # split on purpose: container ids
    set -- $(sed -n "$((ins_at + 1)),$((ins_at + 50))p" "$tmp/ids")
    [ "$#" -gt 0 ] || break
    ins_at=$((ins_at + 50))
    run 10 "$tmp/inspect" inspect "$@"
    if [ $? != 124 ]; then ins_rows; continue; fi
    for ins_id in "$@"; do
      [ "$ins_vain" -lt 20 ] || { put "$ins_id" >>"$tmp/inspect.hung"; continue; }
      run 2 "$tmp/inspect" inspect "$ins_id"
      [ $? != 124 ] || { ins_vain=$((ins_vain + 1)); put "$ins_id" >>"$tmp/inspect.hung"; continue; }
      ins_rows
    done
  done
  printf ']\n'
}

ins_rows() {
  [ -s "$tmp/inspect" ] || return 0
  awk -v comma="$ins_comma" '{ print comma $0; comma = "," }' "$tmp/inspect"
  ins_comma=,
}

step_docker_inspect() {
  docker_ready || return
  run 8 "$tmp/ids.all" docker -H "unix://$socket" ps -aq --no-trunc
  judge 'docker ps' || return
  grep -E '^[0-9a-f]{12,64}$' "$tmp/ids.all" >"$tmp/ids"
  [ -s "$tmp/ids" ] || { worse empty 'there is no container'; return; }
  ins_at=0
  inspect_template
  take commands/docker/inspect.json 55 ins_all
  [ "$bytes" -gt 4 ] || { first_line "$tmp/err.inspect"; worse failed "docker inspect: ${line:-it printed nothing that is JSON}"; }
  [ ! -s "$tmp/inspect.hung" ] ||
    worse timed_out "docker inspect did not answer for $(cut -c 1-12 "$tmp/inspect.hung" | tr '\n' ' ')"
}
