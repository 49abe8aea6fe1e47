# ---- steps: stuck tasks

# list_tasks: task directories worth a look, at most 300: processes in D first, then runtimes and their helpers. A
# process in another state may have a thread in D; those of the daemons are all listed.
list_tasks() {
  awk '
    $3 == "D" { print 1, $1; next }
    $4 != 0 { next }
    $6 ~ /^runc/ { print 2, $1 }
    $6 ~ /^(dockerd|containerd|kubelet|crio|systemd)$/ { print 3, $1 }
    $6 ~ /^(containerd-shi|conmon)/ { print 4, $1 }
  ' "$tmp/processes" | sort -n -k 1,1 -k 2,2 | head -n 300 | {
    list_count=0
    while read -r _ list_pid; do
      for list_task in "/proc/$list_pid/task"/*; do
        [ "$list_count" -lt 300 ] || return 0
        list_count=$((list_count + 1))
        put "$list_task"
      done
    done
  }
}

grep_tasks() { sed "s,\$,/$1," "$tmp/tasks" | grep_in .; }

step_stuck_tasks() {
  [ -n "$1" ] || run 4 "$tmp/tasks" list_tasks || judge 'the choice of tasks'
  [ -s "$tmp/tasks" ] || { worse empty 'no stuck task and no daemon was found'; return; }
  for tasks_file in stack wchan syscall status; do
    [ "$1$tasks_file" != t1/status ] || continue
    take "$1commands/proc/task-$tasks_file" 4 grep_tasks "$tasks_file"
  done
  [ "$uid" = 0 ] || worse restricted 'kernel stacks are only shown to root'
}

# list_fds: "<pid> <fd> <link text>"; links are read, never followed. With two directories ls prints their names.
list_fds() {
  xargs -n 100 ls -ln /proc/self/task 2>/dev/null | awk '
    /^\/proc\/[0-9]+\/fd:$/ { split($0, part, "/"); pid = part[3]; next }
    (at = index($0, " -> ")) && pid != "" {
      count = split(substr($0, 1, at - 1), word, " ")
      if (word[count] ~ /^[0-9]+$/) print pid, word[count], substr($0, at + 4)
    }'
}

list_stuck_fds() {
  awk '$4 == 0 && ($6 ~ /^runc/ || $6 ~ /^(ossfs|s3fs|goofys|mount\.|ceph-fuse|glusterfs|sshfs)/) {
    print "/proc/" $1 "/fd"
  }' "$tmp/processes" | head -n 50 | list_fds
}
