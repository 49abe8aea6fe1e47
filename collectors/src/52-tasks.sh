# ---- steps: stuck tasks

# list_tasks: task directories worth a look, at most 300: processes in D first, then runtimes and their helpers. A
# process in another state may have a thread in D; those of the daemons are all listed.
list_tasks() {
  awk '
    $3 == "D" { print 1, $1; next }
    $4 { next }
    $6 ~ /^runc/ { print 2, $1 }
    $6 ~ /^(dockerd|containerd|kubelet|crio|systemd)$/ { print 3, $1 }
    $6 ~ /^(containerd-shi|conmon)/ { print 4, $1 }
  ' "$tmp/processes" | sort | head -n 300 | while read -r _ list_pid; do
    printf '%s\n' "/proc/$list_pid/task"/*
  done | head -n 300
}

grep_tasks() { sed "s,\$,/$1," "$tmp/tasks" | grep_in .; }

step_stuck_tasks() {
  [ -n "$1" ] || run 4 "$tmp/tasks" list_tasks || judge 'the choice of tasks'
  for tasks_file in stack wchan syscall status; do
    take "$1commands/proc/task-$tasks_file" 4 grep_tasks "$tasks_file"
  done
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
  awk '$6 ~ /^(runc|ossfs|s3fs|goofys|mount\.|ceph-fuse|glusterfs|sshfs)/ { print "/proc/" $1 "/fd" }' "$tmp/processes" |
    head -n 50 | list_fds
}
