# ---- what is collected

# step NAME SOURCES READS FUNCTION [ARGUMENTS]: one record in the manifest. READS is what --dry-run and the README show:
# paths and commands, separated by semicolons, or - for the paths among ARGUMENTS. SOURCES is = where it is NAME. stage NUMBER
# SECONDS: steps that do not fit into the time of their stage are recorded as not started.
# shellcheck disable=SC2086 # lists of files
stages() {
  stage 1 8
  step processes 'process_stat process_status' "$pid_path/{stat,status}" step_processes
  step wchan process_wchan $pid_path/wchan get proc/wchan 5 grep_processes wchan .
  step counters "$counter_sources" - step_files '' $counter_files
  step identity 'version cmdline modules mdstat uname date id' '-; uname -a; date; id' step_identity /proc/version /proc/cmdline \
    /proc/modules /proc/mdstat
  step dmesg log dmesg get kernel/dmesg 8 dmesg

  stage 2 20
  step ns_mnt = $pid_path/ns/mnt step_stat '' ns-mnt ns/mnt %i
  step ns_net = $pid_path/ns/net step_stat '' ns-net ns/net %i
  step fd_counts = $pid_path/fd step_stat '' fd-counts fd %s
  step mountinfo = $pid_path/mountinfo step_mountinfo

  stage 3 8
  step stuck_tasks "$task_sources" "$pid_path/task/<tid>/{stack,wchan,syscall,status}" step_stuck_tasks ''
  step stuck_fds task_fds $pid_path/fd get proc/task-fds 4 list_stuck_fds

  stage 4 30
  step sysctl = '/proc/sys/<key>' step_sysctl
  step df 'df df_inodes' '/proc/self/mountinfo; df -PT -k; df -Pi' step_df
  step df_daemon_tmp = "$pid_path/root/{tmp,run}" step_df_daemon_tmp
  step os_release = - step_files '' /etc/os-release
  step docker_config docker_daemon_config - step_redacted /etc/docker/daemon.json
  step docker_disk 'docker_disk_containers docker_disk_mounts' '<docker root>/containers/<id>/{config.v2,hostconfig}.json;
    <docker root>/image/*/layerdb/mounts/<id>/*-id' step_docker_disk
  step oci_bundles = '<bundle>/{config.json,state.json,init.pid,pidfile}' step_oci_bundles
  step container_lists file_list '/var/lib/{kubelet/pods,containerd,containers/storage}; /var/log/pods;
    <docker root>/{containers/<id>/*.log,overlay2}' step_container_lists
  step sysctl_files sysctl_file - step_redacted '/etc/sysctl.conf /etc/sysctl.d/*.conf /run/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf'
  step cgroups = - step_files '' /proc/cgroups /sys/fs/cgroup/cgroup.stat /sys/fs/cgroup/cgroup.controllers
  step ext4_errors = - step_grep kernel/ext4-errors '' '/sys/fs/ext4/*/ errors_count first_error_* last_error_*'
  step limits process_limits $pid_path/limits get proc/limits 3 grep_of limits dockerd containerd kubelet crio
  step process_cgroup = $pid_path/cgroup get proc/cgroup 8 list_cgroups
  step cgroup_values = "$group_path" step_cgroup_values ''
  step config config_file - step_redacted '/etc/ containerd/config.toml crio/crio.conf crio/crio.conf.d/* containers/*.conf
    rancher/*/config.yaml systemd/journald.conf systemd/system/*.service.d/*.conf /var/lib/kubelet/ config.yaml kubeadm-flags.env'
  step cni_config = - step_redacted '/etc/cni/net.d/ *.conf *.conflist *.json'
  step cni_addresses = - step_grep cni/addresses '[0-9a-f]\{12\}' '/var/lib/cni/networks/*/*[.:]*'
  step list_cni file_list - step_list cni 4 /opt/cni/bin /var/lib/cni
  step list_changes file_list - step_list changes 3 '/etc /boot /usr/*bin/*containerd /usr/*bin/dockerd /usr/*bin/runc /usr/*bin/kubelet'
  step list_dumps file_list - step_list dumps 3 /var/crash /var/lib/systemd/coredump /var/lib/systemd/pstore /sys/fs/pstore
  step list_tmpfs file_list "/proc/self/mountinfo; $pid_path/root/tmp" step_list_tmpfs
  step list_sockets file_list - step_list sockets 4 '/run /var/lib/kubelet/*/*.sock /var/lib/kubelet/plugins/*/*.sock' -type s
  step list_journal file_list - step_list journal 4 /var/log -size +1023k
  step certificates = - get certificates 5 list_certificates '/var/lib/kubelet/ kubeconfig pki/*.crt pki/*-current.pem
    /etc/kubernetes/ *.conf pki/*.crt pki/etcd/*.crt /var/lib/rancher/*/ agent/*.crt server/tls/*.crt /var/lib/k0s/pki/*.crt
    /var/snap/microk8s/current/certs/*.crt'
  step packages package_history '-; rpm -qa --last' get packages 8 list_packages '/var/log/ dpkg.log apt/history.log dnf.rpm.log yum.log'
  step crash_logs log - take_logs '/sys/fs/pstore/dmesg* /var/lib/systemd/pstore/*/dmesg* /var/crash/*/vmcore-dmesg.txt'
  step boots = 'last -n 50 -x -w' step_command last 2 last -n 50 -x -w
  step block block_devices - step_grep block '' '/sys/block/*/ size ro removable stat inflight device/state dm/name /sys/class/block/*/dev'
  step net_tables 'netns_dev netns_route netns_snmp netns_netstat netns_sockstat netns_conntrack netns_ipv6_route' \
    "$pid_path/net/{dev,route,snmp,netstat,sockstat,stat/nf_conntrack,ipv6_route}" step_net_tables
  step unix_sockets = /proc/net/unix get net/unix 4 unix_sockets
  step security = - step_grep security '' '/sys/fs/selinux/enforce /sys/module/apparmor/parameters/enabled
    /sys/kernel/security/ lsm lockdown /proc/sys/crypto/fips_enabled'
  step hardware = - step_grep hardware '' '/proc/cpuinfo /sys/class/dmi/id/ sys_vendor product_name bios_version
    /sys/class/rtc/rtc0/since_epoch /sys/hypervisor/type /sys/devices/system/ node/online clocksource/clocksource0/current_clocksource'
  step time time_sync 'chronyc -n tracking' step_command time 3 chronyc -n tracking

  stage 5 40
  step log_kernel log 'journalctl -k' step_journal kernel 8 ''
  step log_docker log '-; journalctl -u docker' step_journal docker 12 dockerd /var/log/docker.log
  step log_containerd log '-; journalctl -u containerd' step_journal containerd 8 containerd /var/log/containerd.log
  step log_kubelet log '-; journalctl -u kubelet' step_journal kubelet 40 kubelet /var/log/ kubelet.log kubelet/kubelet.log
  step log_units log 'journalctl -u <unit>' step_units
  step log_files log - step_log_files /var/log/ messages syslog kern.log
  step log_pods log '/var/log/pods/<pod>/<container>/<number>.log' step_pod_logs
  step log_previous log 'journalctl -b -1 {-k,-u <unit>}' step_previous

  stage 6 60
  step docker_version = 'docker version' take_docker version.json 5 docker_json '{{json .}}' version
  step docker_info = 'docker info' take_docker info.json 6 docker_json '{{json .}}' info
  step docker_ps = 'docker ps -a' take_docker ps 8 docker_json '{ID,Names,Image,Status,CreatedAt}' \
    ps -a --no-trunc
  step docker_inspect = 'docker ps -aq; docker inspect <id>' step_docker_inspect
  step docker_events = 'docker events --since 24h --until 0s' take_docker events 3 docker_json \
    '{"time":{{json .Time}},Type,Action,"Actor":{{with .Actor}}{ID,"Attributes":{"name":{{json (index .Attributes "name")}}}}{{end}}}' \
    events --since 24h --until 0s
  step docker_build_cache = 'docker buildx du --verbose' step_build_cache
  step crictl 'crictl_version crictl_info crictl_pods crictl_ps' 'crictl {version,info,pods,ps -a}' step_crictl
  step kube 'kube_node kube_pods' '--kube: kubectl get --raw; --kube: http://127.0.0.1:10255/pods' step_kube
  step dumps goroutines "/run/{*,user/*/}docker/goroutine-stacks*; $pid_path/root/tmp/containerd.*.stacks.log; --dumps: kill -USR1 <pid>" step_dumps

  stage 7 25
  step process_cmdline = $pid_path/cmdline step_cmdline
  step open_files 'deleted_files fd_counts fd_kinds' "$pid_path/{fd,fdinfo}" step_open_files
  step links = 'ip -d -o link' step_command net/link 4 ip -d -o link
  step units 'units units_failed' 'systemctl show; systemctl list-units --failed' step_services

  stage 8 10
  step counters_t1 "$builtin_sources $counter_sources" - step_files t1/ $builtin_files $counter_files
  step stuck_tasks_t1 "$task_sources" "$pid_path/task/<tid>/{stack,wchan,syscall,status}" step_stuck_tasks t1/
  step mount_counts_t1 mount_counts $pid_path/mountinfo take t1/commands/proc/mount-counts 8 count_mounts
  step processes_t1 process_stat $pid_path/stat take t1/commands/proc/stat 5 list_busy
  step fd_counts_t1 fd_counts $pid_path/fd step_stat t1/ fd-counts fd %s
  step cgroup_values_t1 cgroup_values "$group_path" step_cgroup_values t1/

  stage 9 25
  step usage disk_usage 'du -x -k -d 3' step_usage
  [ -z "$deep" ] || step deep '' '/proc/{slabinfo,net/ip_tables_names}; iptables-save -c; /sys/class/misc/device-mapper;
    dmsetup status --noflush; nvidia-smi -q' step_deep
}

pid_path='/proc/<pid>'
group_path='/sys/fs/cgroup/<group>/{memory,pids,cpu}.<value>'

builtin_files='/proc/loadavg /proc/uptime /proc/stat /proc/meminfo /proc/vmstat
/proc/pressure/cpu /proc/pressure/memory /proc/pressure/io'
builtin_sources='loadavg uptime stat meminfo vmstat pressure'

counter_files='/proc/diskstats /proc/buddyinfo /proc/interrupts /proc/softirqs /proc/net/dev /proc/net/snmp /proc/net/netstat /proc/net/sockstat
/proc/net/sockstat6 /proc/net/softnet_stat /proc/net/stat/nf_conntrack /proc/net/ip_vs /proc/net/ip_vs_stats'
task_sources='task_stack task_wchan task_syscall task_status'
counter_sources='diskstats buddyinfo interrupts softirqs net_dev net_snmp net_netstat sockstat sockstat6 softnet_stat nf_conntrack ip_vs ip_vs_stats'

# A directory before its keys. Walking /proc/sys would trip an autofs trap (fs/binfmt_misc) and start work on every CPU.
sys_keys='
fs/ aio-max-nr aio-nr dentry-state file-max file-nr inode-nr inode-state may_detach_mounts mount-max nr_open
pipe-max-size pipe-user-pages-hard pipe-user-pages-soft fs/epoll/ max_user_watches fs/inotify/ max_queued_events
max_user_instances max_user_watches fs/mqueue/ msg_max queues_max kernel/ core_pattern dmesg_restrict hostname
hung_task_panic hung_task_timeout_secs hung_task_warnings msgmax msgmnb msgmni nmi_watchdog panic panic_on_oops pid_max
printk printk_ratelimit printk_ratelimit_burst sched_rt_runtime_us sem shmall shmmax shmmni softlockup_panic tainted
threads-max unprivileged_userns_clone watchdog watchdog_thresh kernel/keys/ maxbytes maxkeys root_maxbytes root_maxkeys
kernel/pty/ max nr reserve kernel/random/ boot_id entropy_avail kernel/yama/ ptrace_scope net/ nf_conntrack_max
net/bridge/ bridge-nf-call-arptables bridge-nf-call-ip6tables bridge-nf-call-iptables net/core/ default_qdisc
netdev_budget netdev_max_backlog rmem_max somaxconn wmem_max net/ipv4/ ip_forward ip_local_port_range
ip_local_reserved_ports tcp_abort_on_overflow tcp_keepalive_time tcp_max_orphans tcp_max_syn_backlog tcp_max_tw_buckets
tcp_mem tcp_tw_recycle tcp_tw_reuse udp_mem net/ipv4/conf/all/ arp_announce arp_ignore forwarding rp_filter
net/ipv4/conf/default/ rp_filter net/ipv4/neigh/default/ gc_thresh1 gc_thresh2 gc_thresh3 net/ipv4/vs/ conn_reuse_mode
conntrack expire_nodest_conn net/ipv6/conf/all/ forwarding net/ipv6/neigh/default/ gc_thresh1 gc_thresh2 gc_thresh3
net/ipv6/route/ max_size net/netfilter/ nf_conntrack_buckets nf_conntrack_count nf_conntrack_max
nf_conntrack_tcp_be_liberal nf_conntrack_tcp_timeout_established user/ max_cgroup_namespaces max_inotify_instances
max_inotify_watches max_ipc_namespaces max_mnt_namespaces max_net_namespaces max_pid_namespaces max_user_namespaces
max_uts_namespaces vm/ dirty_background_bytes dirty_background_ratio dirty_bytes dirty_ratio max_map_count
min_free_kbytes nr_hugepages oom_kill_allocating_task overcommit_kbytes overcommit_memory overcommit_ratio panic_on_oom
swappiness vfs_cache_pressure zone_reclaim_mode'

# The newest part of a log that is taken whole.
log_bytes=8388608
log_marker='-- inquest: earlier lines left out --'

mt_bytes=300000000

# File systems whose statfs cannot hang on another machine or process, and those where it can.
local_types=' ext2 ext3 ext4 xfs btrfs tmpfs devtmpfs overlay aufs vfat zfs f2fs jfs reiserfs bcachefs '
remote_types='nfs4?|cifs|smb3|smbfs|fuse(blk|[.].*)?|ceph|9p|virtiofs|glusterfs|lustre|beegfs|gpfs|ocfs2|gfs2|afs|orangefs|quobyte'
