# ---- output and staging

open_output() {
  folder=
  [ -n "$output" ] || { exec 3>&1; return; }
  if [ -d "$output" ]; then
    folder=$output
    first_line /proc/sys/kernel/hostname
    case $line in '' | *[!A-Za-z0-9.-]*) line=node ;; esac
    output=$folder/inquest-$line-$$
  fi
  part=$output.part
  # noclobber makes the shell create the file itself: a link that somebody planted is not followed.
  set -C
  { [ ! -e "$part" ] && [ ! -L "$part" ] && printf '' >"$part"; } 2>/dev/null || fail 1 "cannot write $part, or it exists already"
  set +C
  exec 3>>"$part"
}

make_staging() {
  now
  errors=/dev/null
  for parent in /run /dev/shm "${TMPDIR:-/tmp}" /tmp /var/tmp "${output%/*}"; do
    case $parent in /*) ;; *) continue ;; esac
    place=$parent/inquest.$$.$now
    run 3 /dev/null try_staging && { tmp=$place; return; }
    [ "$code" = 124 ] || run 3 /dev/null rm -rf "$place"
  done
  return 1
}

# try_staging: in a child, because a file system that is frozen or whose server is gone holds its writer for ever.
try_staging() {
  [ -w "$parent" ] && mkdir -m 700 "$place" && dd if=/dev/zero of="$place/probe" bs=65536 count=48 && rm "$place/probe"
}

# open_archive: descriptor 4 is where members are written, 3 where they go packed.
open_archive() {
  for packer in 'gzip -1' 'busybox gzip -1' cat; do ! command -v "${packer%% *}" >/dev/null 2>&1 || break; done
  mkfifo "$tmp/gzip" && start_packer
}

# start_packer: a gzip member per stage, because gzip keeps what it has read until its end and a cut transfer should
# hold everything before the cut.
start_packer() {
  exec 6<>"$tmp/gzip" 5<"$tmp/gzip" 4>"$tmp/gzip" 6>&-
  # shellcheck disable=SC2086 # a command and its options
  $packer <&5 >&3 2>/dev/null 3>&- 4>&- &
  packer_pid=$!
  exec 5<&-
}

# find_room: sets $room to the packed bytes that are left; a kernel that does not count makes it an estimate. Logs leave a fifth to what comes behind them.
find_room() {
  written "$packer_pid"
  wrote=$((unpacked / 8))
  [ -z "$written" ] || wrote=$((packed + written))
  room=$((max_size - wrote))
  [ "$stage" != 5 ] || room=$((room - max_size / 5))
}

# written PID: sets $written to the bytes it wrote (wchar, the second line), and its children that have been waited for.
written() {
  written=
  { { read -r _ && read -r _ written; } <"/proc/$1/io"; } 2>/dev/null
}

# end_packer: closes descriptor 4. A step that hangs and was left behind still holds it: then the rest is lost.
end_packer() {
  written $$
  end_before=$written
  exec 4>&-
  now
  end_at=$((now + 300))
  until ended "$packer_pid"; do
    sleep "$short_sleep"
    now
    [ -z "$stuck_step" ] || [ "$now" -lt "$end_at" ] || broken=1
    [ -z "$broken" ] || kill "$packer_pid" 2>/dev/null
  done
  wait "$packer_pid" 2>/dev/null || broken=1
  # The kernel forgets what a process wrote when it ends; it adds it to what its parent wrote.
  written $$
  if [ -n "$written" ]; then packed=$((packed + written - end_before)); else packed=$((unpacked / 8)); fi
  packer_pid=
}

probe() {
  short_sleep=0.02 long_sleep=0.1
  sleep 0.01 2>/dev/null || short_sleep=1 long_sleep=1
  dd_full=iflag=fullblock
  dd if=/dev/null iflag=fullblock bs=1 count=0 2>/dev/null || dd_full=
}

identify() {
  own
  run 2 "$tmp/names" cat /proc/sys/kernel/hostname /proc/sys/kernel/osrelease /proc/sys/kernel/random/boot_id
  { read -r host && read -r kernel && read -r boot_id; } <"$tmp/names"
  learn env -u TZ date +%z && utc_offset=$line
  learn hash_line /etc/machine-id && machine_id=$line
  learn hash_line /sys/class/dmi/id/product_uuid && product_id=$line
  learn other_spaces && spaces=$line
  [ ! -f "$script" ] || { learn sha256sum "$script" && say "sha256 of the script: $line"; }
}

# learn COMMAND...: sets $line to the first word of its answer.
learn() { run 2 "$tmp/learned" "$@" && read -r line _ <"$tmp/learned"; }

# shellcheck disable=SC3013 # every shell at hand has it
# other_spaces: a JSON list of the namespaces of this process that are not those of pid 1; nothing where those may not be seen.
other_spaces() {
  for space in /proc/1/ns/*; do
    [ -e "$space" ] || return
    case $space in *_for_*) continue ;; esac
    [ "$space" -ef "/proc/$$/ns/${space##*/}" ] || set -- "$@" "${space##*/}"
  done
  list "$@"
  put "[$list]"
}

hash_line() {
  first_line "$1" && printf '%s' "$line" | sha256sum
}

cls_archive() {
  [ -z "$broken" ] || return 0
  slurp /proc/stat && held_stat=$text && boot_time
  clock
  cls_list=$early
  if [ -n "$tmp" ] && [ -e "$tmp/abandoned" ]; then
    while IFS= read -r cls_line; do cls_list="$cls_list${cls_list:+,}$cls_line"; done <"$tmp/abandoned"
  fi
  read -r _ _ _ _ last_pid </proc/loadavg
  complete=true json=null
  [ -z "$aborted" ] || { complete=false; json "$aborted"; }
  emit_text manifest.json "{\"complete\":$complete,\"steps\":$steps,\"clock\":$clock,\"last_pid\":$last_pid,\"abandoned\":[$cls_list],\
\"aborted\":$json}$nl"
  nuls 1024
  printf "$nuls" >&4 || broken=1
}

# finish: runs on every exit. First the archive is closed without a fork, then comes what may need one.
finish() {
  finish_code=$?
  trap '' INT TERM HUP
  trap - EXIT
  [ -n "$finished" ] || [ -n "$aborted" ] || aborted='a process could not be started'
  # Without a packer, what the builtins read goes out as plain tar; behind packed stages nothing can follow.
  if [ -z "$packer_pid" ]; then
    [ -z "$started" ] || broken=1
    exec 4>&3
  fi
  if [ -z "$started$broken" ]; then
    emit_start
    emit_captured
  fi
  cls_archive
  [ -z "$packer_pid" ] || end_packer
  keep_output
  [ -z "$tmp" ] || rm -rf "$tmp"
  [ -z "$broken$aborted" ] || finish_code=1
  exit "$finish_code"
}

# keep_output: the last lines on the terminal. A run that was stopped keeps its valid, shorter archive.
keep_output() {
  if [ -n "$broken" ]; then
    [ -z "$part" ] || rm -f "$part"
    say 'the output could not be written; nothing was kept'
    return
  fi
  say "$steps steps; complete: $complete${aborted:+ ($aborted)}"
  gaps=$gaps_1$gaps_2$gaps_3$gaps_4$gaps_5
  for gap_shown in 1 2 3 4 5; do
    [ -z "$gaps" ] || say "gap $gap_shown: ${gaps%%"$nl"*}"
    gaps=${gaps#*"$nl"}
  done
  [ -z "$gaps" ] || say 'and other gaps'
  [ -n "$part" ] || { say "about $packed bytes to standard output; send this file"; return; }
  [ -z "$folder" ] || output=${output%-*}-$(date +%Y%m%dT%H%M%SZ).tgz
  mv -f "$part" "$output" || { say "$part holds the archive and could not be renamed"; broken=1; return; }
  say "file: $output
bytes: $(wc -c <"$output")
sha256: $(sha256sum <"$output")
send this file"
}
