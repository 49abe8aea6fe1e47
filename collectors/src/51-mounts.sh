# ---- steps: mounts

# choose_tables: "<namespace> <pid>" of tables to read, pid 1 and the daemons first, then containers; three per namespace
# because one may be gone by then. Where namespaces may not be seen: at most 64 others; root sees them of all that live.
choose_tables() {
  cat "$tmp/mnt" "$tmp/processes" 2>/dev/null | awk -v self="$$" '
    BEGIN { name[1]; name[self] }
    NF == 2 { split($2, part, "/"); space[part[3]] = $1; next }
    $4 == 0 { name[$1] = $6; parent[$1] = $2 }
    END {
      for (pid in name) {
        rank = name[parent[pid]] ~ /^(containerd-shi|conmon)/ ? 3 : 4
        if (name[pid] ~ /^(kubelet|dockerd|containerd)$/) rank = 2
        print pid == 1 ? 0 : pid == self ? 1 : rank, pid, pid in space ? space[pid] : "pid" pid
      }
    }' | sort -k 1,1n -k 2,2n | awk -v uid="$uid" '$3 ~ /p/ && $1 > 2 ? uid && ++others < 65 : ++n[$3] < 4 { print $3, $2 }'
}

step_mountinfo() {
  [ "$uid" = 0 ] || worse restricted 'without root only a choice of processes was read'
  run 5 "$tmp/tables" choose_tables || judge 'the choice of mount tables'
  mt_total=0 mt_seen=' ' mt_left=0
  while read -r mt_ns mt_pid; do
    case $mt_seen in *" $mt_ns "*) continue ;; esac
    if [ "$mt_total" -ge "$mt_bytes" ]; then
      mt_left=$((mt_left + 1))
    else
      draw "proc/$mt_pid/mountinfo" 15 cat "/proc/$mt_pid/mountinfo"
      late "/proc/$mt_pid/mountinfo"
      [ "$bytes" -gt 0 ] || continue
      mt_total=$((mt_total + bytes))
    fi
    mt_seen="$mt_seen$mt_ns "
    put "$mt_pid"
  done <"$tmp/tables" >"$tmp/kept"
  [ "$mt_left" = 0 ] || {
    worse truncated "the tables of $mt_left mount namespaces were only counted: the others hold $mt_total bytes"
    get proc/mount-counts 8 count_mounts
  }
}

count_mounts() { sed 's,.*,/proc/&/mountinfo,' "$tmp/kept" | grep_in -c ''; }
