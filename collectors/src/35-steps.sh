# ---- steps and their records

statuses='collected empty missing truncated restricted failed timed_out'

# worse STATUS REASON: the step keeps the gravest status it was given.
worse() {
  worse_before=${statuses%%"$1"*}
  [ "${#worse_before}" -gt "$step_rank" ] || return 0
  step_rank=${#worse_before} step_status=$1 step_reason=$2
}

judge() {
  case $code in
    0) return 0 ;;
    size) worse truncated "$1 was cut: the archive has reached its --max-size"; return 1 ;;
    124) worse timed_out "$1 did not end in time"; return 1 ;;
  esac
  first_line "$errors"
  case $line in
    *o\ such\ file*) worse missing "$1 does not exist" ;;
    *ermission\ denied* | *not\ permitted*) worse restricted "$1: $line" ;;
    '') worse failed "$1 ended with code $code" ;;
    *) worse failed "$1: $line" ;;
  esac
  return 1
}

# step_body FUNCTION [ARGUMENTS]: the subshell of a step. Its verdict goes through files: no variable outlives it.
step_body() {
  own
  trap - INT TERM HUP PIPE EXIT
  step_rank=0 step_status=collected step_reason= step_extra= emit_stalled=0
  "$@"
  [ -s "$tmp/paths" ] && case $step_status in empty | missing) step_status=collected step_reason= ;; esac
  [ -s "$tmp/paths" ] || [ "$step_rank" -gt 0 ] || { step_status=empty step_reason='nothing was found'; }
  # What others own is shown to root only: an empty table is no healthy one.
  [ "$uid" = 0 ] || ! needs_root "$step_sources" || worse restricted 'without root only a part is shown'
  printf '%s\n' "$step_status" "$emit_stalled" "$step_extra" "$step_reason" >"$tmp/verdict"
}

# needs_root SOURCES
needs_root() {
  case $1 in *ns_* | *wchan* | *task_* | *deleted_files* | *fd_kinds*) ;; *) return 1 ;; esac
}

# chosen: false for a step that --only or --skip leave out.
chosen() {
  ch_in=${only:+no}
  for ch_name in $stage $step_name $step_sources; do
    case $skip, in *",$ch_name,"*) return 1 ;; esac
    case $only, in *",$ch_name,"*) ch_in= ;; esac
  done
  [ -z "$ch_in" ]
}

# step: see 10-plan.sh. $mode is run, or what is done with each step instead.
step() {
  step_name=$1 step_sources=$2 step_reads=$3
  [ "$2" != = ] || step_sources=$1
  shift 3
  if [ "$mode" != run ]; then "$mode" "$@"; return; fi
  [ -z "$aborted" ] || return 0
  steps=$((steps + 1))
  printf '' >"$tmp/paths"
  printf 0 >"$tmp/emitting"
  now
  find_room
  step_began=$now step_not=
  if ! chosen; then step_not='skipped left out by an option'
  elif [ "$stage" -ge 5 ] && [ "$room" -le 0 ]; then step_not='skipped not started: the archive has reached its --max-size'
  elif [ "$now" -ge "$stage_end" ]; then step_not='failed not started: the time of its stage was used up'; fi
  if [ -n "$step_not" ]; then
    printf '%s\n' "${step_not%% *}" 0 '' "${step_not#* }" >"$tmp/verdict"
  else
    printf '' >"$tmp/verdict"
    step_body "$@" </dev/null >/dev/null 2>"$tmp/step.err" 3>&- &
    supervise $! || return 0
  fi
  record
}

# supervise PID: waits for a step; the time of its stage is the backstop for builtins that hang, such as a glob. False
# when the output is gone.
supervise() {
  sup_code=0 sup_pid=$1
  trap 'hush; finish' EXIT
  until ended "$1"; do
    sleep "$short_sleep"
    now
    [ -n "$signal" ] || [ "$now" -ge $((stage_end + 500)) ] || continue
    halt "$1"
    rm -f "$tmp/pipe"
    sup_code=124
    break
  done
  trap finish EXIT
  left_behind=
  [ "$sup_code" != 0 ] || { wait "$1" 2>/dev/null; sup_code=$?; }
  [ -z "$signal" ] || aborted="stopped by signal $signal"
  [ -s "$tmp/broken" ] || [ "$sup_code" = 141 ] || return 0
  broken=1 aborted='the output could not be written'
  return 1
}

# hush: ends the step under way, which could write into the closing record, where no process can be started: builtins
# only, and not between the bytes of a member.
hush() {
  now
  hush_end=$((now + 500))
  until ended "$sup_pid" || [ "$now" -ge "$hush_end" ]; do
    kill -STOP "$sup_pid" 2>/dev/null
    read -r ha_emitting <"$tmp/emitting" || :
    if [ "$ha_emitting" = 1 ]; then kill -CONT "$sup_pid"; else kill -KILL "$sup_pid"; fi 2>/dev/null
    now
  done
}

halt() {
  ha_turn=0
  while :; do
    kill -STOP "$1" 2>/dev/null
    read -r ha_emitting <"$tmp/emitting" || :
    [ "$ha_emitting" = 1 ] || break
    kill -CONT "$1" 2>/dev/null
    sleep "$long_sleep"
    ! ended "$1" || return 0
    ha_turn=$((ha_turn + 1))
    if [ -n "$signal" ] && [ "$ha_turn" -gt 50 ]; then printf 1 >"$tmp/broken"; break; fi
  done
  left_behind=
  stop "$1" "step $step_name" KILL
  [ -z "$left_behind" ] || stuck_step=1
}

record() {
  rec_status= rec_stalled=0 rec_extra= rec_reason=
  { read -r rec_status && read -r rec_stalled && IFS= read -r rec_extra && IFS= read -r rec_reason; } <"$tmp/verdict"
  if [ -z "$rec_status" ]; then
    rec_status=failed rec_reason='the step ended early'
    ! read -r rec_line <"$tmp/step.err" || rec_reason="the step ended early: $rec_line"
    [ "$sup_code" != 124 ] || rec_status=timed_out rec_reason='the step did not end in time'
    [ -z "$signal" ] || rec_status=failed rec_reason='the run was stopped'
  fi
  stage_end=$((stage_end + ${rec_stalled:-0}))
  rec_paths= rec_total=0 rec_bytes=0
  while read -r rec_size rec_path; do
    rec_bytes=$((rec_bytes + rec_size))
    rec_total=$((rec_total + 1))
    [ "$rec_total" -gt 20 ] || rec_paths="$rec_paths${rec_paths:+,}\"$rec_path\""
  done <"$tmp/paths"
  unpacked=$((unpacked + rec_bytes))
  rec_text
  case $rec_status,$rec_reason in
    collected,* | empty,* | missing,* | skipped,[!n]*) ;;
    *) gap "$step_name ($rec_status): $json$nl" ;;
  esac
}

# gap LINE: for the last lines of the run, in the order of importance.
gap() {
  case $step_sources in
    *mount* | ns_mnt | df*) gaps_1=$gaps_1$1 ;;
    process_stat* | task_* | *wchan) gaps_2=$gaps_2$1 ;;
    log) gaps_3=$gaps_3$1 ;;
    docker_* | oci_* | crictl_*) gaps_4=$gaps_4$1 ;;
    *) gaps_5=$gaps_5$1 ;;
  esac
}

# list WORD...: sets $list to JSON strings with commas between; words of the script need no escape.
list() {
  list=
  for list_word in "$@"; do list="$list${list:+,}\"$list_word\""; done
}

rec_text() {
  now
  decimal "$now"
  rec_at=$decimal
  decimal $((now - step_began))
  # shellcheck disable=SC2086 # split on purpose
  list $step_sources
  rec_number=$steps
  case $rec_number in ?) rec_number=0$rec_number ;; esac
  json "$rec_reason"
  emit_text "manifest/$rec_number-$step_name.json" "{\"step\":\"$step_name\",\"stage\":$stage,\"sources\":[$list],\
\"status\":\"$rec_status\",${rec_reason:+\"reason\":$json,}\
\"paths\":[$rec_paths],\"paths_total\":$rec_total,\"bytes\":$rec_bytes,\"at\":$rec_at,\"seconds\":$decimal$rec_extra}$nl"
}

# stage NUMBER SECONDS: begins a stage. From stage 4 on the work yields to what the node is there for.
stage() {
  stage=$1
  [ "$mode$aborted" = run ] || return 0
  end_packer
  [ -z "$broken" ] || { aborted='the output could not be written'; return 0; }
  start_packer
  now
  stage_end=$((now + $2 * 100 * factor))
  say "stage $1"
  [ "$1" != 4 ] || {
    run 2 /dev/null renice -n 5 -p $$
    run 2 /dev/null ionice -c 2 -n 7 -p $$
  }
}
