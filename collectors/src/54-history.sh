# ---- steps: what changed

# list_packages WORD...: what was installed, upgraded and removed. rpm comes last: a stale lock of its database hangs it.
list_packages() {
  there "$@" | grep_in -E ' (install|upgrade|remove|purge) |Start-Date|Commandline|[a-z](ed|ll|ade|ove|rge|se): ' |
    tail -n 5000 | redact
  rpm -qa --last | head -n 80 | sed 's/^/rpm:/'
}

# list_certificates WORD...: blocks of certificates and nothing else, although some of these files hold a key as well.
list_certificates() {
  there "$@" | while IFS= read -r cert_file; do
    put "# $cert_file"
    {
      cat "$cert_file"
      sed -n 's/.*certificate.*-data: *//p' "$cert_file" | while read -r cert_text; do put "$cert_text" | base64 -d; put; done
    } | sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----/p'
  done
}
