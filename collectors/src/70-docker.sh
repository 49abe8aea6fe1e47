# ---- steps: docker

# find_socket: the socket of a dockerd on this node: the usual places, else what a running dockerd was told.
find_socket() {
  there '/var/run/docker.sock /run/user/*/docker.sock'
  { told dockerd 'H|host'; docker_settings; } | sed -n 's,.*unix://\(/[A-Za-z0-9._/@:+-]*\).*,\1,p' | while read -r sock; do
    there "$sock $(files_of "root$sock" dockerd)"
  done
}

# reach FINDER COMMAND DAEMONS: sets $socket; false where none is found, COMMAND is not installed or we have no right.
reach() {
  found_first "$1"
  socket=$line
  if [ -z "$line" ]; then
    worse missing "no socket for $2"
    [ -z "$(pids_of "$3")" ] || worse failed "no socket for $2, but $3 runs"
  elif ! client command -v "$2"; then worse missing "no $2 command"
  elif [ ! -w "$line" ]; then worse restricted "$line may not be opened"
  else return 0; fi
  return 1
}

docker_ready() {
  reach find_socket docker dockerd || return
  [ ! -e "$tmp/docker.hung" ] || { worse timed_out 'not asked: docker version did not answer'; return 1; }
}

ask_docker() { client docker -H "unix://$socket" "$@"; }

# docker_json FORMAT COMMAND...: in FORMAT each bare name becomes that member as JSON. Docker is asked by allow-list, never
# for {{json .}} of a container or an event: arguments may hold secrets, and some versions would add up sizes.
docker_json() {
  docker_format=$(put "$1" | sed 's/\([{,]\)\([A-Z][A-Za-z]*\)/\1"\2":{{json .\2}}/g')
  shift
  ask_docker "$@" --format "$docker_format" | clean_json each
}

# take_docker MEMBER SECONDS COMMAND...: an answer that is no JSON counts as a failure, with what docker said.
take_docker() {
  docker_ready || return
  docker_member=$1
  shift
  rm -f "$tmp/json.bad"
  get "docker/$docker_member" "$@"
  now
  [ $((now - step_began)) -gt $((100 * factor)) ] || printf 1 >"$tmp/quick.$docker_member"
  [ "$docker_member$code" != version.json124 ] || printf 1 >"$tmp/docker.hung"
  [ "$bytes" = 0 ] || return
  first_line "$errors"
  [ ! -e "$tmp/json.bad" ] || line='it printed no JSON'
  case $docker_member$line in
    ps | psWARN* | events) ;;
    build*) worse missing "docker buildx: $line" ;;
    *) worse failed "docker ${docker_member%.*}: ${line:-it printed nothing}" ;;
  esac
}

step_docker_inspect() {
  docker_ready || return
  run 8 "$tmp/ids" ask_docker ps -aq --no-trunc
  judge 'docker ps' || return
  [ -s "$tmp/ids" ] || return
  take_docker inspect.json 55 ins_all
  [ ! -s "$tmp/inspect.hung" ] ||
    worse timed_out "docker inspect did not answer for $(cut -c 1-12 "$tmp/inspect.hung" | xargs)"
}

# ins_all: a JSON array. A batch that does not answer is asked again one by one, until 20 calls were in vain.
ins_all() {
  ins_vain=0 ins_lead='['
  grep -x '[0-9a-f]*' "$tmp/ids" | xargs -n 50 | {
    while read -r ins_ids; do
      # shellcheck disable=SC2086 # split on purpose: container ids
      ins_ask 10 $ins_ids || for ins_id in $ins_ids; do
        { [ "$ins_vain" -lt 20 ] && ins_ask 2 "$ins_id"; } || put "$ins_id" >>"$tmp/inspect.hung"
      done
    done
    [ "$ins_lead" = '[' ] || put ']'
  }
}

# ins_ask SECONDS ID...: false when there was no answer in time. The field of the client is ID; .Id would make it fall back
# to raw maps, where an absent member is an error. Values of the environment and health output are dropped by clean_json.
ins_ask() {
  ins_limit=$1
  shift
  run "$ins_limit" "$tmp/inspect" docker_json '{"Id":{{json .ID}},State,"Config":{{with .Config}}{Image,User,Labels,Env}{{end}},Name,Created,Path,Image,LogPath,RestartCount,Driver,GraphDriver,Mounts,HostConfig}' inspect --type container "$@"
  [ "$code" != 124 ] || { ins_vain=$((ins_vain + 1)); return 1; }
  [ ! -s "$tmp/inspect" ] || { sed "1s/^/$ins_lead/;1!s/^/,/" "$tmp/inspect"; ins_lead=,; }
}

# step_build_cache: only of a daemon that is quick: it may walk the layers for it. buildx must not write below HOME.
step_build_cache() {
  docker_ready || return
  if [ -e "$tmp/quick.info.json" ]; then take_docker build-cache 4 list_build_cache
  else worse skipped 'not asked: docker info was slow'; fi
}

list_build_cache() { ask_docker buildx du --verbose | sed 's/ from exec .*/ from exec/' | redact; }
