# ---- stage 0: builtins, no fork

capture() {
  captured=0
  for cap_file in $builtin_files; do
    slurp "$cap_file" || continue
    captured=$((captured + 1))
    eval "held_path_$captured=\$cap_file held_text_$captured=\$text"
    case $cap_file in
      /proc/loadavg) held_loadavg=$text ;;
      /proc/stat) held_stat=$text ;;
    esac
  done
  boot_time
  capture_self
}

boot_time() {
  btime=${held_stat#*btime }
  btime=${btime%%"$nl"*}
}

capture_self() {
  uid=null cap_eff= seccomp=null
  while read -r cap_key cap_value cap_rest; do
    case $cap_key in
      Uid:) uid=${cap_rest%%[!0-9]*} ;;
      CapEff:) cap_eff=$cap_value ;;
      Seccomp:) seccomp=$cap_value ;;
    esac
  done </proc/self/status
}

emit_captured() {
  rec_paths= rec_total=0 rec_bytes=0
  while [ "$rec_total" -lt "$captured" ]; do
    rec_total=$((rec_total + 1))
    eval "cap_file=\$held_path_$rec_total text=\$held_text_$rec_total"
    emit_text "${cap_file#/}" "$text"
    rec_bytes=$((rec_bytes + ${#text}))
    rec_paths="$rec_paths${rec_paths:+,}\"${cap_file#/}\""
  done
  unpacked=$rec_bytes
  steps=$((steps + 1))
  stage=0 step_name=builtins step_sources=$builtin_sources rec_status=collected rec_reason= rec_extra= step_began=$began
  rec_text
}

clock() {
  now
  decimal "$now"
  json "$utc_offset"
  clock="{\"epoch\":$((btime + now / 100)),\"uptime\":$decimal,\"utc_offset\":$json}"
}

# emit_start: the first member. What needs a fork to be read is null when there was none.
emit_start() {
  clock
  json "$options"
  start="{\"format\":\"inquest-bundle\",\"version\":1,\
\"collector\":{\"version\":\"$VERSION\",\"options\":$json,\"limit_factor\":$factor},\"host\":{"
  start_pairs "hostname:$host" "kernel:$kernel" "boot_id:$boot_id" "machine_id_sha256:$machine_id" \
    "product_uuid_sha256:$product_id"
  start="${start%,}},\"privileges\":{\"uid\":$uid,\"pid\":$$,\"in_container\":$in_container,\
\"seccomp\":$seccomp,\"other_namespaces\":${spaces:-null},"
  first_line /sys/kernel/security/lockdown
  start_pairs "cap_eff:$cap_eff" "hidepid:$hidepid" "lockdown:$line"
  emit_text manifest-start.json "${start%,}},\"clock\":$clock,\"plan\":[$plan]}$nl"
}

# start_pairs KEY:VALUE...: adds strings to $start; an empty one is null.
start_pairs() {
  for start_pair in "$@"; do
    json=null
    [ -z "${start_pair#*:}" ] || json "${start_pair#*:}"
    start="$start\"${start_pair%%:*}\":$json,"
  done
}

# find_container: sets $in_container: a runtime's mark, a pid namespace without kthreadd, or a root on a layer store;
# and $hidepid, what /proc hides from others.
find_container() {
  in_container=false hidepid=
  [ ! -e /.dockerenv ] && [ ! -e /run/.containerenv ] || in_container=true
  read -r find_line 2>/dev/null </proc/2/stat || find_line=
  case $find_line in '2 (kthreadd)'*) ;; *) in_container=true ;; esac
  find_turn=0
  while [ "$find_turn" -lt 500 ] && read -r _ _ _ _ find_point find_rest; do
    find_turn=$((find_turn + 1))
    case $find_point\ $find_rest in
      /\ *' - overlay '*/docker/* | /\ *' - overlay '*/containerd/* | /\ *' - overlay '*/containers/*) in_container=true ;;
      /proc\ *' - proc '*hidepid=*) hidepid=${find_rest##*hidepid=} hidepid=${hidepid%%,*} ;;
    esac
  done </proc/self/mountinfo
}

# scale: limits grow with the load per CPU, so that a starved node does not answer with time-outs only.
scale() {
  factor=1 scale_at=4 cpus=0 cpu_lines=$held_stat
  while :; do
    case $cpu_lines in *"${nl}cpu"[0-9]*) ;; *) break ;; esac
    cpu_lines=${cpu_lines#*"${nl}cpu"} cpus=$((cpus + 1))
  done
  while [ "$factor" -lt 4 ] && [ "${held_loadavg%%.*}" -ge $((scale_at * cpus)) ]; do
    factor=$((factor + 1)) scale_at=$((scale_at * 4))
  done
}
