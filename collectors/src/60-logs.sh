# ---- steps: logs

# find_journal: readable, restricted, missing, or failed without journalctl. Without the right to read it journalctl shows
# an empty, healthy log; the journal of the user alone does not count.
find_journal() {
  journal=missing
  for find_file in /var/log/journal/* /run/log/journal/* /var/log/journal/*/system*.journal /run/log/journal/*/system*.journal; do
    [ -e "$find_file" ] || continue
    [ -r "$find_file" ] || { journal=restricted; continue; }
    case $find_file in *.journal) journal=readable; command -v journalctl >/dev/null || journal=failed; break ;; esac
  done
  put "$journal"
}

journal_state() {
  [ "$room" -gt "$log_bytes" ] || log_bytes=$room
  run 3 "$tmp/journal" find_journal
  first_line "$tmp/journal"
  journal=${line:-missing}
}

# need_journal: false where there is none to read.
need_journal() {
  journal_state
  [ "$journal" = readable ] || { worse "$journal" 'the journal was not read'; return 1; }
}

# thin SECONDS LINES BYTES NESTED: takes a log whose newest line comes first and gives it in its order: the newest BYTES
# whole, of what lies before them the first three lines of each key and minute, and how many there were (FORMAT.md). A
# key is the place in the source that klog names, else the message without numbers. Awk ends itself when the time is
# over, the room is used up or the log of a day was read: what it has then joins the newest part without a hole. LINES
# were asked for, 0 is all. NESTED: further lines of an entry stand behind its first one, as journalctl -r prints them.
thin() {
  now
  awk -v until=$((now / 100 + $1 * factor)) -v asked="$2" -v whole="$3" -v nested="$4" -v room="$log_bytes" -v cut="${since:+1}" \
    -v day="${since:-$(date -d @$((btime + now / 100 - 86400)) +%Y-%m-%dT%H:%M)}" -v oldest="$tmp/oldest" \
    -v marker="$log_marker" '
    function count(k) {
      for (k in seen) if (seen[k] > kept[k] || seen[k] > 99)
        out[place[k]] = "-- inquest: " seen[k] - kept[k] " of " seen[k] " lines like \"" k "\" left out in " (minute ? minute : "-") " --"
      split("", seen); split("", kept); split("", last)
    }
    /^-- (No entries|Logs begin|Journal begins)/ { next }
    /^-- / { count(); minute = ""; out[++n] = $0; next }
    nested && /^[ \t]/ { if (n in out) out[n] = out[n] "\n" $0; next }
    {
      k = substr($0, 1, 200)
      if (match(k, /[0-9][0-9]:[0-9][0-9]:[0-9][0-9]/)) {
        m = substr(k, 1, RSTART + 4)
        k = substr(k, RSTART + 8)
        if (m != minute) { count(); minute = m; if (whole && bytes > whole && m < day) { cut = 1; exit } }
      }
      # The name of the file is cut out after the match: a pattern that begins with it costs the square of a long word.
      if (match(k, /\.go:[0-9]+\]/)) {
        file = substr(k, 1, RSTART - 1)
        sub(/^.*[^A-Za-z0-9_]/, "", file)
        k = file substr(k, RSTART, RLENGTH)
      } else {
        sub(/^[^ ]* [^ ]* /, "", k)
        sub(/time="[^"]*" /, "", k)
        gsub(/[0-9a-f]*[0-9][0-9a-f]*/, "#", k)
        k = substr(k, 1, 60)
      }
      if (!seen[k]++) place[k] = ++n
      out[++n] = $0
      bytes += length($0) + 1
      if (bytes <= whole) kept[k]++
      else if (split(last[k], l, " ") < 3) {
        kept[k]++
        last[k] = last[k] " " n
        if ((used += length($0)) > room) { cut = 1; exit }
      } else { delete out[l[1]]; last[k] = l[2] " " l[3] " " n }
      if (NR % 4096) next
      getline up <"/proc/uptime"
      close("/proc/uptime")
      if (up + 0 > until) { cut = 1; exit }
    }
    END {
      count()
      if (n && (cut || asked && NR >= asked)) { print marker; print substr(minute, 1, 10), substr(minute, 12) >oldest }
      for (i = n; i; i--) if (i in out) print out[i]
    }'
}

# ask_journal LINES SELECTION...: all formats take the same time; without -a what has an escape in it becomes a blob.
ask_journal() { journalctl --no-pager -a -r -o short-iso -n "$@"; }

# read_journal SECONDS LINES SELECTION...
read_journal() {
  read_seconds=$1
  shift
  ask_journal "$@" ${since:+"--since=$since"} | thin "$read_seconds" "$1" "$log_bytes" 1
}

# read_probes SELECTION...: ten seconds of each hour of two days and of each day of a month before what was read.
read_probes() {
  first_line "$tmp/oldest"
  probe_begin=$(date -d "$line" +%s) || return 0
  now
  probe_end=$((now + 500)) probe_now=$((btime + now / 100)) probe_age=0
  while [ "$probe_age" -lt 2592000 ] && [ "$now" -lt "$probe_end" ]; do
    probe_age=$((probe_age + 3600))
    [ "$probe_age" -le 172800 ] || probe_age=$((probe_age + 82800))
    probe_at=$((probe_now - probe_age))
    [ "$probe_at" -lt "$probe_begin" ] || continue
    ask_journal 5000 "$@" "--since=@$probe_at" "--until=@$((probe_at + 10))"
    put "-- inquest: probe of 10 s at $(date -d "@$probe_at" +%Y-%m-%dT%H:%M:%SZ) --"
    now
  done | thin 9 0 0 1
}

# take_journal NAME SECONDS: of the kernel or of a unit; fewer lines when the journal is slow and has given nothing yet.
take_journal() {
  unit=$1 seconds=$2
  case $1 in kernel) set -- -k ;; *) set -- -u "$1" ;; esac
  now
  left=$(((stage_end - now) / 100 / factor - 7))
  [ "$seconds" -lt "$left" ] || seconds=$left
  [ "$seconds" -gt 2 ] || seconds=2
  rm -f "$tmp/oldest"
  draw "journal/$unit.log" $((seconds + 2)) read_journal "$seconds" 3000000 "$@"
  if [ "$code $bytes" = '124 0' ]; then
    draw "journal/$unit.log" 4 read_journal 3 2000 "$@"
    [ "$code" = 124 ] || worse truncated 'the journal is slow: only its newest 2000 lines were read'
  fi
  judge journalctl
  first_line "$errors"
  case $bytes$line in *'not seeing'*) worse restricted "$line" ;; 0?*) code=1 judge journalctl ;; esac
  [ -z "$since" ] && [ -s "$tmp/oldest" ] || return 0
  taken=$bytes
  draw "journal/$unit.probes.log" 7 read_probes "$@"
  bytes=$taken
}

# newest_part BYTES FILE
newest_part() {
  [ "$(stat -L -c %s "$2")" -gt "$1" ] || { head -c "$1" "$2"; return; }
  put "$log_marker"
  tail -c "$1" "$2" | tail -n +2
}

# read_log FILE: with what was rotated from it. Other programs of the name tac hold the whole file in memory, and a last
# line without an end would join the one before.
read_log() {
  case $(tail -c 1 "$1")$(tac --version 2>&1) in
    tac*GNU*) { tac "$1"; [ ! -f "$1.1" ] || tac "$1.1"; } | thin 6 0 "$log_bytes" 0 ;;
    *) newest_part "$log_bytes" "$1" ;;
  esac
}

# daemon_output NAME: the regular file that a daemon's output goes to; containerd may share the one of dockerd.
daemon_output() {
  for out_file in $(pids_of "$1" | sed 's,.*,/proc/&/fd/1 /proc/&/fd/2,'); do
    [ -f "$out_file" ] || continue
    out_id=$(stat -L -c %d:%i "$out_file")
    ! grep -qsx "$out_id" "$tmp/output.ids" || continue
    put "$out_id" >>"$tmp/output.ids"
    put "$out_file"
    return
  done
}

# step_journal NAME SECONDS DAEMON WORD...: journal, else what the daemon's output was sent to, else the usual files.
step_journal() {
  bytes=0
  journal_state
  case $journal in
    readable) take_journal "$1" "$2" ;;
    failed) worse failed 'journal files are there, journalctl is not' ;;
    restricted) worse restricted 'the journal may not be read' ;;
  esac
  # The kernel has no daemon; without a name every process would do, the collector itself among them.
  if [ "$bytes$uid${3:+named}" = 00named ]; then
    run 3 "$tmp/output" daemon_output "$3"
    ! read -r out_file <"$tmp/output" || take "journal/$1.log" 8 read_log "$out_file"
  fi
  [ "$bytes" = 0 ] || return
  shift 3
  take_logs "$@"
  [ ! -s "$tmp/found" ] || return
  if [ "$journal" = missing ]; then worse missing 'no journal and no log file'
  else worse empty 'the journal has no entry for it'; fi
}

# take_found SECONDS COMMAND [ARGUMENT]: what COMMAND gives of each file in $tmp/found, under the path of the file.
take_found() {
  while IFS= read -r found_one; do take "${found_one#/}" "$@" "$found_one"; done <"$tmp/found"
}

take_logs() {
  run 3 "$tmp/found" there "$@"
  take_found 8 read_log
}

step_log_files() {
  journal_state
  [ "$journal" != readable ] || { worse empty 'not taken: the journal was read'; return; }
  take_logs "$@"
  [ -s "$tmp/found" ] || worse missing "none of $* exists"
}

# find_units: names of the other units in whose journal kubelet or runtime speak.
find_units() {
  there "$(printf '%s/systemd/system/ k3s*.service rke2-*.service k0s*.service snap.microk8s.daemon-*.service snap.docker.dockerd.service
    crio.service cri-docker.service podman.service ' /etc /run /usr/lib /lib)" |
    sed 's,.*/,,;s,[.]service$,,' | sort -u
}

step_units() {
  need_journal || return
  run 3 "$tmp/units" find_units
  [ -s "$tmp/units" ] || worse missing 'no unit of another runtime exists'
  while read -r unit; do take_journal "$unit" 6; done <"$tmp/units"
}

# step_previous: the boot before. Where the journal does not survive a boot the kernel's part says so.
step_previous() {
  need_journal || return
  draw journal/kernel.previous.log 6 read_journal 5 5000 -k -b -1
  first_line "$errors"
  [ "$bytes" != 0 ] || { worse missing "${line:-the journal holds no other boot}"; return; }
  for unit in docker containerd kubelet $(cat "$tmp/units"); do
    draw "journal/$unit.previous.log" 4 read_journal 3 2000 -u "$unit" -b -1
  done
}

# find_pod_logs: per container of node agents the newest two files; the number counts its restarts.
find_pod_logs() {
  printf '%s\n' /var/log/pods/*/*/*.log | awk -F / -v named=",$pod_logs," '
    { space = $(NF - 2); sub(/_.*/, "", space); number = $NF + 0 }
    $NF == number ".log" && (space ~ /^kube-system$|cni|calico|cilium|csi|storage|gpu|monitoring/ || index(named, "," space ",")) {
      files[$0]
      sub(/[^\/]*$/, "")
      if (number >= newest[$0]) newest[$0] = number
    }
    END { for (d in newest) for (i = newest[d] - 1; i <= newest[d]; i++) if (d i ".log" in files) print d i ".log" }'
}

step_pod_logs() {
  run 3 "$tmp/found" find_pod_logs
  if [ -s "$tmp/found" ]; then take_found 4 newest_part 2097152
  elif [ "$uid" = 0 ]; then worse missing 'no log of a node agent in /var/log/pods'
  else worse restricted 'the logs of pods may not be read'; fi
}
