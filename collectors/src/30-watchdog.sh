# ---- the watchdog

# look PID: state, parent and start of a process; false when it is gone.
look() {
  look_line=
  { read -r look_line <"/proc/$1/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086 # split on purpose
  set -- ${look_line##*) }
  look_state=$1 look_parent=$2 look_start=${20}
}

# me: our own pid. $$ is that of the script in every subshell, and each part of a pipeline is one.
me() { read -r self _ </proc/self/stat; }

own() {
  me
  errors=$tmp/errors.$self
}

# ended PID: true when a child of ours has ended; a zombie keeps its pid until we wait for it.
ended() {
  look "$1" || return 0
  [ "$look_parent" = "$self" ] || return 0
  case $look_state in [ZX]) return 0 ;; esac
  return 1
}

# await PID END: polls until the child has ended; false when END comes first.
await() {
  await_turn=0
  until ended "$1"; do
    now
    [ "$now" -lt "$2" ] || return 1
    await_turn=$((await_turn + 1))
    case $await_turn in
      ? | 1? | 2?) ;;
      3? | 4?) sleep "$short_sleep" ;;
      *) sleep "$long_sleep" ;;
    esac
  done
}

family() {
  look "$1" || return 0
  family="$family $1:$look_start"
  first_line "/proc/$1/task/$1/children"
  for kid in $line; do family "$kid"; done
}

still_there() {
  look "${1%:*}" || return 1
  [ "$look_start" = "${1#*:}" ] || return 1
  case $look_state in [ZX]) return 1 ;; esac
}

# stop PID COMMAND [SIGNAL]: ends a child and what it started; what does not die is recorded and left behind.
stop() {
  family=
  family "$1"
  for stop_signal in ${3:-TERM KILL}; do
    for stop_one in $family; do
      ! still_there "$stop_one" || kill "-$stop_signal" "${stop_one%:*}" 2>/dev/null
    done
    sleep "$long_sleep"
  done
  for stop_one in $family; do
    ! still_there "$stop_one" || sleep "$long_sleep"
    ! still_there "$stop_one" || abandon "${stop_one%:*}" "$2"
  done
}

abandon() {
  left_behind=1
  json "$2"
  ab_line="{\"pid\":$1,\"command\":$json"
  json "$look_state"
  ab_line="$ab_line,\"state\":$json"
  first_line "/proc/$1/wchan"
  json "$line"
  ab_line="$ab_line,\"wchan\":$json}"
  if [ -n "$tmp" ]; then put "$ab_line" >>"$tmp/abandoned"; else early="$early${early:+,}$ab_line"; fi
}

# settle PID END COMMAND: waits for a child; $code is that of the child, or 124 when it did not end in time.
settle() {
  if await "$1" "$2"; then
    wait "$1" 2>/dev/null
    code=$?
  else
    stop "$1" "$3"
    code=124
  fi
}

# run SECONDS FILE COMMAND...: output goes to FILE; $code is that of the command, or 124 when it did not end in time. No
# child shares a descriptor with the output: its reader must see the end although a child hangs.
run() {
  me
  run_limit=$1 run_file=$2
  shift 2
  "$@" </dev/null >"$run_file" 2>"$errors" 3>&- 4>&- &
  run_pid=$!
  now
  settle "$run_pid" $((now + run_limit * 100 * factor)) "$*"
  return "$code"
}

# draw PATH SECONDS COMMAND...: writes the output as member PATH, in pieces of 1 MiB where it is longer; sets $code as run
# does, and $bytes. Time spent waiting for the reader of the archive does not count.
draw() {
  me
  take_path=$1 take_limit=$2 bytes=0 code=0 take_count=0 take_held= left_behind=
  shift 2
  take_command="$*"
  [ -p "$tmp/pipe" ] || mkfifo "$tmp/pipe" || return 1
  # Opened for both ends first: neither open may wait for a child that perhaps never comes.
  exec 6<>"$tmp/pipe" 5<"$tmp/pipe" 7>"$tmp/pipe" 6>&-
  "$@" </dev/null >&7 2>"$errors" 4>&- 5<&- 7>&- &
  take_pid=$!
  exec 7>&-
  now
  take_end=$((now + take_limit * 100 * factor))
  while take_piece; do :; done
  take_flush last
  exec 5<&-
  [ "$code" != 0 ] || settle "$take_pid" "$take_end" "$take_command"
  [ -z "$left_behind" ] || rm -f "$tmp/pipe"
}

take() {
  draw "$@"
  judge "$1"
}

# take_piece: false at the end. A piece is held until it is known whether another one follows.
take_piece() {
  if [ "$stage" -ge 5 ]; then
    find_room
    # The piece that is held takes half of its size or less.
    [ "$room" -gt "${take_held:+52428}0" ] || { stop "$take_pid" "$take_command"; code=size; return 1; }
  fi
  case $take_held in *.a) take_next=$tmp/piece.b ;; *) take_next=$tmp/piece.a ;; esac
  # shellcheck disable=SC2086 # $dd_full is empty or one word
  dd bs=4096 count=256 $dd_full <&5 >"$take_next" 2>/dev/null 4>&- &
  take_dd=$!
  if ! await "$take_dd" "$take_end"; then
    [ "$code" = 124 ] || stop "$take_pid" "$take_command"
    code=124
    # With its writer gone dd sees the end, unless the writer could not be ended.
    now
    await "$take_dd" $((now + 50)) || stop "$take_dd" dd
  fi
  ! ended "$take_dd" || wait "$take_dd" 2>/dev/null
  [ -s "$take_next" ] || return 1
  take_flush
  take_held=$take_next
  [ -z "$left_behind" ]
}

take_flush() {
  [ -n "$take_held" ] || return 0
  take_name=$take_path
  if [ "$take_count" -gt 0 ] || [ "$#" = 0 ]; then
    take_count=$((take_count + 1))
    take_name=000$take_count
    take_name=$take_path.part-${take_name#"${take_name%????}"}
  fi
  take_before=$emit_stalled
  emit_file "$take_name" "$take_held"
  take_end=$((take_end + emit_stalled - take_before))
  bytes=$((bytes + emit_size))
  take_held=
}
