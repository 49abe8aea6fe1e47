# ---- secrets

# awk shared by everything that may carry credentials: `words` are parts of names whose values are secret, `label` is such a
# name, `named` its end: a pattern that begins with any letters costs the square of a long word.
# hide_after: in all that has the shape, what stands between the separator and the last character is ***.
redact_awk='
  BEGIN {
    words = "pass(w|phr)|[-_]pass|[-_]pwd|secret|token|credential|(api|access|private|auth|encryption)[-_]?key"
    named = "(" words ")[a-z0-9_.-]*"
    label = "[a-z0-9_.-]*" named
  }
  function hide_after(s, shape, separator, last,   out, low, at, size) {
    low = tolower(s)
    while (match(low, shape)) {
      at = RSTART; size = RLENGTH
      match(substr(s, at, size), separator)
      out = out substr(s, 1, at + RSTART + RLENGTH - 2) "***" last
      s = substr(s, at + size); low = substr(low, at + size)
    }
    return out s
  }
  function hide(s) {
    if (s !~ /[-:=]|eyJ/ || tolower(s) !~ words "|://|authorization:|eyj") return s
    s = hide_after(s, "://[^/@ \"]*@", "://", "@")
    s = hide_after(s, "\"[^\"]*(" words ")[^\"]*\" *: *\"([^\"\\\\]|\\\\.)*\"", "\" *: *\"", "\"")
    s = hide_after(s, "--?" label "(\", *\"| +)[^ \"]+", "\", *\"| +")
    s = hide_after(s, named "=(\047[^\047]*\047|\\\\*\"[^\"]+\"?|[^ ,;&\"\\\\]+)(\\\\u[^ ,;&\"\\\\]*)*", "=")
    s = hide_after(s, "authorization: *[^\"]+", ": *")
    return hide_after(s, "eyj[a-z0-9_-]+[.]eyj[a-z0-9_-]+[.][a-z0-9_-]*", "^")
  }'

redact() { awk "$redact_awk"'{ print hide($0) }'; }

# redact_file FILE: configuration as JSON, YAML, TOML or INI. Below a hidden key deeper lines belong to its value. Variables of
# a unit are only shown where they carry arguments or a proxy.
redact_file() {
  awk -v keep="$with_env" "$redact_awk"'
    !first { first = substr($1, 1, 1) }
    { match($0, /^[ \t]*/); indent = RLENGTH; text = hide($0); low = tolower(text) }
    hidden != "" && (!NF || indent > hidden) { next }
    { hidden = "" }
    first == "{" { print text; next }
    !keep && /^[ \t]*Environment=/ && (!/(ARG|OPT|FLAG|PROXY|proxy)[A-Za-z_]*=/ || / "?[A-Za-z_][A-Za-z0-9_]*=/) &&
      match(text, /=[^=]*=/) { hidden = indent; text = substr(text, 1, RLENGTH + RSTART - 1) "***" }
    match(low, "^[- \t]*\"?([a-z0-9_./-]*" label "|auth)\"?[ \t]*[:=]") {
      if (substr(low, 1, RLENGTH) !~ /file|path|dir|ttl/ || substr(low, RLENGTH + 1) !~ /^[ \t]*"?([\/0-9]|$)/) {
        hidden = indent
        text = substr(text, 1, RLENGTH) " ***"
      }
    }
    { print text }' "$1"
}

# cl_chunk PID...: behind each file goes a line that no process can know, so that none can pretend to be another.
cl_chunk() {
  # shellcheck disable=SC2059 # a path of ours
  printf "/proc/%s/cmdline $tmp/uuid " "$@" | xargs cat 2>/dev/null | tr '\000' '\001' |
    awk -v pids="$*" -v token="$cl_token" "$redact_awk"'
    BEGIN { split(pids, pid, " ") }
    { last = sub(token "$", ""); text = text $0 }
    !last { text = text " "; next }
    {
      at++
      count = split(text, arg, "\001")
      text = out = mask = ""
      base = arg[1]; sub(/.*\//, "", base)
      for (i = 1; i <= count; i++) {
        low = tolower(arg[i])
        if (mask && arg[i] !~ /^--/) arg[i] = "***"
        else if (low ~ "^" label "=" && low !~ /=\//) sub(/=.*/, "=***", arg[i])
        else arg[i] = hide(arg[i])
        if (base " " arg[i] ~ /^(mysql|mariadb)[^ ]* -p./) arg[i] = "-p***"
        mask = low ~ "^--?" label "$" && low !~ /(file|path|dir|ttl|timeout)$/ || base " " arg[i] ~ /^curl (-u|--user)$|^(sshpass -p|redis-cli[^ ]* -a|ldap[^ ]* -w)$/
        out = out " " arg[i]
      }
      sub(/ +$/, "", out)
      if (out != "") print pid[at] substr(out, 1, 8192)
    }'
}

# step_cmdline: in chunks, because a task that holds its mmap lock blocks every reader of its command line.
step_cmdline() {
  run 2 "$tmp/uuid" cat /proc/sys/kernel/random/uuid
  judge 'the random source' || return
  get proc/cmdline 10 cl_chunks
  [ ! -s "$tmp/cmdline.hung" ] || worse timed_out 'a process blocks the readers of its command line'
}

cl_chunks() {
  own
  read -r cl_token <"$tmp/uuid"
  pids_of | xargs -n 200 | while read -r cl_pids; do
    # shellcheck disable=SC2086 # split on purpose
    run 2 "$tmp/cmdline" cl_chunk $cl_pids
    [ "$code" != 124 ] || put "$cl_pids" >>"$tmp/cmdline.hung"
    cat "$tmp/cmdline"
  done
}

# size_deleted: puts device and size before the link text. A file on a remote mount is not asked for its size.
size_deleted() {
  sed 's,.*,/proc/&/mountinfo,' "$tmp/kept" 2>/dev/null | per grep -hsE " - ($remote_types) " >"$tmp/remote"
  head -n 500 "$tmp/deleted" | awk '{ print "/proc/" $1 "/fdinfo/" $2 }' | grep_in -s ^mnt_id: | awk '
    /^[0-9]/ { remote[$1]; next }
    !($2 in remote) { split($1, p, /[\/:]/); print "/proc/" p[3] "/fd/" p[5] }' "$tmp/remote" - |
    per stat -L -c '%D %s %n' 2>/dev/null | awk '
    # A line of stat; those of the list are longer. The kernel puts the low 8 bits of the minor number behind the major.
    NF == 3 {
      hex = substr("0000000" $1, length($1))
      size[$3] = substr(hex, 4, 3) ":" substr(hex, 1, 3) substr(hex, 7) " " $2
      next
    }
    { fd = "/proc/" $1 "/fd/" $2; print $1, $2, (fd in size ? size[fd] : "- -"), substr($0, length($1 $2) + 3) }' - "$tmp/deleted"
}
