# ---- steps: node configuration

# step_sysctl: one grep, then a member per key; no key has more than one line. Which keys the kernel does not have is
# evidence: the record names them.
step_sysctl() {
  run 5 "$tmp/sysctl" read_sysctl
  late 'grep /proc/sys'
  while IFS= read -r sys_line; do
    sys_path=${sys_line%%:*} sys_line=${sys_line#*:}$nl
    emit_text "${sys_path#/}" "$sys_line" && put "${#sys_line} ${sys_path#/}" >>"$tmp/paths"
  done <"$tmp/sysctl"
  sys_unread=$(refused !)
  [ -z "$sys_unread" ] || worse truncated 'some keys could not be read'
  closed 'the keys'
  step_extra=",\"absent\":[$(refused)],\"unreadable\":[$sys_unread]"
}

read_sysctl() { paths "$sys_keys" | sed 's,^,/proc/sys/,' | grep_in -m 1 ''; }

# refused [!]: the keys that grep did not find or, with !, could not read, as JSON strings.
refused() {
  sed -n "/o such file/$1s,.*/proc/sys/\([^:]*\):.*,\"\1\",p" "$errors" | tr '/\n' '.,' | sed 's/,$//'
}

# choose_mounts: "<server, or - for local ones> <mount point>", one per device. A mount point that a later mount covers
# would show another file system.
choose_mounts() {
  awk -v locals="$local_types" -v remotes="^($remote_types)\$" '
    { line[NR] = $0; top[$5] = NR }
    END {
      for (i = 1; i <= NR; i++) {
        $0 = line[i]
        split(substr($0, index($0, " - ") + 3), type, " ")
        server = "-"
        if (type[1] ~ remotes) { server = type[2]; sub(/:.*/, "", server); server = type[1] ":" server }
        else if (!index(locals, " " type[1] " ")) continue
        cost = length($5) + ($4 == "/" ? 0 : 10000)
        if (top[$5] != i || $3 in price && cost >= price[$3]) continue
        gsub(/\\040/, " ", $5)
        # A line end, tab or backslash in the name: left out.
        if ($5 ~ /\\/) continue
        price[$3] = cost
        best[$3] = server " " $5
      }
      for (device in best) print best[device]
    }' /proc/self/mountinfo
}

# run_df OPTIONS...: local file systems at once, others one by one, and only while all answered; local ones filled to 85 %
# are kept for step_usage.
run_df() {
  own
  sed -n 's/^- //p' "$tmp/df" | per df "$@" | awk -v full="$tmp/full" '1
    match($0, / (8[5-9]|9[0-9]|100)% /) && $1 != "overlay" && $2 != "overlay" { print $4, substr($0, RSTART + RLENGTH) >> full }'
  [ -s "$tmp/silent" ] || grep -v '^-' "$tmp/df" | {
    df_hung=' '
    while read -r df_server df_point; do
      case $df_hung in
        *" $df_server "*) ;;
        *)
          run 1 "$tmp/df.one" df "$@" "$df_point"
          cat "$tmp/df.one"
          [ "$code" = 124 ] || continue
          df_hung="$df_hung$df_server "
          ;;
      esac
      put "$df_point" >>"$tmp/silent"
    done
  }
}

step_df() {
  run 5 "$tmp/df" choose_mounts || judge 'the choice of mount points'
  get df/bytes 15 run_df -PT -k
  [ ! -s "$tmp/silent" ] ||
    worse timed_out "no answer, or not asked because the same server gave none: $(tr '\n' ' ' <"$tmp/silent")"
  get df/inodes 15 run_df -Pi
}

# df_daemons: df of the daemons' own /tmp and /run; the mount point column shows the path that was asked.
df_daemons() {
  for df_options in '-PT -k' -Pi; do
    for df_path in $(files_of root/tmp dockerd containerd; files_of root/run dockerd containerd); do
      # shellcheck disable=SC2086 # two options
      df $df_options "$df_path" | awk -v path="$df_path" 'NR > 1 { $NF = path } 1'
    done
  done
}

step_df_daemon_tmp() {
  get df/daemon-tmp 6 df_daemons
  none 'no dockerd and no containerd'
}
