# ---- what is collected

# step NAME SOURCES READS FUNCTION [ARGUMENTS]: one record in the manifest. READS is what --dry-run and the README show:
# paths and commands, separated by semicolons, or - for the paths among ARGUMENTS. stage NUMBER SECONDS: steps that do not fit into the time of their stage
# are recorded as not started.
# shellcheck disable=SC2086 # lists of files
stages() {
  stage 1 8
  step processes 'process_stat process_status' '/proc/<pid>/stat; /proc/<pid>/status' step_processes
  step wchan process_wchan '/proc/<pid>/wchan' step_wchan ''
  step counters "$counter_sources" - step_files '' $counter_files
  step identity 'version cmdline uname date id' '/proc/version; /proc/cmdline; uname -a; date; id' step_identity
  step dmesg log dmesg take commands/kernel/dmesg 8 dmesg

  stage 2 20
  step ns_mnt ns_mnt '/proc/<pid>/ns/mnt' step_ns_mnt
  step mountinfo mountinfo '/proc/<pid>/mountinfo' step_mountinfo

  stage 3 8
  step stuck_tasks "$task_sources" '/proc/<pid>/task/<tid>/stack; /proc/<pid>/task/<tid>/wchan;
    /proc/<pid>/task/<tid>/syscall; /proc/<pid>/task/<tid>/status' step_stuck_tasks ''
  step stuck_fds task_fds '/proc/<pid>/fd' take commands/proc/task-fds 4 list_stuck_fds

  stage 4 15
  step sysctl sysctl '/proc/sys/<key>' step_sysctl
  step df 'df df_inodes' '/proc/self/mountinfo; df -PT -k; df -Pi' step_df
  step df_daemon_tmp df_daemon_tmp '/proc/<pid>/root/tmp; /proc/<pid>/root/run' step_df_daemon_tmp
  step os_release os_release - step_files '' /etc/os-release
  step docker_config docker_daemon_config /etc/docker/daemon.json step_docker_config
  step sysctl_files sysctl_file - step_found '/etc/sysctl.conf' '/etc/sysctl.d/*.conf' \
    '/run/sysctl.d/*.conf' '/usr/lib/sysctl.d/*.conf'
  step cgroups cgroups - step_files '' /proc/cgroups /sys/fs/cgroup/cgroup.stat /sys/fs/cgroup/cgroup.controllers
  step ext4_errors ext4_errors '/sys/fs/ext4/*/errors_count; /sys/fs/ext4/*/first_error_*; /sys/fs/ext4/*/last_error_*' \
    take commands/kernel/ext4-errors 4 ext4_errors
  step limits process_limits '/proc/<pid>/limits' take commands/proc/limits 3 daemon_limits
  step process_cgroup process_cgroup '/proc/<pid>/cgroup' take commands/proc/cgroup 8 grep_user cgroup

  stage 5 40
  step log_kernel log 'journalctl -k' step_journal kernel - '' ''
  step log_docker log 'journalctl -u docker; /var/log/docker.log' step_journal docker docker dockerd /var/log/docker.log
  step log_containerd log 'journalctl -u containerd; /var/log/containerd.log' \
    step_journal containerd containerd containerd /var/log/containerd.log
  step log_kubelet log 'journalctl -u kubelet; /var/log/kubelet.log; /var/log/kubelet/kubelet.log' \
    step_journal kubelet kubelet kubelet '/var/log/kubelet.log /var/log/kubelet/kubelet.log'
  step log_files log - step_log_files /var/log/messages /var/log/syslog /var/log/kern.log

  stage 6 60
  step docker_version docker_version 'docker version' take_docker version.json 5 version ask_docker version --format '{{json .}}'
  step docker_info docker_info 'docker info' take_docker info.json 6 info ask_docker info --format '{{json .}}'
  step docker_ps docker_ps 'docker ps -a' take_docker ps 8 ps list_containers
  step docker_inspect docker_inspect 'docker ps -aq; docker inspect <id>' step_docker_inspect

  stage 7 15
  step process_cmdline process_cmdline '/proc/<pid>/cmdline' step_cmdline
  step deleted_files deleted_files '/proc/<pid>/fd; /proc/<pid>/fdinfo' step_deleted_files

  stage 8 10
  step counters_t1 "$builtin_sources $counter_sources" - step_files t1/ $builtin_files $counter_files
  step stuck_tasks_t1 "$task_sources" '/proc/<pid>/task/<tid>/stack; /proc/<pid>/task/<tid>/wchan;
    /proc/<pid>/task/<tid>/syscall' step_stuck_tasks t1/
  step mount_counts_t1 mount_counts '/proc/<pid>/mountinfo' take t1/commands/proc/mount-counts 8 count_mounts
}

builtin_files='/proc/loadavg /proc/uptime /proc/stat /proc/meminfo /proc/vmstat
/proc/pressure/cpu /proc/pressure/memory /proc/pressure/io'
builtin_sources='loadavg uptime stat meminfo vmstat pressure'

counter_files='/proc/diskstats /proc/buddyinfo /proc/net/dev /proc/net/snmp /proc/net/netstat /proc/net/sockstat
/proc/net/sockstat6 /proc/net/softnet_stat /proc/net/stat/nf_conntrack /proc/net/ip_vs /proc/net/ip_vs_stats'
task_sources='task_stack task_wchan task_syscall task_status'
counter_sources='diskstats buddyinfo net_dev net_snmp net_netstat sockstat sockstat6 softnet_stat nf_conntrack ip_vs ip_vs_stats'

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

# The newest part of a log, and what is asked for when the journal is too slow for that.
log_bytes=8388608
log_lines=60000
log_lines_slow=2000
log_marker='-- inquest: earlier lines left out --'

mt_bytes=300000000

# File systems whose statfs cannot hang on another machine or process, and those where it can.
local_types=' ext2 ext3 ext4 xfs btrfs tmpfs devtmpfs overlay aufs vfat zfs f2fs jfs reiserfs bcachefs '
remote_types='nfs|nfs4|cifs|smb3|smbfs|fuse|fuseblk|fuse[.].*|ceph|9p|virtiofs|glusterfs|lustre|beegfs|gpfs|ocfs2|gfs2|afs|orangefs|quobyte'
