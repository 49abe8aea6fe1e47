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
  [ -s "$tmp/paths" ] && case $step_status in empty | missing) step_status=collected ;; esac
  [ -s "$tmp/paths" ] || [ "$step_rank" -gt 0 ] || { step_status=empty step_reason='nothing was found'; }
  json "$step_status"
  step_verdict="\"status\":$json"
  [ "$step_status" = collected ] || { json "$step_reason"; step_verdict="$step_verdict,\"reason\":$json"; }
  printf '%s\n%s\n%s\n' "$step_status" "$emit_stalled" "$step_verdict$step_extra" >"$tmp/verdict"
}

step() {
  [ -z "$aborted" ] || return 0
  step_name=$1 step_sources=$2
  shift 3
  steps=$((steps + 1))
  printf '' >"$tmp/paths"
  printf '' >"$tmp/verdict"
  printf 0 >"$tmp/emitting"
  now
  step_began=$now
  if [ "$now" -ge "$stage_end" ]; then
    printf '%s\n' failed 0 '"status":"failed","reason":"not started: the time of its stage was used up"' >"$tmp/verdict"
  else
    step_body "$@" </dev/null >/dev/null 2>"$tmp/step.err" 3>&- &
    supervise $! || return 0
  fi
  record
}

# supervise PID: waits for a step; the time of its stage is the backstop for builtins that hang, such as a glob. False
# when the output is gone.
supervise() {
  until ended "$1"; do
    sleep "$short_sleep"
    now
    [ -n "$signal" ] || [ "$now" -ge $((stage_end + 500)) ] || continue
    halt "$1"
    rm -f "$tmp/pipe"
    break
  done
  left_behind=
  if ended "$1"; then wait "$1" 2>/dev/null; sup_code=$?; else sup_code=124; fi
  [ -z "$signal" ] || aborted="stopped by signal $signal"
  [ -s "$tmp/broken" ] || [ "$sup_code" = 141 ] || return 0
  broken=1 aborted='the output could not be written'
  return 1
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
  rec_status= rec_stalled=0 rec_verdict=
  { read -r rec_status && read -r rec_stalled && IFS= read -r rec_verdict; } <"$tmp/verdict"
  if [ -z "$rec_verdict" ]; then
    rec_status=failed rec_reason='the step ended early'
    ! read -r rec_line <"$tmp/step.err" || rec_reason="the step ended early: $rec_line"
    [ "$sup_code" != 124 ] || rec_status=timed_out rec_reason='the step did not end in time'
    [ -z "$signal" ] || rec_status=failed rec_reason='the run was stopped'
    json "$rec_reason"
    rec_verdict="\"status\":\"$rec_status\",\"reason\":$json"
  fi
  stage_end=$((stage_end + ${rec_stalled:-0}))
  rec_paths= rec_total=0 rec_bytes=0
  while read -r rec_size rec_path; do
    rec_bytes=$((rec_bytes + rec_size))
    rec_total=$((rec_total + 1))
    [ "$rec_total" -gt 20 ] || rec_paths="$rec_paths${rec_paths:+,}\"$rec_path\""
  done <"$tmp/paths"
  now
  rec_text "$step_name" "$stage" "$step_sources" "$rec_verdict" $((now - step_began))
  case $rec_status in
    collected | empty | missing) ;;
    *) gaps="$gaps${gaps:+, }$step_name ($rec_status)" ;;
  esac
}

rec_text() {
  decimal "$5"
  rec_sources=
  for rec_source in $3; do rec_sources="$rec_sources${rec_sources:+,}\"$rec_source\""; done
  rec_number=$steps
  case $rec_number in ?) rec_number=0$rec_number ;; esac
  emit_text "manifest/$rec_number-$1.json" "{\"step\":\"$1\",\"stage\":$2,\"sources\":[$rec_sources],$4,\
\"paths\":[$rec_paths],\"paths_total\":$rec_total,\"bytes\":$rec_bytes,\"seconds\":$decimal}$nl"
}

# stage NUMBER SECONDS: begins a stage. From stage 4 on the work yields to what the node is there for.
stage() {
  [ -z "$aborted" ] || return 0
  end_packer
  [ -z "$broken" ] || { aborted='the output could not be written'; return 0; }
  start_packer
  now
  stage=$1
  stage_end=$((now + $2 * 100 * factor))
  say "stage $1"
  [ "$1" != 4 ] || {
    run 2 /dev/null renice -n 5 -p $$
    run 2 /dev/null ionice -c 2 -n 7 -p $$
  }
}
