# ---- steps: other runtimes, the API server, stacks of daemons

# client COMMAND...: also where distributions keep their own; what it would write below HOME goes with the staging.
client() {
  export HOME="$tmp" PATH="$PATH:/var/lib/rancher/rke2/bin:/var/lib/rancher/k3s/data/current/bin:/snap/microk8s/current"
  "$@"
}

find_cri() {
  there "$(told kubelet container-runtime-endpoint | sed 's,^unix://,,') /var/snap/microk8s/common/run/containerd.sock
    /run/ crio/crio.sock cri-dockerd.sock k3s/containerd/containerd.sock k0s/containerd.sock containerd/containerd.sock"
}

# ask_cri COMMAND...: without a socket crictl would try one after the other.
ask_cri() { client crictl --runtime-endpoint "unix://$socket" --timeout 5s "$@"; }

step_crictl() {
  reach find_cri crictl crio || return
  take commands/crictl/version 6 ask_cri version || return
  for cri_what in info pods 'ps -a'; do
    # shellcheck disable=SC2086 # a command and its option
    get "crictl/${cri_what%% *}.json" 6 as_json ask_cri $cri_what -o 'json'
  done
}

# found_first COMMAND: the first line that it prints, in $line; it runs again only where it found nothing.
found_first() {
  [ -s "$tmp/$1" ] || run 3 "$tmp/$1" "$@"
  first_line "$tmp/$1"
}

find_node_name() {
  told 'kubelet k3s-server k3s-agent' 'hostname-override|node-name'
  put "$host" | tr '[:upper:]' '[:lower:]'
}

find_kubeconfig() {
  there "$(told kubelet kubeconfig) /etc/kubernetes/kubelet.conf /var/lib/ kubelet/kubeconfig k0s/kubelet.conf
    rancher/*/agent/kubelet.kubeconfig /var/snap/microk8s/current/credentials/kubelet.config"
}

# ask_kube PATH: raw, because discovery asks for much more. Quoted are words of others that are functions here as well.
ask_kube() { client kubectl --kubeconfig "$kube_config" --request-timeout 3s 'get' --raw "$1"; }

step_kube() {
  [ -n "$kube" ] || { worse skipped 'only with --kube'; return; }
  found_first find_node_name
  kube_node=$line
  if found_first find_kubeconfig; then
    kube_config=$line
    run 3 "$tmp/copy" ask_kube /version
    if judge 'the API server'; then
      get kube/node.json 5 as_json ask_kube "/api/v1/nodes/$kube_node"
      get kube/pods.json 8 as_json ask_kube "/api/v1/pods?fieldSelector=spec.nodeName=$kube_node"
      return
    fi
  else worse missing 'no kubeconfig of a kubelet'; fi
  get kube/pods.json 4 as_json curl -s -m 3 http://127.0.0.1:10255/pods
}

newest_dumps() {
  for dump in '/run/*docker/goroutine-stacks*' '/run/user/*/docker/goroutine-stacks*' \
    $(files_of 'root/tmp/containerd.*.stacks.log' containerd); do
    # shellcheck disable=SC2012,SC2086 # a pattern; ls sorts by time
    ls -t $dump | head -n 2
  done
}

# step_dumps: a daemon writes its stacks on SIGUSR1. Another program would end by it, so the binary is looked at.
step_dumps() {
  [ -z "$dumps" ] || {
    dump_pids=
    for dump_pid in $(pids_of dockerd containerd); do
      case $(readlink "/proc/$dump_pid/exe") in
        */dockerd* | */containerd*) ! kill -USR1 "$dump_pid" || dump_pids=$dump_pids${dump_pids:+,}$dump_pid ;;
      esac
    done
    step_extra=",\"touched\":[$dump_pids]"
    sleep 2
  }
  run 3 "$tmp/found" newest_dumps
  while read -r dump; do
    dump_member=${dump#/proc/*/root}
    take "${dump_member#/}" 3 head -c 2097152 "$dump"
  done <"$tmp/found"
}
