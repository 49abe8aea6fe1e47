# ---- steps: mounts

list_namespaces() { user_files ns/mnt | xargs -n 500 stat -L -c '%i %n' 2>/dev/null | awk -v list="$tmp/namespaces" '{ print; print > list }'; }

step_ns_mnt() {
  take commands/proc/ns-mnt 8 list_namespaces
  if [ "$uid" != 0 ]; then
    worse restricted 'mount namespaces of other users cannot be told apart without root'
  elif [ "$bytes" = 0 ]; then
    worse failed 'no mount namespace could be read'
  fi
}

# choose_tables: "<namespace> <pid>" of tables to read, pid 1 and the daemons first, three per namespace because one may
# be gone by then. Without namespaces: pid 1, this one, daemons, at most 64 others.
choose_tables() {
  cat "$tmp/processes" "$tmp/namespaces" 2>/dev/null | awk -v self="$$" -v root="$uid" '
    function rank(pid) {
      if (pid == 1) return 0
      if (pid == self) return root == 0 ? 8 : 5
      if (name[pid] == "kubelet") return 1
      if (name[pid] == "dockerd") return 2
      if (name[pid] == "containerd") return 3
      return name[parent[pid]] ~ /^containerd-shi|^conmon/ ? 6 : 7
    }
    NF == 6 && $1 ~ /^[0-9]+$/ { if ($4 == 0) { name[$1] = $6; parent[$1] = $2; order[++count] = $1 } next }
    NF == 2 { split($2, part, "/"); space[part[3]] = $1 }
    END {
      for (r = 0; r < 9; r++)
        for (i = 1; i <= count; i++) {
          pid = order[i]
          if (rank(pid) != r) continue
          ns = space[pid]
          if (root == 0 && (ns != "" || r > 3)) { if (ns == "" || seen[ns]++ > 2) continue }
          else { ns = "pid" pid; if (r > 5 && others++ >= 64) continue }
          print ns, pid
        }
    }'
}

step_mountinfo() {
  [ "$uid" = 0 ] || worse restricted 'without root only a choice of processes was read'
  run 5 "$tmp/tables" choose_tables || judge 'the choice of mount tables'
  [ -s "$tmp/tables" ] || printf 'pid1 1\nself %s\n' "$$" >"$tmp/tables"
  mt_total=0 mt_seen=' ' mt_left=0
  printf '' >"$tmp/kept"
  while read -r mt_ns mt_pid; do
    case $mt_seen in *" $mt_ns "*) continue ;; esac
    if [ "$mt_total" -ge "$mt_bytes" ]; then
      mt_left=$((mt_left + 1)) mt_seen="$mt_seen$mt_ns "
      put "$mt_pid" >>"$tmp/kept"
      continue
    fi
    draw "proc/$mt_pid/mountinfo" 15 cat "/proc/$mt_pid/mountinfo"
    [ "$code" != 124 ] || judge "/proc/$mt_pid/mountinfo"
    [ "$bytes" -gt 0 ] || continue
    mt_seen="$mt_seen$mt_ns " mt_total=$((mt_total + bytes))
    put "$mt_pid" >>"$tmp/kept"
  done <"$tmp/tables"
  [ "$mt_left" = 0 ] || {
    worse truncated "the tables of $mt_left mount namespaces were only counted: the others hold $mt_total bytes"
    take commands/proc/mount-counts 8 count_mounts
  }
}

count_mounts() { sed 's,.*,/proc/&/mountinfo,' "$tmp/kept" | grep_in -c ''; }
