# ---- output and staging

open_output() {
  if [ -z "$output" ]; then exec 3>&1; return; fi
  if [ -e "$output.part" ] || [ -L "$output.part" ]; then
    fail 1 "$output.part exists already; remove it or choose another name"
  fi
  # noclobber makes the shell create the file itself: a link that somebody planted is not followed.
  set -C
  if ! { printf '' >"$output.part"; } 2>/dev/null; then
    fail 1 "cannot write $output.part"
  fi
  set +C
  part=$output.part
  exec 3>>"$part"
}

make_staging() {
  now
  for parent in /run /dev/shm "${TMPDIR:-/tmp}" /tmp /var/tmp "${output%/*}"; do
    case $parent in /*) ;; *) continue ;; esac
    [ -w "$parent" ] || continue
    tmp=$parent/inquest.$$.$now
    mkdir -m 700 "$tmp" 2>/dev/null || { tmp=; continue; }
    if dd if=/dev/zero of="$tmp/probe" bs=65536 count=48 2>/dev/null; then
      rm -f "$tmp/probe"
      return 0
    fi
    rm -rf "$tmp"
    tmp=
  done
  return 1
}

# open_archive: descriptor 4 is where members are written, 3 where they go packed.
open_archive() {
  packer=
  for packer in 'gzip -1' 'busybox gzip -1' 'cat'; do ! command -v "${packer%% *}" >/dev/null 2>&1 || break; done
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

# end_packer: closes descriptor 4. A step that hangs and was left behind still holds it: then the rest is lost.
end_packer() {
  exec 4>&-
  now
  end_at=$((now + 300))
  until ended "$packer_pid"; do
    sleep "$short_sleep"
    now
    [ -z "$stuck_step" ] || [ "$now" -lt "$end_at" ] || kill "$packer_pid"
    [ -z "$broken" ] || kill "$packer_pid" 2>/dev/null
  done
  wait "$packer_pid" 2>/dev/null || broken=1
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
  run 2 "$tmp/zone" node_zone && read -r utc_offset <"$tmp/zone"
  run 2 "$tmp/machine" hash_machine && read -r machine_id _ <"$tmp/machine"
}

node_zone() {
  unset TZ
  date +%z
}

hash_machine() {
  read -r hash_id </etc/machine-id || return 1
  printf '%s' "$hash_id" | sha256sum
}

cls_archive() {
  [ -z "$broken" ] || return 0
  slurp /proc/stat && held_stat=$text && boot_time
  clock
  cls_list=
  if [ -n "$tmp" ] && [ -e "$tmp/abandoned" ]; then
    while IFS= read -r cls_line; do cls_list="$cls_list${cls_list:+,}$cls_line"; done <"$tmp/abandoned"
  fi
  complete=true json=null
  [ -z "$aborted" ] || { complete=false; json "$aborted"; }
  emit_text manifest.json "{\"complete\":$complete,\"steps\":$steps,\"clock\":$clock,\"abandoned\":[$cls_list],\
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
  if [ -n "$packer_pid" ]; then end_packer; fi
  keep_output
  [ -z "$tmp" ] || rm -rf "$tmp"
  if [ -n "$broken$aborted" ]; then finish_code=1; fi
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
  [ -z "$gaps" ] || say "gaps: $gaps"
  if [ -z "$part" ]; then say 'written to standard output; send that file'; return; fi
  mv -f "$part" "$output" || { say "collect.sh: $part could not be renamed; it holds the archive"; broken=1; return; }
  say "file: $output"
  say "bytes: $(wc -c <"$output")"
  ! command -v sha256sum >/dev/null 2>&1 || say "sha256: $(sha256sum <"$output")"
  say 'send this file'
}
