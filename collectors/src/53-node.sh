# ---- steps: node configuration

# step_sysctl: one grep, then a member per key. Which keys the kernel does not have is evidence: the record names them.
step_sysctl() {
  sys_files= sys_absent= sys_unread= sys_last= sys_got=' '
  for sys_key in $sys_keys; do
    case $sys_key in */) sys_dir=$sys_key; continue ;; esac
    if [ -e "/proc/sys/$sys_dir$sys_key" ]; then sys_files="$sys_files /proc/sys/$sys_dir$sys_key"
    else dotted "$sys_dir$sys_key" && sys_absent="$sys_absent${sys_absent:+,}\"$dotted\""; fi
  done
  # shellcheck disable=SC2086 # split on purpose: paths of the table above
  run 5 "$tmp/sysctl" grep -H '' $sys_files
  # Another code means that a file could not be read; which one shows below.
  [ "$code" != 124 ] || judge 'grep /proc/sys'
  while IFS= read -r sys_line; do
    if [ "${sys_line%%:*}" != "$sys_last" ]; then
      sys_member
      sys_last=${sys_line%%:*} sys_text=
    fi
    sys_text=$sys_text${sys_line#*:}$nl
  done <"$tmp/sysctl"
  sys_member
  for sys_file in $sys_files; do
    case $sys_got in *" $sys_file "*) continue ;; esac
    dotted "${sys_file#/proc/sys/}"
    sys_unread="$sys_unread${sys_unread:+,}\"$dotted\""
  done
  [ -z "$sys_unread" ] || [ "$uid" = 0 ] || worse restricted 'some keys can only be read by root'
  [ -z "$sys_unread" ] || worse truncated 'some keys could not be read'
  step_extra=",\"absent\":[$sys_absent],\"unreadable\":[$sys_unread]"
}

dotted() {
  dotted=$1
  while :; do
    case $dotted in */*) dotted=${dotted%%/*}.${dotted#*/} ;; *) return ;; esac
  done
}

sys_member() {
  [ -n "$sys_last" ] || return 0
  emit_text "${sys_last#/}" "$sys_text" || return 0
  sys_got="$sys_got$sys_last "
  printf '%s %s\n' "${#sys_text}" "${sys_last#/}" >>"$tmp/paths"
}

# choose_mounts KIND: "<type> <source> <mount point>", one per device. A mount point that a later mount covers would show
# another file system.
choose_mounts() {
  awk -v wanted="$1" -v locals="$local_types" -v remotes="^($remote_types)\$" '
    { line[NR] = $0; top[$5] = NR }
    END {
      for (i = 1; i <= NR; i++) {
        count = split(line[i], f, " ")
        if (top[f[5]] != i) continue
        for (dash = 7; dash < count && f[dash] != "-"; dash++);
        type = f[dash + 1]
        kind = index(locals, " " type " ") ? "local" : type ~ remotes ? "remote" : ""
        if (kind != wanted) continue
        cost = length(f[5]) + (f[4] == "/" ? 0 : 10000)
        if (!(f[3] in best)) order[++devices] = f[3]
        else if (cost >= price[f[3]]) continue
        price[f[3]] = cost; best[f[3]] = type " " f[dash + 2] " " f[5]
      }
      for (i = 1; i <= devices; i++) {
        text = best[order[i]]
        if (text ~ /\\012/) continue
        gsub(/\\040/, " ", text); gsub(/\\011/, "\t", text); gsub(/\\134/, "\\", text)
        if (kind = split(text, f, " ")) print (wanted == "local" ? "" : f[1] " " f[2] " ") substr(text, length(f[1]) + length(f[2]) + 3)
      }
    }' /proc/self/mountinfo
}

run_df() {
  own
  printf '' >"$tmp/df.hung"
  {
    tr '\n' '\000' <"$tmp/df.local" | xargs -0 -n 200 df "$@" 2>/dev/null
    df_hung=' '
    while read -r df_type df_source df_point; do
      df_server=$df_type:${df_source%%:*}
      case $df_hung in *" $df_server "*) put "$df_point" >>"$tmp/df.hung"; continue ;; esac
      run 1 "$tmp/df.one" df "$@" "$df_point"
      if [ $? = 124 ]; then
        df_hung="$df_hung$df_server "
        put "$df_point" >>"$tmp/df.hung"
      else
        cat "$tmp/df.one"
      fi
    done <"$tmp/df.remote"
  } | awk 'NR == 1 || !/^Filesystem /'
}

step_df() {
  run 5 "$tmp/df.local" choose_mounts local || judge 'the choice of mount points'
  run 5 "$tmp/df.remote" choose_mounts remote || judge 'the choice of mount points'
  [ -s "$tmp/df.local" ] || printf '/\n' >"$tmp/df.local"
  take commands/df/bytes 15 run_df -PT -k
  [ ! -s "$tmp/df.hung" ] || {
    worse timed_out "no answer, or skipped because the same server gave none: $(tr '\n' ' ' <"$tmp/df.hung")"
    printf '' >"$tmp/df.remote"
  }
  take commands/df/inodes 15 run_df -Pi
}

# df_daemon OPTIONS: df of the daemons' own /tmp and /run; the mount point column shows the path that was asked.
df_daemon() {
  for daemon_pid in $(pids_of dockerd containerd | head -n 8); do
    for daemon_path in "/proc/$daemon_pid/root/tmp" "/proc/$daemon_pid/root/run"; do
      df "$@" "$daemon_path" 2>/dev/null | awk -v path="$daemon_path" '
        NR == 1 { print; next }
        { sub(/%[ \t]+[^ \t].*$/, "% " path); sub(/-[ \t]+\/[^ \t]*$/, "- " path); print }'
    done
  done | awk 'NR == 1 || !/^Filesystem /'
}

df_daemons() {
  df_daemon -PT -k
  df_daemon -Pi
}

step_df_daemon_tmp() {
  take commands/df/daemon-tmp 6 df_daemons || return
  [ "$bytes" = 0 ] || return
  if [ -z "$(pids_of dockerd containerd)" ]; then worse missing 'no dockerd and no containerd'
  else worse restricted 'the root of other processes cannot be entered'; fi
}

step_docker_config() {
  take etc/docker/daemon.json 3 redact_file /etc/docker/daemon.json
}

# ext4_errors: the onset of file system errors, which outlives the kernel ring buffer.
ext4_errors() { printf '%s\n' /sys/fs/ext4/*/errors_count /sys/fs/ext4/*/first_error_* /sys/fs/ext4/*/last_error_* | grep_in ''; }

daemon_limits() { pids_of dockerd containerd kubelet | sed 's,.*,/proc/&/limits,' | grep_in ''; }
