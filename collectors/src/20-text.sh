# ---- clock and text

# now: hundredths of a second since boot in $now. No fork, and it cannot jump.
now() {
  read -r now_up _ </proc/uptime
  now_frac=${now_up#*.}00
  now_frac=${now_frac%"${now_frac#??}"}
  now=$((${now_up%%.*} * 100 + 1$now_frac - 100))
}

decimal() {
  decimal=$(($1 % 100))
  case $decimal in ?) decimal=0$decimal ;; esac
  decimal=$(($1 / 100)).$decimal
}

# slurp FILE: the whole text of a small file in $text, by builtins. Not for /proc/sys: dash, busybox ash and mksh read
# byte by byte, and a numeric sysctl gives only its first byte that way.
slurp() {
  text=
  [ -r "$1" ] || return 1
  {
    while IFS= read -r sl_line && [ "${#text}" -lt 262144 ]; do
      text=$text$sl_line$nl
    done <"$1"
  } 2>/dev/null
  [ -n "$text" ]
}

first_line() {
  line=
  { read -r line <"$1"; } 2>/dev/null
  [ -n "$line" ]
}

# json TEXT: sets $json to a quoted JSON string; bytes that are not printable ASCII become '?'.
json() {
  case $1 in
    *[!\ A-Za-z0-9._/@:+,=\(\)\;\'-]*) ;;
    *) json=\"$1\"; return ;;
  esac
  json= json_rest=$1 json_left=400
  while [ -n "$json_rest" ] && [ "$json_left" -gt 0 ]; do
    json_tail=${json_rest#?}
    json_char=${json_rest%"$json_tail"}
    case $json_char in
      \" | \\) json=$json\\$json_char ;;
      [\ !#-\[\]-~]) json=$json$json_char ;;
      *) json="$json?" ;;
    esac
    json_rest=$json_tail
    json_left=$((json_left - 1))
  done
  json=\"$json\"
}

put() { printf '%s\n' "$*"; }
say() { put "$*" >&2; }

# fail CODE TEXT
fail() {
  say "collect.sh: $2"
  exit "$1"
}
