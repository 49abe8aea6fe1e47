# ---- steps: open files and what fills file systems

# scan_fds: one pass over the links of all open files. Deleted files go to stdout, counts and kinds beside it: pipes and
# inotify, which are counted for each user, and tracers of every process, the rest of daemons and of those that have many.
scan_fds() {
  files_of fd | list_fds | awk -v counts="$tmp/counts" -v kinds="$tmp/kinds" \
    -v daemons=" $(pids_of dockerd containerd kubelet crio systemd | tr '\n' ' ') " '
    function flush(   k, all) {
      if (count) print count, "/proc/" pid "/fd" > counts
      all = count > 99 || index(daemons, " " pid " ")
      for (k in n) if (all || k ~ /^(pipe|fifo|tracing|anon_inode:inotify)/) print pid, n[k], k > kinds
      split("", n)
      count = distinct = 0
    }
    $1 != pid { flush(); pid = $1 }
    {
      count++
      kind = link = substr($0, length($1) + length($2) + 3)
      if (link ~ / \(deleted\)$/) { kind = "deleted"; if (gone++ < 2000) print }
      else if (link ~ /^(socket|pipe):/) sub(/:.*/, "", kind)
      else if (link ~ /^anon_inode:/) gsub(/[][]/, "", kind)
      else if (link ~ /\/tracing\//) kind = "tracing " link
      else if (link ~ /\/fifo\/|-std(in|out|err)$/) kind = "fifo " link
      else kind = "file"
      if (!(kind in n) && distinct++ > 1000) kind = "file"
      n[kind]++
    }
    END { flush() }'
}

step_open_files() {
  run 8 "$tmp/deleted" scan_fds
  judge 'the list of open files'
  [ ! -e "$tmp/kinds" ] || get proc/fd-kinds 3 cat "$tmp/kinds"
  # Since Linux 6.2 the size of /proc/<pid>/fd is the number of its files, and step_stat has it.
  [ -s "$tmp/fd" ] || get proc/fd-counts 3 cat "$tmp/counts"
  get proc/fd-deleted 6 size_deleted
}

# step_list_tmpfs: what lies in memory, and in /tmp as the daemons see it.
step_list_tmpfs() {
  # shellcheck disable=SC2046 # split on purpose
  step_list tmpfs 2 /run/systemd/timesync $(awk '/ - tmpfs / && $5 !~ /^\/sys|\/kubelet\/|\\/ { print $5 }' /proc/self/mountinfo;
    files_of root/tmp dockerd containerd kubelet)
}

# step_usage: what is in local file systems that are filled to 85 %, the largest first; what was seen until the time runs
# out is kept. du asks every mount point on its way, so one that does not answer would be its end.
step_usage() {
  [ ! -s "$tmp/silent" ] || { worse failed 'not run: it would wait for a file system that does not answer'; return; }
  [ -s "$tmp/full" ] || { worse empty 'no local file system is filled to 85 %'; return; }
  draw commands/disk/usage 20 list_usage
  [ "$code" != 124 ] || worse truncated 'the time was not enough for all directories'
}

list_usage() {
  sort -rn "$tmp/full" | cut -d ' ' -f 2- | awk '!n[$0]++' | while IFS= read -r usage_point; do
    du -x -k -d 3 "$usage_point"
  done
}

# step_deep: slow or intrusive. Of packet filters only the tables that are loaded, since asking loads a table.
step_deep() {
  step_files '' /proc/slabinfo
  # shellcheck disable=SC2013 # names
  for deep_table in $(cat /proc/net/ip_tables_names); do
    get "deep/iptables-$deep_table" 5 iptables-save -c -t "$deep_table"
  done
  [ ! -e /sys/class/misc/device-mapper ] || get deep/dmsetup 3 dmsetup status --noflush
  step_command deep/nvidia-smi 10 nvidia-smi -q
}
