# ---- JSON without values of the environment

# awk over JSON, token by token: strings never span lines, so a line is split at its quotes. Arguments and seccomp lists
# become [], elements of the environment their names, values of secret keys and health output ***. `form`: file (lines are <path>.json:<text>, a line of
# output per file, other lines pass), each (a document per line), or empty (one document). A document that is not
# JSON is dropped and, by its name, added to `list`: what cannot be read cannot be cleaned.
# shellcheck disable=SC2016 # the fields of awk
json_awk='
  function emit(s) {
    if (s != "") {
      if (!depth) bad = 1
      if (!gone) token[++count] = s
    }
  }
  function outside(s,   c, k, m, piece) {
    gsub(/[][{}]/, "\n&\n", s)
    m = split(s, piece, "\n")
    for (k = 1; k <= m; k++) {
      c = piece[k]
      if (c ~ /[]}]/) {
        if (gone == depth) gone = 0
        if (env == depth) env = 0
      } else if (c ~ /[[{]/) depth++
      else {
        gsub(/[ \t\r]+/, "", c)
        if (c !~ /^([,:]|true|false|null|-?[0-9][0-9.eE+-]*)*$/) bad = 1
      }
      emit(c)
      depth -= c ~ /[]}]/
      if (c == "[" && !gone && !keep) {
        if (key ~ /^(Cmd|[Aa]rgs|Entrypoint|command|Test|OnBuild|syscalls)$/) gone = depth
        else if (!env && key ~ /^([Ee]nv|httpHeaders)$/) env = depth
      }
    }
  }
  function done(   i) {
    if (bad || depth) print name > list
    else if (count) {
      token[0] = name
      for (i = 0; i <= count; i++) printf "%s", token[i]
      print ""
    }
    count = bad = depth = gone = env = key = 0
  }
  form == "file" {
    if (!(at = index($0, ".json:"))) { print; next }
    at += 5
    path = substr($0, 1, at)
    if (path != name) { done(); name = path }
  }
  {
    open = 0
    n = split(substr($0, at + 1), part, "\"")
    for (i = 1; i <= n; i++) {
      s = part[i]
      if (open = !open) { outside(s); continue }
      while (i < n && match(part[i], /\\+$/) && RLENGTH % 2) s = s "\"" part[++i]
      if (i == n) bad = 1
      if (gone) continue
      if (part[i + 1] ~ /^[ \t]*:/) key = s
      else if (env && (env == depth || key ~ /^[Ee]nv$/)) sub(/=.*/, "", s)
      else {
        if (!(key in secret)) secret[key] = tolower(key) ~ "^auth$|^output$|last-applied-c|" words
        if (env && key == "value" || secret[key]) s = "***"
        if (key s ~ /^Actionexec/) sub(/:.*/, "", s)
        sub(/last-applied-c.*/, "***", s)
        s = hide(s)
      }
      emit("\"" s "\"")
    }
    if (form == "each") done()
  }
  END { done() }'

# clean_json FORM
clean_json() {
  awk -v form="$1" -v list="$tmp/json.bad" -v keep="$with_env" "$redact_awk$json_awk"
}

# as_json COMMAND...: its answer is one document.
as_json() { "$@" | clean_json; }
