# ---- steps: processes, files

# proc_files NAME: the paths /proc/<pid>/NAME, a line each: as arguments they could be too many.
proc_files() {
  for proc_directory in /proc/[0-9]*; do put "$proc_directory/$1"; done
}

user_files() { awk -v name="$1" '$4 == 0 { print "/proc/" $1 "/" name }' "$tmp/processes" 2>/dev/null; }

pids_of() {
  awk -v names=" $* " '$4 == 0 && $3 != "Z" && index(names, " " $6 " ") { print $1 }' "$tmp/processes" 2>/dev/null
}

# list_processes PREFIX: every stat line as read; beside it <pid> <parent> <state> <kernel thread> <threads> <name>.
list_processes() {
  proc_files stat | xargs -n 500 cat 2>/dev/null | awk -v list="$tmp/processes" '
    { print }
    match($0, /\)[^)]*$/) && $1 ~ /^[0-9]+$/ {
      split(substr($0, RSTART + 2), f, " ")
      comm = substr($0, length($1) + 3, RSTART - length($1) - 3)
      gsub(/[^A-Za-z0-9_.:@\/+-]/, "_", comm)
      if (f[2] ~ /^[0-9]+$/) print $1, f[2], f[1], int(f[7] / 2097152) % 2, f[18], comm > list
    }'
}

# grep_in OPTIONS PATTERN: greps the files that stdin names; files vanish, so neither complaints nor codes count.
grep_in() {
  xargs -n 500 grep -Hs "$@" 2>/dev/null
  return 0
}

status_lines() { proc_files status | grep_in -E '^(Name|State|Tgid|Pid|PPid|Uid|Threads|VmRSS|NSpid):'; }

step_processes() {
  take commands/proc/stat 10 list_processes
  take commands/proc/status 10 status_lines
}

grep_processes() { proc_files "$1" | grep_in .; }

step_wchan() {
  take commands/proc/wchan 5 grep_processes wchan
  [ "$uid" = 0 ] || worse restricted 'the wait channel of other users is not shown without root'
}

grep_user() { user_files "$1" | grep_in .; }

# step_files PREFIX FILE...: copies what exists. A test like [ -e ] would run in this shell, which must not hang.
step_files() {
  files_prefix=$1
  shift
  for files_one in "$@"; do
    run 3 "$tmp/copy" cat "$files_one"
    judge "$files_one" || [ "$code" = 124 ] || continue
    emit_file "$files_prefix${files_one#/}" "$tmp/copy" || worse failed "$files_one: not a name for the archive"
  done
}

there() {
  # shellcheck disable=SC2048,SC2086 # patterns
  for there_one in $*; do [ ! -e "$there_one" ] || put "$there_one"; done
}

step_found() {
  run 3 "$tmp/found" there "$@"
  while IFS= read -r found_one; do step_files '' "$found_one"; done <"$tmp/found"
  [ -s "$tmp/found" ] || worse missing "none of $* exists"
}

step_identity() {
  step_files '' /proc/version /proc/cmdline
  take commands/uname 2 uname -a
  take commands/date 2 date
  take commands/id 3 id
}
