# ---- steps: the system

# list_cgroups: /proc/<pid>/cgroup of all; beside it <hierarchy> <directory> of the groups in use and those above them, at
# most 500. Looking for groups in their file system would compete with the start of containers.
list_cgroups() {
  grep_of cgroup | awk -v list="$tmp/cgroups" '
    { print }
    !/[.][.]\/| \(deleted\)$/ && match($0, /:[0-9]+:[^:]*:\//) {
      split(substr($0, RSTART, RLENGTH), f, ":")
      if (f[2] && f[3] !~ /^(memory|pids|cpu|cpu,cpuacct)$/) next
      path = substr($0, RSTART + RLENGTH - 1)
      sub(/\/$/, "", path)
      for (;; sub(/\/[^\/]*$/, "", path)) {
        if (seen[f[3], path]++ || ++all > 500) break
        print (f[2] ? f[3] : 0), "/sys/fs/cgroup" (f[2] ? "/" f[3] : "") path > list
      }
    }'
}

# cgroup_values: memory.stat is left out, because it takes a global lock for seconds.
cgroup_values() {
  awk -v names="memory.current memory.max memory.peak memory.events memory.usage_in_bytes memory.limit_in_bytes \
memory.failcnt pids.current pids.max cpu.stat cpu.max" '
    BEGIN { count = split(names, name, " ") }
    {
      for (i = 1; i <= count; i++)
        if ($1 == "0" || index($1, substr(name[i], 1, 3)) == 1) print substr($0, length($1) + 2) "/" name[i]
    }' "$tmp/cgroups" | grep_in ''
}

step_cgroup_values() {
  [ -s "$tmp/cgroups" ] || { worse missing 'no cgroup was seen in /proc/<pid>/cgroup'; return; }
  take "$1commands/cgroup/values" 5 cgroup_values
  [ "$(wc -l <"$tmp/cgroups")" -lt 500 ] || worse truncated 'only 500 cgroups were read'
}

step_services() {
  [ -d /run/systemd/system ] || { worse missing 'systemd does not run here'; return; }
  get systemd/units 5 systemctl show -p "Id,LoadState,ActiveState,SubState,Result,NRestarts,MainPID,ExecMainStatus,\
ExecMainStartTimestamp,TasksCurrent,TasksMax,LimitNOFILE,FragmentPath,DropInPaths,NeedDaemonReload" docker containerd \
    kubelet crio podman k3s k3s-agent rke2-server rke2-agent k0sworker snap.docker.dockerd cri-docker systemd-journald
  get systemd/failed 5 systemctl list-units --failed --plain --no-legend
}
