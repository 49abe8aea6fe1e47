# ---- steps: logs

# find_journal: readable, restricted or missing. Without the right to read it journalctl shows an empty, healthy log.
find_journal() {
  find_result=missing
  for find_file in /var/log/journal/*/*.journal /run/log/journal/*/*.journal; do
    [ -e "$find_file" ] || continue
    if [ -r "$find_file" ]; then printf 'readable\n'; return; fi
    find_result=restricted
  done
  for find_file in /var/log/journal/* /run/log/journal/*; do
    [ ! -d "$find_file" ] || [ -r "$find_file" ] || find_result=restricted
  done
  put "$find_result"
}

journal_state() {
  journal=missing
  run 3 "$tmp/journal" find_journal
  first_line "$tmp/journal" && journal=$line
  [ "$journal" != readable ] || command -v journalctl >/dev/null 2>&1 || journal=unusable
}

# read_journal LINES SELECTION...: tail gives its first byte when all lines have been counted, so the last awk knows
# whether something was left out.
read_journal() {
  read_lines=$1
  shift
  journalctl --no-pager -o short-iso -n "$read_lines" "$@" |
    awk -v counts="$tmp/counts" '
      /^-- (No entries|Logs begin|Journal begins)/ { next }
      { bytes += length($0) + 1; lines++; print }
      END { print lines + 0, bytes + 0 > counts; close(counts) }' |
    tail -c "$log_bytes" |
    awk -v counts="$tmp/counts" -v lines="$read_lines" -v bytes="$log_bytes" -v marker="$log_marker" '
      NR == 1 {
        getline seen < counts
        split(seen, count, " ")
        if (count[1] >= lines || count[2] > bytes) print marker
        if (count[2] > bytes) next
      }
      { print }'
}

# take_journal NAME SELECTION...: fewer lines when the journal is slow and has given nothing yet.
take_journal() {
  unit=$1
  shift
  draw "journal/$unit.log" 12 read_journal "$log_lines" "$@"
  if [ "$code" = 124 ] && [ "$bytes" = 0 ]; then
    draw "journal/$unit.log" 6 read_journal "$log_lines_slow" "$@"
    [ "$code" = 124 ] || worse truncated "the journal is slow: only the newest $log_lines_slow lines were asked for"
  fi
  judge journalctl
  [ "$bytes" -gt 0 ] || [ ! -s "$errors" ] || code=1 judge journalctl
}

newest_part() {
  newest_size=$(stat -L -c %s "$1") || return 1
  if [ "$newest_size" -le "$log_bytes" ]; then
    head -c "$log_bytes" "$1"
  else
    put "$log_marker"
    tail -c "$log_bytes" "$1" | tail -n +2
  fi
}

# daemon_output NAME: the regular file that a daemon's output goes to; containerd may share the one of dockerd.
daemon_output() {
  for out_pid in $(pids_of "$1"); do
    for out_fd in 1 2; do
      [ -f "/proc/$out_pid/fd/$out_fd" ] || continue
      out_id=$(stat -L -c %d:%i "/proc/$out_pid/fd/$out_fd")
      ! grep -qx "$out_id" "$tmp/output.ids" 2>/dev/null || continue
      put "$out_id" >>"$tmp/output.ids"
      put "/proc/$out_pid/fd/$out_fd"
      return
    done
  done
}

# step_journal NAME UNIT DAEMON FILES: journal, else what the daemon's output was sent to, else the usual files.
step_journal() {
  bytes=0
  journal_state
  case $journal in
    readable) if [ "$2" = - ]; then take_journal "$1" -k; else take_journal "$1" -u "$2"; fi ;;
    unusable) worse failed 'journal files are there, journalctl is not' ;;
    restricted) worse restricted 'the journal may not be read' ;;
  esac
  if [ "$bytes" = 0 ] && [ -n "$3" ] && [ "$uid" = 0 ]; then
    run 3 "$tmp/output" daemon_output "$3"
    ! read -r out_file <"$tmp/output" || take "journal/$1.log" 8 newest_part "$out_file"
  fi
  [ "$bytes" = 0 ] || return
  # shellcheck disable=SC2086 # a list of files
  [ -z "$4" ] || take_logs $4
  [ ! -s "$tmp/found" ] || [ -z "$4" ] || return
  if [ "$journal" = missing ]; then worse missing "no journal and no log file${4:+ among $4}"
  else worse empty 'the journal has no entry for it'; fi
}

take_logs() {
  run 3 "$tmp/found" there "$@"
  while read -r log_file; do take "${log_file#/}" 8 newest_part "$log_file"; done <"$tmp/found"
}

step_log_files() {
  journal_state
  [ "$journal" != readable ] || { worse empty 'not taken: the journal was read'; return; }
  take_logs "$@"
  [ -s "$tmp/found" ] || worse missing "none of $* exists"
}
