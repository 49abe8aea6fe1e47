# ---- options

usage() {
  put "usage: sh collect.sh [OPTIONS] > bundle.tgz

Collects the state of this container host or Kubernetes node for offline analysis; run it as root. It changes nothing, uses no
network, resolves no name and takes no keys, tokens or values of environment variables.

-o FILE|DIRECTORY: FILE.part until complete
--since TIME: of logs; 10m, 6h, 2d or 2026-04-12T02:30 (UTC)
--max-size SIZE: of the archive, else 50M
--only A,B, --skip A,B: stages, steps or sources, see --dry-run
--pod-logs A,B: logs of pods in these namespaces, too
--kube: ask the API server for this node and its pods
--deep: slow sources, too
--dumps: dockerd and containerd write their stacks; touches them
--with-env: values of environment variables
--dry-run: what would be read and run
--version, --help

Exit code: 0 written, 1 not written or stopped, 2 wrong usage"
}

# shellcheck disable=SC2034 # for steps
parse() {
  output= options= since= only= skip= with_env= pod_logs= kube= deep= dumps= mode=run max_size=52428800
  while [ "$#" -gt 0 ]; do
    option=$1 value=
    shift
    case $option in --*=*) set -- "${option#*=}" "$@"; option=${option%%=*} ;; esac
    case $option in -o | --since | --max-size | --only | --skip | --pod-logs)
      value=${1:-}
      [ -n "$value" ] || fail 2 "$option needs a value (see --help)"
      shift ;;
    esac
    case $option$value in --only*[!a-z0-9_,-]* | --skip*[!a-z0-9_,-]* | --pod*[!a-z0-9_,-]*) unusable a,b ;; esac
    case $option in
      --help | -h) usage; exit 0 ;;
      --version) put "inquest collector $VERSION"; exit 0 ;;
      --dry-run) mode=list_reads ;;
      -o) output=$value value=FILE ;;
      --since) parse_since ;;
      --max-size) parse_size ;;
      --only) only=$only,$value ;;
      --skip) skip=$skip,$value ;;
      --pod-logs) pod_logs=$value ;;
      --with-env) with_env=1 ;;
      --kube) kube=1 ;;
      --deep) deep=1 ;;
      --dumps) dumps=1 ;;
      *) fail 2 "unknown argument: $option (see --help)" ;;
    esac
    options="$options${options:+ }$option${value:+ $value}"
  done
  [ "$mode$output" != run ] || [ ! -t 1 ] || fail 2 'the archive would go to the terminal; add > bundle.tgz or -o FILE'
  case $output in '' | /*) ;; *) output=$PWD/$output ;; esac
}

# unusable EXAMPLE
unusable() { fail 2 "cannot use $value for $option; give something like $1"; }

# parse_since: sets $since to what journalctl takes, in UTC like everything here; old versions do not know the T.
parse_since() {
  since=${value%Z}
  case $since in *T*) since="${since%%T*} ${since#*T}" ;; esac
  case $since in
    [1-9][mhd] | [1-9][0-9][mhd] | [1-9][0-9][0-9][mhd]) since=-$since ;;
    *[!0-9\ :-]*) unusable 6h ;;
    ????-??-?? | ????-??-??\ ??:?? | ????-??-??\ ??:??:??) ;;
    *) unusable 2026-04-12T02:30 ;;
  esac
}

parse_size() {
  max_size=${value%[KM]}
  case $max_size,$value in
    ,* | 0* | *[!0-9]*,* | ?????*,* | *[0-9]) unusable 20M ;;
    *K) max_size=$((max_size * 1024)) ;;
    *) max_size=$((max_size * 1048576)) ;;
  esac
}

# walk MODE: all steps, none of them run; $mode is what it was. With stage 0 stands what is read before the first step.
walk() {
  walk_mode=$mode mode=$1 stage=0
  # shellcheck disable=SC2086 # split on purpose
  step builtins "$builtin_sources" '-; /proc/self/{status,stat,mountinfo,ns}; /proc/1/ns; /proc/2/stat;
    /proc/sys/kernel/{hostname,osrelease,random/boot_id}; /.dockerenv; /run/.containerenv; /sys/kernel/security/lockdown;
    /etc/machine-id; /sys/class/dmi/id/product_uuid; date +%z' '' $builtin_files
  stages
  mode=$walk_mode
}

# plan_step: adds a step to $plan and its names to $known, and counts what root alone can read.
plan_step() {
  # shellcheck disable=SC2086 # split on purpose
  list $step_sources
  plan="$plan${plan:+,}{\"step\":\"$step_name\",\"sources\":[$list]}"
  for plan_source in $step_sources; do
    case $known in *" $plan_source "*) continue ;; esac
    known="$known$plan_source "
    chosen || continue
    sources=$((sources + 1))
    case $plan_source in
      log | mountinfo | docker_* | oci_* | crictl_* | df_daemon_tmp | certificates | file_list) ;;
      *) needs_root "$plan_source" || continue ;;
    esac
    hidden=$((hidden + 1))
  done
  known="$known$stage $step_name "
}

# make_plan: other steps need what these found, so --only takes them too.
make_plan() {
  # The blanks are the empty name before the first comma.
  plan= known='  ' sources=0 hidden=0
  walk plan_step
  IFS=,
  for plan_name in $only$skip; do
    case $known in *" $plan_name "*) ;; *) fail 2 "unknown step or source: $plan_name (see --dry-run)" ;; esac
  done
  unset IFS
  only=$only${only:+,processes,ns_mnt,ns_net,df,process_cgroup,}
}

# shellcheck disable=SC2048 # words of patterns
# list_reads: adds a row for each path and command of a step to $rows.
list_reads() {
  chosen || return 0
  case $step_reads in - | -\;*)
    step_reads=${step_reads#-} list_dir=
    for list_item in $*; do
      case $list_item in */) list_dir=$list_item; continue ;; /*) list_dir= ;; esac
      case $list_dir$list_item in /*) step_reads="$step_reads;$list_dir$list_item" ;; esac
    done ;;
  esac
  IFS=";$nl$tab"
  for list_item in $step_reads; do
    list_item=${list_item# }
    [ -z "$list_item" ] || rows="$rows$list_item$tab$stage $step_name$nl"
  done
  unset IFS
}

# dry_run: rows in order, without a process to sort them: again and again the least one behind the last.
# shellcheck disable=SC3012 # every shell at hand has it
dry_run() {
  set -f
  rows= row_last=
  walk list_reads
  IFS=$nl
  while :; do
    row_least=
    for row in $rows; do
      [ "$row" \> "$row_last" ] || continue
      [ -n "$row_least" ] && [ "$row" \> "$row_least" ] || row_least=$row
    done
    [ -n "$row_least" ] || exit 0
    put "$row_least"
    row_last=$row_least
  done
}
