# ---- steps: processes, files

# proc_files NAME: the paths /proc/<pid>/NAME, a line each: as arguments they could be too many.
# shellcheck disable=SC2012 # numbers
proc_files() { ls /proc | sed -n "s,^[0-9].*,/proc/&/$1,p"; }

# pids_of [NAME...]: processes of these names; without a name all but kernel threads.
pids_of() {
  awk -v names=" $* " '$4 == 0 && (names == "  " || $3 != "Z" && index(names, " " $6 " ")) { print $1 }' "$tmp/processes" 2>/dev/null
}

# files_of NAME [PROCESS...]: the paths /proc/<pid>/NAME of pids_of.
files_of() {
  files_name=$1
  shift
  pids_of "$@" | sed "s,.*,/proc/&/$files_name,"
}

grep_of() { files_of "$@" | grep_in .; }

# list_processes: every stat line as read; beside it <pid> <parent> <state> <kernel thread> <ticks used> <name>. A name
# may hold blanks and parentheses: the fields are counted behind the last one.
list_processes() {
  proc_files stat | per cat | awk -v list="$tmp/processes" '
    { print; pid = $1; name = $0 }
    sub(/.*[)]/, "x x") {
      sub(/^[0-9]+ ./, "", name)
      sub(/[)][^)]*$/, "", name)
      gsub(/[^A-Za-z0-9_.:@\/+-]/, "_", name)
      print pid, $4, $3, int($9 / 2097152) % 2, $14 + $15, name > list
    }'
}

# list_busy: the stat lines of what is in state D, then of what used most CPU time since list_processes.
list_busy() {
  proc_files stat | per cat | awk '
    NF < 8 { ticks[$1] = $5; next }
    { pid = $1; line = $0 }
    sub(/.*[)]/, "x x") {
      used = $3 == "D" ? 1000000 : $14 + $15 - ticks[pid]
      if (used > 0) print used, line
    }' "$tmp/processes" - | sort -rn | head -n 1000 | cut -d ' ' -f 2-
}

# per COMMAND...: the command over the paths on stdin, 500 at a time; files vanish, so codes do not count.
per() {
  tr '\n' '\000' | xargs -0 -r -n 500 "$@"
  return 0
}

grep_in() { per grep -H "$@"; }

# list_files DEPTH PATH... [TEST...]: `<mode hex> <bytes> <mtime> <path>`; patterns are expanded here, in a child. A PATH
# that is a link is followed, links below are not, other file systems are not entered.
list_files() {
  list_depth=$1
  shift
  # shellcheck disable=SC2048,SC2086 # patterns
  find -H $* -xdev -maxdepth "$list_depth" ! -path '*[[:cntrl:]]*' |
    awk -v full="$tmp/full.$list_topic" 'NR > 20000 { print > full; exit } 1' | per stat -c '%f %s %Y %n'
}

# step_list TOPIC DEPTH PATH... [TEST...]
step_list() {
  list_topic=$1
  shift
  get "list/$list_topic" 6 list_files "$@"
  [ ! -e "$tmp/full.$list_topic" ] || worse truncated 'only the first 20000 files were listed'
}

# get NAME SECONDS COMMAND...: take as commands/NAME, where a part may be closed to us.
get() {
  get_name=$1
  shift
  take "commands/$get_name" "$@"
  closed "$get_name"
}

closed() { ! grep -qs 'ermission denied' "$errors" || worse restricted "some of $1 may not be read"; }

# late TEXT: the verdict of judge where the command did not end, and only there.
late() { [ "$code" != 124 ] || judge "$1"; }

# none TEXT: what it means that take wrote nothing.
none() { [ "$bytes" -gt 0 ] || worse missing "$1"; }

step_processes() {
  get proc/stat 10 list_processes
  get proc/status 10 grep_processes status '^(Name|State|Tgid|Pid|PPid|Uid|Threads|VmRSS|NSpid):'
}

# grep_processes NAME PATTERN
grep_processes() { proc_files "$1" | grep_in -E "$2"; }

# step_stat PREFIX MEMBER NAME FORMAT: what stat says of the files of each process; kept in $tmp by the last part of NAME.
# Files of a process that is just ending are denied even to root, which is no gap.
step_stat() {
  take "$1commands/proc/$2" 8 stat_files "$3" "$4"
  none 'this kernel does not show it'
}

stat_files() { files_of "$1" | per stat -L -c "$2 %n" | grep -v '^0 ' | tee "$tmp/${1#*/}"; }

# step_files PREFIX FILE...: copies what exists. A test like [ -e ] would run in this shell, which must not hang.
step_files() {
  files_prefix=$1
  shift
  for files_one in "$@"; do take "$files_prefix${files_one#/}" 3 cat "$files_one"; done
}

# paths WORD...: a line each. A word that ends in / is the directory of those behind it; words may be patterns.
paths() {
  put "$*" | tr -s ' ' '\n' | while read -r paths_word; do
    case $paths_word in
      '' | */) paths_dir=$paths_word; continue ;;
      /*) paths_dir= ;;
    esac
    # shellcheck disable=SC2086 # patterns
    printf '%s\n' $paths_dir$paths_word
  done
}

# there WORD...: those of paths that exist, each as soon as it is known. Where nothing is, the nearest directory must be
# one we may read.
there() {
  paths "$@" | while IFS= read -r there_one; do
    [ ! -e "$there_one" ] || { put "$there_one"; continue; }
    until [ -e "${there_one:=/}" ]; do there_one=${there_one%/*}; done
    [ -r "$there_one" ] || say "$there_one: Permission denied"
  done
}

# step_redacted WORD...: configuration with *** for what looks secret.
step_redacted() {
  run 3 "$tmp/found" there "$@"
  late "$*"
  closed "$*"
  [ -s "$tmp/found" ] || worse missing "none of $* exists"
  take_found 3 redact_file
}

# step_grep NAME PATTERN WORD...: `<path>:<line>` of lines in which PATTERN occurs, at most 30 of a file.
step_grep() {
  grep_member=$1 grep_for=$2
  shift 2
  get "$grep_member" 5 grep_there "$@"
}

grep_there() { there "$@" | grep_in -m 30 "$grep_for"; }

# step_command NAME SECONDS COMMAND...
step_command() { if command -v "$3"; then get "$@"; else worse missing "there is no $3"; fi; }

step_identity() {
  step_files '' "$@"
  get uname 2 uname -a
  get date 2 date
  get id 3 id
}
