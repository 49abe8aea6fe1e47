# ---- secrets

secret_words='passw|passphrase|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|auth[-_]?key|encryption[-_]?key'

# awk functions shared by everything that may carry credentials; `words` holds secret_words.
redact_awk='
  function hide_url(s,   out) {
    while (match(s, /:\/\/[^\/@ "]*@/)) { out = out substr(s, 1, RSTART - 1) "://***@"; s = substr(s, RSTART + RLENGTH) }
    return out s
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
    s = hide_url(s)
    s = hide_after(s, "\"[^\"]*(" words ")[^\"]*\" *: *\"([^\"\\\\]|\\\\.)*\"", "\" *: *\"", "\"")
    s = hide_after(s, "--?[a-z0-9_.-]*(" words ")[a-z0-9_.-]* +[^ \"]+", " +")
    s = hide_after(s, "[a-z0-9_.-]*(" words ")[a-z0-9_.-]*=(\047[^\047]*\047|[^ ,;&\"\\\\]+)(\\\\u[0-9a-f][0-9a-f][0-9a-f][0-9a-f][^ ,;&\"\\\\]*)*", "=")
    s = hide_after(s, "authorization: *[^\"]+", ": *")
    return hide_after(s, "eyj[a-z0-9_-]+[.]eyj[a-z0-9_-]+[.][a-z0-9_-]*", "^")
  }'

redact() { awk -v words="$secret_words" "$redact_awk"'{ print hide($0) }'; }

redact_file() { cat "$1" >"$tmp/plain" && redact <"$tmp/plain"; }

# cl_chunk: pids on stdin. Behind each file goes a line that no process can know, so that none can pretend to be another.
cl_chunk() {
  cl_pids= cl_files=
  while read -r cl_pid; do
    cl_pids="$cl_pids $cl_pid"
    cl_files="$cl_files /proc/$cl_pid/cmdline $tmp/separator"
  done
  # shellcheck disable=SC2086 # split on purpose
  cat $cl_files 2>/dev/null | tr '\000' '\001' | awk -v pids="$cl_pids" -v token="$cl_token" \
    -v words="$secret_words" "$redact_awk"'
    function arguments(s,   count, arg, i, out, mask, base, low) {
      count = split(s, arg, "\001")
      base = arg[1]; sub(/.*\//, "", base)
      for (i = 1; i <= count; i++) {
        low = tolower(arg[i])
        if (mask && arg[i] !~ /^--/) arg[i] = "***"
        else if (low ~ "^[-a-z0-9_.]*(" words ")[-a-z0-9_.]*=" && low !~ /=\//) sub(/=.*/, "=***", arg[i])
        else arg[i] = hide(arg[i])
        mask = low ~ "^--?[a-z0-9_.-]*(" words ")[a-z0-9_.-]*$" && low !~ /(file|path|dir|ttl|timeout)$/
        if (base ~ /^(mysql|mariadb)/ && arg[i] ~ /^-p./) arg[i] = "-p***"
        if (base == "curl" && arg[i] ~ /^(-u|--user)$/ || base == "sshpass" && arg[i] == "-p") mask = 1
        if (base ~ /^redis-cli/ && arg[i] == "-a" || base ~ /^ldap/ && arg[i] == "-w") mask = 1
        out = out (i > 1 ? " " : "") arg[i]
      }
      sub(/ +$/, "", out)
      return substr(out, 1, 8192)
    }
    BEGIN { split(pids, pid, " ") }
    $0 == token { at++; if (text != "") print pid[at], arguments(text); text = ""; next }
    $0 != "" || text != "" { text = text (text == "" ? "" : " ") $0 }'
}

# step_cmdline: in chunks, because a task that holds its mmap lock blocks every reader of its command line.
step_cmdline() {
  run 2 "$tmp/uuid" cat /proc/sys/kernel/random/uuid || judge 'the random source'
  read -r cl_token <"$tmp/uuid" || return
  printf '\n%s\n' "$cl_token" >"$tmp/separator"
  awk '$4 == 0 { print $1 }' "$tmp/processes" >"$tmp/cmdline.pids"
  take commands/proc/cmdline 10 cl_chunks
  [ ! -s "$tmp/cmdline.hung" ] ||
    worse timed_out 'some command lines could not be read: a process blocks its readers'
}

cl_chunks() {
  own
  cl_at=1
  while :; do
    sed -n "$cl_at,$((cl_at + 199))p" "$tmp/cmdline.pids" >"$tmp/cmdline.chunk"
    [ -s "$tmp/cmdline.chunk" ] || return 0
    run 2 "$tmp/cmdline.text" cl_from "$tmp/cmdline.chunk"
    [ $? != 124 ] || put "$cl_at" >>"$tmp/cmdline.hung"
    cat "$tmp/cmdline.text"
    cl_at=$((cl_at + 200))
  done
}

cl_from() { cl_chunk <"$1"; }

list_deleted() { user_files fd | list_fds | grep ' (deleted)$' | head -n 2000; }

# size_deleted: puts device and size before the link text. A file on a remote mount is not asked for its size.
size_deleted() {
  sed 's,.*,/proc/&/mountinfo,' "$tmp/kept" 2>/dev/null |
    xargs -n 500 grep -hsE " - ($remote_types) " /dev/null 2>/dev/null >"$tmp/deleted.remote"
  awk 'NR <= 500 { print "/proc/" $1 "/fdinfo/" $2 }' "$tmp/deleted" |
    xargs -n 200 grep -Hs '^mnt_id:' /dev/null 2>/dev/null >"$tmp/deleted.mounts"
  cat "$tmp/deleted.remote" "$tmp/deleted.mounts" | awk '
    /^\/proc\/[0-9]+\/fdinfo\/[0-9]+:mnt_id:/ { split($1, p, /[\/:]/); if (!($2 in remote)) print "/proc/" p[3] "/fd/" p[5]; next }
    { remote[$1] = 1 }' | xargs -n 200 stat -L -c '%D %s %n' 2>/dev/null >"$tmp/deleted.sizes"
  cat "$tmp/deleted.sizes" "$tmp/deleted" | awk '
    function device(hex,   n) {
      n = length(hex)
      while (n < 5) { hex = "0" hex; n++ }
      hex = substr(hex, 1, n - 5) ":" substr(hex, n - 4, 3) ":" substr(hex, n - 1)
      split(hex, d, ":")
      sub(/^0+/, "", d[2]); hex = d[1] d[3]; sub(/^0+/, "", hex)
      return (d[2] == "" ? "0" : d[2]) ":" (hex == "" ? "0" : hex)
    }
    $3 ~ /^\/proc\/[0-9]+\/fd\/[0-9]+$/ && NF == 3 { split($3, p, "/"); size[p[3] " " p[5]] = device($1) " " $2; next }
    { key = $1 " " $2; print key, (key in size ? size[key] : "- -"), substr($0, length(key) + 2) }'
}

step_deleted_files() {
  run 8 "$tmp/deleted" list_deleted
  [ "$code" != 124 ] || judge 'ls /proc/<pid>/fd'
  take commands/proc/fd-deleted 6 size_deleted
  [ "$uid" = 0 ] || worse restricted 'open files of other users are not shown without root'
  [ "$bytes" -gt 0 ] || worse empty 'no open file has been deleted'
}
