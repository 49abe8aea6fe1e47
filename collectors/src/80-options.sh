# ---- options

usage() {
  put "usage: sh collect.sh > bundle.tgz, or sh collect.sh -o FILE

Collects the state of this container host or Kubernetes node for offline analysis. Run it as root: without root, mount
namespaces, kernel stacks, service logs and docker are missing. It changes nothing, uses no network, resolves no name,
and removes its private directory in /run, /dev/shm or /tmp. Values of environment variables, keys and tokens are not
collected. -o writes to FILE.part and renames it when complete.
Exit codes: 0 written, 1 not written or stopped, 2 wrong usage."
}

parse() {
  output= options=
  while [ "$#" -gt 0 ]; do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --version) printf 'inquest collector %s\n' "$VERSION"; exit 0 ;;
      -o)
        [ -n "${2:-}" ] || fail 2 '-o needs a file name'
        output=$2 options='-o FILE'
        shift
        ;;
      *) fail 2 "unknown argument: $1 (see --help)" ;;
    esac
    shift
  done
  if [ -z "$output" ] && [ -t 1 ]; then
    fail 2 'the archive would go to the terminal; use: sh collect.sh > bundle.tgz, or -o FILE'
  fi
  case $output in '' | /*) ;; *) output=$PWD/$output ;; esac
}
