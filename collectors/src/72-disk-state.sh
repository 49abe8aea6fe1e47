# ---- steps: containers and pods on disk

# told DAEMONS OPTIONS: values of the options on their command lines; OPTIONS without dashes, separated by |.
told() {
  # shellcheck disable=SC2086 # split on purpose
  files_of cmdline $1 | per cat | tr '\000' '\n' | awk -v option="^--?($2)" '
    take { print; take = 0; next }
    $0 ~ option "$" { take = 1; next }
    sub(option "=", "") || sub(option "unix", "unix")'
}

# docker_settings: a key or value of the daemon's configuration per line.
docker_settings() { cat /etc/docker/daemon.json $(told dockerd config-file) | tr ',{' '\n'; }

# docker_roots: where dockerd keeps its state; without root it is below the home of its user. The usual places first:
# asking a daemon can hang. One root has one name here, however many links lead to it.
docker_roots() {
  {
    printf '%s\n' /var/lib/docker /var/snap/docker/common/var-lib-docker
    docker_settings | sed -nE 's/.*"(data-root|graph)" *: *"(.*)".*/\2/p'
    told dockerd 'data-root|graph|g'
    files_of '' dockerd | per stat -c :%u: | grep -f - /etc/passwd | awk -F : '{ print $6 "/.local/share/docker" }'
  } | per realpath
}

# below_roots NAME: that path below each root; the roots are looked for once.
below_roots() {
  [ -e "$tmp/roots" ] || run 4 "$tmp/roots" docker_roots
  sort -u "$tmp/roots" | sed "s,\$,/$1,"
}

read_json() { there "$@" | sort -u | grep_in '' | clean_json file; }

# take_json NAME SECONDS PATTERNS: says what clean_json has dropped.
take_json() {
  get "disk/$1" "$2" read_json "$3"
  [ ! -s "$tmp/json.bad" ] || worse truncated "left out, not valid JSON: $(head -n 3 "$tmp/json.bad" | tr '\n' ' ')"
  rm -f "$tmp/json.bad"
  [ -s "$tmp/paths" ] || worse missing 'no container of this kind is on disk'
}

step_docker_disk() {
  # config.v2.json and hostconfig.json
  take_json docker-containers 8 "$(below_roots 'containers/*/*config.*json')"
  take_json docker-mounts 4 "$(below_roots 'image/*/layerdb/mounts/*/*-id')"
}

# list_bundles: bundle directories as patterns. The usual places first: asking where shims and monitors work can hang.
list_bundles() {
  printf '/run/%s/io.containerd.runtime.v[12]*/*/*\n' containerd docker/containerd/daemon k3s/containerd k0s/containerd \
    'user/*/docker/containerd/daemon'
  printf '%s/containers/storage/overlay-containers/*/userdata\n' /run /var/lib
  put '/run/docker/runtime-*/*/*'
  files_of cwd containerd-shim | per ls -ld | sed -n 's,.* -> \(.*/io.containerd.*\)/[^/]*$,\1/*,p' | sort -u
  told conmon 'b|bundle'
}

step_oci_bundles() {
  run 4 "$tmp/bundles" list_bundles
  take_json oci-bundles 8 "$(sed 's,$,/ config.json state.json init.pid pidfile,' "$tmp/bundles")"
}

# list_pods: names come from the shell, and what is mounted gets no stat: its server may not answer.
list_pods() {
  for pods in /var/lib/kubelet /var/lib/k0s/kubelet /var/snap/microk8s/common/var/lib/kubelet $line; do
    printf '%s\n' "$pods"/pods/* "$pods"/pods/*/*/* "$pods"/pods/*/volumes/*/* "$pods"/plugins_registry/* "$pods"/*_state
  done | awk -v stat='xargs -n 500 stat -c "%f %s %Y %n"' '
    NR == FNR { mounted[$5]; next }
    seen[$0]++ || /[*]/ { next }
    $0 in mounted { left = left "0 0 0 " $0 "\n"; next }
    { print | stat }
    END { close(stat); printf "%s", left }' /proc/self/mountinfo -
}

step_container_lists() {
  found_first told kubelet root-dir
  get list/kubelet-pods 6 list_pods
  step_list pod-logs 3 /var/log/pods
  step_list container-logs 3 "$(below_roots containers)" /var/lib/containers/storage/overlay-containers -path '*containers*/*.log*'
  # Of containerd what lies in its snapshotters and its metadata.
  step_list layers 1 "$(below_roots overlay2)" /var/lib/containers/storage/overlay "$(printf '%s/io.containerd.[sm][ne]*/*\n' \
    /var/lib/containerd '/var/lib/rancher/*/agent/containerd' /var/lib/k0s/containerd /var/snap/microk8s/common/var/lib/containerd \
    "$(below_roots containerd/daemon)")"
}
