#!/bin/sh
# Collects the state of a container host or Kubernetes node into one tar.gz for offline analysis.
# It writes its output, a private staging directory and its own oom_score_adj, nothing else. See README.md and FORMAT.md.
# Assembled from collectors/src, where every function is explained.
#
# A child in uninterruptible sleep survives SIGKILL: commands run in the background, are polled and, if need be, left
# behind. Without free pids a failed fork ends most shells: stage 0 uses builtins only and the EXIT trap closes the
# archive. Tar wants the size first and staging lies in memory: content is staged in pieces of 1 MiB.
#
# shellcheck disable=SC2317 # most functions are called through "$@"
# shellcheck disable=SC1007 # a= b= empties two variables
# shellcheck disable=SC2059 # formats in variables are the only way to print zero bytes
# shellcheck disable=SC2094 # fifos are opened at both ends
# shellcheck disable=SC2012,SC2013,SC2016,SC2034,SC2046,SC2048,SC2059,SC2086,SC3012,SC3013,SC3045
VERSION=0.1.0
stages(){
stage 1 8
step processes 'process_stat process_status' "$pp/{stat,status}" spr
step wchan process_wchan $pp/wchan get proc/wchan 5 gp wchan .
step counters "$cs" - sf '' $cfi
step identity 'version cmdline modules mdstat uname date id' '-; uname -a; date; id' si /proc/version /proc/cmdline /proc/modules /proc/mdstat
step dmesg log dmesg get kernel/dmesg 8 dmesg
stage 2 20
step ns_mnt = $pp/ns/mnt sst '' ns-mnt ns/mnt %i
step ns_net = $pp/ns/net sst '' ns-net ns/net %i
step fd_counts = $pp/fd sst '' fd-counts fd %s
step mountinfo = $pp/mountinfo sm
stage 3 8
step stuck_tasks "$ts" "$pp/task/<tid>/{stack,wchan,syscall,status}" ssta ''
step stuck_fds task_fds $pp/fd get proc/task-fds 4 lsf
stage 4 30
step sysctl = '/proc/sys/<key>' step_sysctl
step df 'df df_inodes' '/proc/self/mountinfo; df -PT -k; df -Pi' step_df
step df_daemon_tmp = "$pp/root/{tmp,run}" sddt
step os_release = - sf '' /etc/os-release
step docker_config docker_daemon_config - sr /etc/docker/daemon.json
step docker_disk 'docker_disk_containers docker_disk_mounts' '<docker root>/containers/<id>/{config.v2,hostconfig}.json;
<docker root>/image/*/layerdb/mounts/<id>/*-id' sdd
step oci_bundles = '<bundle>/{config.json,state.json,init.pid,pidfile}' sob
step container_lists file_list '/var/lib/{kubelet/pods,containerd,containers/storage}; /var/log/pods;
<docker root>/{containers/<id>/*.log,overlay2}' scl
step sysctl_files sysctl_file - sr '/etc/sysctl.conf /etc/sysctl.d/*.conf /run/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf'
step cgroups = - sf '' /proc/cgroups /sys/fs/cgroup/cgroup.stat /sys/fs/cgroup/cgroup.controllers
step ext4_errors = - sg kernel/ext4-errors '' '/sys/fs/ext4/*/ errors_count first_error_* last_error_*'
step limits process_limits $pp/limits get proc/limits 3 grep_of limits dockerd containerd kubelet crio
step process_cgroup = $pp/cgroup get proc/cgroup 8 lc
step cgroup_values = "$gp" scv ''
step config config_file - sr '/etc/ containerd/config.toml crio/crio.conf crio/crio.conf.d/* containers/*.conf
rancher/*/config.yaml systemd/journald.conf systemd/system/*.service.d/*.conf /var/lib/kubelet/ config.yaml kubeadm-flags.env'
step cni_config = - sr '/etc/cni/net.d/ *.conf *.conflist *.json'
step cni_addresses = - sg cni/addresses '[0-9a-f]\{12\}' '/var/lib/cni/networks/*/*[.:]*'
step list_cni file_list - sl cni 4 /opt/cni/bin /var/lib/cni
step list_changes file_list - sl changes 3 '/etc /boot /usr/*bin/*containerd /usr/*bin/dockerd /usr/*bin/runc /usr/*bin/kubelet'
step list_dumps file_list - sl dumps 3 /var/crash /var/lib/systemd/coredump /var/lib/systemd/pstore /sys/fs/pstore
step list_tmpfs file_list "/proc/self/mountinfo; $pp/root/tmp" slt
step list_sockets file_list - sl sockets 4 '/run /var/lib/kubelet/*/*.sock /var/lib/kubelet/plugins/*/*.sock' -type s
step list_journal file_list - sl journal 4 /var/log -size +1023k
step certificates = - get certificates 5 lce '/var/lib/kubelet/ kubeconfig pki/*.crt pki/*-current.pem
/etc/kubernetes/ *.conf pki/*.crt pki/etcd/*.crt /var/lib/rancher/*/ agent/*.crt server/tls/*.crt /var/lib/k0s/pki/*.crt
/var/snap/microk8s/current/certs/*.crt'
step packages package_history '-; rpm -qa --last' get packages 8 lp '/var/log/ dpkg.log apt/history.log dnf.rpm.log yum.log'
step crash_logs log - tl '/sys/fs/pstore/dmesg* /var/lib/systemd/pstore/*/dmesg* /var/crash/*/vmcore-dmesg.txt'
step boots = 'last -n 50 -x -w' sc last 2 last -n 50 -x -w
step block block_devices - sg block '' '/sys/block/*/ size ro removable stat inflight device/state dm/name /sys/class/block/*/dev'
step net_tables 'netns_dev netns_route netns_snmp netns_netstat netns_sockstat netns_conntrack netns_ipv6_route' "$pp/net/{dev,route,snmp,netstat,sockstat,stat/nf_conntrack,ipv6_route}" snt
step unix_sockets = /proc/net/unix get net/unix 4 unix_sockets
step security = - sg security '' '/sys/fs/selinux/enforce /sys/module/apparmor/parameters/enabled
/sys/kernel/security/ lsm lockdown /proc/sys/crypto/fips_enabled'
step hardware = - sg hardware '' '/proc/cpuinfo /sys/class/dmi/id/ sys_vendor product_name bios_version
/sys/class/rtc/rtc0/since_epoch /sys/hypervisor/type /sys/devices/system/ node/online clocksource/clocksource0/current_clocksource'
step time time_sync 'chronyc -n tracking' sc time 3 chronyc -n tracking
stage 5 40
step log_kernel log 'journalctl -k' sj kernel 8 ''
step log_docker log '-; journalctl -u docker' sj docker 12 dockerd /var/log/docker.log
step log_containerd log '-; journalctl -u containerd' sj containerd 8 containerd /var/log/containerd.log
step log_kubelet log '-; journalctl -u kubelet' sj kubelet 40 kubelet /var/log/ kubelet.log kubelet/kubelet.log
step log_units log 'journalctl -u <unit>' step_units
step log_files log - slf /var/log/ messages syslog kern.log
step log_pods log '/var/log/pods/<pod>/<container>/<number>.log' spl
step log_previous log 'journalctl -b -1 {-k,-u <unit>}' step_previous
stage 6 60
step docker_version = 'docker version' td version.json 5 dj '{{json .}}' version
step docker_info = 'docker info' td info.json 6 dj '{{json .}}' info
step docker_ps = 'docker ps -a' td ps 8 dj '{ID,Names,Image,Status,CreatedAt}' ps -a --no-trunc
step docker_inspect = 'docker ps -aq; docker inspect <id>' sdi
step docker_events = 'docker events --since 24h --until 0s' td events 3 dj '{"time":{{json .Time}},Type,Action,"Actor":{{with .Actor}}{ID,"Attributes":{"name":{{json (index .Attributes "name")}}}}{{end}}}' events --since 24h --until 0s
step docker_build_cache = 'docker buildx du --verbose' sbc
step crictl 'crictl_version crictl_info crictl_pods crictl_ps' 'crictl {version,info,pods,ps -a}' step_crictl
step kube 'kube_node kube_pods' '--kube: kubectl get --raw; --kube: http://127.0.0.1:10255/pods' step_kube
step dumps goroutines "/run/{*,user/*/}docker/goroutine-stacks*; $pp/root/tmp/containerd.*.stacks.log; --dumps: kill -USR1 <pid>" step_dumps
stage 7 25
step process_cmdline = $pp/cmdline step_cmdline
step open_files 'deleted_files fd_counts fd_kinds' "$pp/{fd,fdinfo}" sof
step links = 'ip -d -o link' sc net/link 4 ip -d -o link
step units 'units units_failed' 'systemctl show; systemctl list-units --failed' sse
stage 8 10
step counters_t1 "$bs $cs" - sf t1/ $bf $cfi
step stuck_tasks_t1 "$ts" "$pp/task/<tid>/{stack,wchan,syscall,status}" ssta t1/
step mount_counts_t1 mount_counts $pp/mountinfo t t1/commands/proc/mount-counts 8 cm
step processes_t1 process_stat $pp/stat t t1/commands/proc/stat 5 list_busy
step fd_counts_t1 fd_counts $pp/fd sst t1/ fd-counts fd %s
step cgroup_values_t1 cgroup_values "$gp" scv t1/
stage 9 25
step usage disk_usage 'du -x -k -d 3' step_usage
[ -z "$deep" ]||step deep '' '/proc/{slabinfo,net/ip_tables_names}; iptables-save -c; /sys/class/misc/device-mapper;
dmsetup status --noflush; nvidia-smi -q' step_deep
}
pp='/proc/<pid>'
gp='/sys/fs/cgroup/<group>/{memory,pids,cpu}.<value>'
bf='/proc/loadavg /proc/uptime /proc/stat /proc/meminfo /proc/vmstat
/proc/pressure/cpu /proc/pressure/memory /proc/pressure/io'
bs='loadavg uptime stat meminfo vmstat pressure'
cfi='/proc/diskstats /proc/buddyinfo /proc/interrupts /proc/softirqs /proc/net/dev /proc/net/snmp /proc/net/netstat /proc/net/sockstat
/proc/net/sockstat6 /proc/net/softnet_stat /proc/net/stat/nf_conntrack /proc/net/ip_vs /proc/net/ip_vs_stats'
ts='task_stack task_wchan task_syscall task_status'
cs='diskstats buddyinfo interrupts softirqs net_dev net_snmp net_netstat sockstat sockstat6 softnet_stat nf_conntrack ip_vs ip_vs_stats'
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
lby=8388608
lm='-- inquest: earlier lines left out --'
mt_bytes=300000000
local_types=' ext2 ext3 ext4 xfs btrfs tmpfs devtmpfs overlay aufs vfat zfs f2fs jfs reiserfs bcachefs '
rt='nfs4?|cifs|smb3|smbfs|fuse(blk|[.].*)?|ceph|9p|virtiofs|glusterfs|lustre|beegfs|gpfs|ocfs2|gfs2|afs|orangefs|quobyte'
n(){
read -r now_up _</proc/uptime
nf=${now_up#*.}00
nf=${nf%"${nf#??}"}
n=$((${now_up%%.*}*100+1$nf-100))
}
de(){
d=$(($1%100))
case $d in ?)d=0$d;;esac
d=$(($1/100)).$d
}
slurp(){
text=
[ -r "$1" ]||return 1
{
while IFS= read -r sl_line&&[ "${#text}" -lt 262144 ];do
text=$text$sl_line$nl
done<"$1"
} 2>/dev/null
[ -n "$text" ]
}
fl(){
l=
{ read -r l<"$1";} 2>/dev/null
[ -n "$l" ]
}
json(){
case $1 in
*[!\ A-Za-z0-9._/@:+,=\(\)\;\'-]*);;*)json=\"$1\";return;;esac
json= jr=$1 jl=400
while [ -n "$jr" ]&&[ "$jl" -gt 0 ];do
jt=${jr#?}
jc=${jr%"$jt"}
case $jc in
\"|\\)json=$json\\$jc;;[\ !#-\[\]-~])json=$json$jc;;*)json="$json?";;esac
jr=$jt
jl=$((jl-1))
done
json=\"$json\"
}
p(){ printf '%s\n' "$*";}
say(){ p "$*">&2;}
f(){
say "collect.sh: $2"
exit "$1"
}
ascii='+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz'
sum(){
sre=$1
while [ -n "$sre" ];do
sum_tail=${sre#?}
sum_before=${ascii%%"${sre%"$sum_tail"}"*}
sum=$((sum+ ${#sum_before}+43))
sre=$sum_tail
done
}
octal(){
oc= ore=$1
while [ "${#oc}" -lt "$2" ];do
oc=$((ore%8))$oc
ore=$((ore/8))
done
}
nul8='\000\000\000\000\000\000\000\000'
nul64=$nul8$nul8$nul8$nul8$nul8$nul8$nul8$nul8
nuls(){
nu= nle=$1
while [ "$nle" -ge 64 ];do nu=$nu$nul64 nle=$((nle-64));done
while [ "$nle" -ge 8 ];do nu=$nu$nul8 nle=$((nle-8));done
while [ "$nle" -ge 1 ];do nu=$nu'\000' nle=$((nle-1));done
}
safe_path(){
case $1 in
''|/*|../*|*/../*|*/..)return 1;;*[!A-Za-z0-9._/@:+-]*)return 1;;esac
[ "${#1}" -le 240 ]
}
split_path(){
name=$1 pr=
while [ "${#name}" -gt 100 ];do
case $name in */*);;*)return 1;;esac
pr=$pr${pr:+/}${name%%/*}
name=${name#*/}
done
[ "${#pr}" -le 155 ]
}
header(){
split_path "$1"||return 1
octal "$2" 11
sum=$fixed_sum
sum "$name$pr$oc"
header_size=$oc
octal "$sum" 6
header_sum=$oc
nuls $((100- ${#name}))
h=$name$nu'0000600\0000000000\0000000000\000'$header_size'\000'$mtime'\000'$header_sum'\000 0'
nuls 100
h=$h$nu'ustar\00000'
nuls 80
h=$h$nu$pr
nuls $((167- ${#pr}))
h=$h$nu
nuls $(((512- $2%512)%512))
padding=$nu
}
prepare_tar(){
octal "$1" 11
mtime=$oc
sum=$((8*32))
sum "0000600""0000000""0000000""${mtime}0ustar00"
fixed_sum=$sum
}
et(){
header "$1" "${#2}"||return 1
printf "$h%s$padding" "$2">&4||og
}
emit_file(){
es=$(wc -c<"$2")||return 1
es=$((es))
safe_path "$1"||return 1
header "$1" "$es"||return 1
n
emit_began=$n
printf 1 >"$t/emitting"
(
printf "$h"&&exec head -c "$es" "$2"
)>&4||og
[ -z "$padding" ]||printf "$padding">&4||og
printf 0 >"$t/emitting"
n
est=$((est+n-emit_began))
printf '%s %s\n' "$es" "$1">>"$t/paths"
}
og(){
b=1
[ -z "$t" ]||printf 1 >"$t/broken"
exit 9
}
look(){
ll=
{ read -r ll<"/proc/$1/stat";} 2>/dev/null||return 1
set -- ${ll##*) }
lst=$1 look_parent=$2 look_start=${20}
}
me(){ read -r self _</proc/self/stat;}
own(){
me
e=$t/errors.$self
}
e(){
look "$1"||return 0
[ "$look_parent" = "$self" ]||return 0
case $lst in [ZX])return 0;;esac
return 1
}
await(){
at=0
until e "$1";do
n
[ "$n" -lt "$2" ]||return 1
at=$((at+1))
case $at in
?|1?|2?);;3?|4?)sleep "$ssl";;*)sleep "$ls";;esac
done
}
family(){
look "$1"||return 0
fa="$fa $1:$look_start"
fl "/proc/$1/task/$1/children"
for kid in $l;do family "$kid";done
}
st(){
look "${1%:*}"||return 1
[ "$look_start" = "${1#*:}" ]||return 1
case $lst in [ZX])return 1;;esac
}
stop(){
fa=
family "$1"
for stop_signal in ${3:-TERM KILL};do
for so in $fa;do
! st "$so"||kill "-$stop_signal" "${so%:*}" 2>/dev/null
done
sleep "$ls"
done
for so in $fa;do
! st "$so"||sleep "$ls"
! st "$so"||abandon "${so%:*}" "$2"
done
}
abandon(){
lb=1
json "$2"
al="{\"pid\":$1,\"command\":$json"
json "$lst"
al="$al,\"state\":$json"
fl "/proc/$1/wchan"
json "$l"
al="$al,\"wchan\":$json}"
if [ -n "$t" ];then p "$al">>"$t/abandoned";else early="$early${early:+,}$al";fi
}
settle(){
if await "$1" "$2";then
wait "$1" 2>/dev/null
c=$?
else
stop "$1" "$3"
c=124
fi
}
ru(){
me
run_limit=$1 run_file=$2
shift 2
"$@"</dev/null>"$run_file" 2>"$e" 3>&- 4>&-&
run_pid=$!
n
settle "$run_pid" $((n+run_limit*100*f)) "$*"
return "$c"
}
d(){
me
take_path=$1 take_limit=$2 by=0 c=0 tc=0 th= lb=
shift 2
tco="$*"
[ -p "$t/pipe" ]||mkfifo "$t/pipe"||return 1
exec 6<>"$t/pipe" 5<"$t/pipe" 7>"$t/pipe" 6>&-
"$@"</dev/null>&7 2>"$e" 4>&- 5<&- 7>&-&
tp=$!
exec 7>&-
n
te=$((n+take_limit*100*f))
while take_piece;do :;done
tfl last
exec 5<&-
[ "$c" != 0 ]||settle "$tp" "$te" "$tco"
[ -z "$lb" ]||rm -f "$t/pipe"
}
t(){
d "$@"
j "$1"
}
take_piece(){
if [ "$st" -ge 5 ];then
fr
[ "$r" -gt "${th:+52428}0" ]||{ stop "$tp" "$tco";c=size;return 1;}
fi
case $th in *.a)tne=$t/piece.b;;*)tne=$t/piece.a;;esac
dd bs=4096 count=256 $dd_full<&5 >"$tne" 2>/dev/null 4>&-&
td=$!
if ! await "$td" "$te";then
[ "$c" = 124 ]||stop "$tp" "$tco"
c=124
n
await "$td" $((n+50))||stop "$td" dd
fi
! e "$td"||wait "$td" 2>/dev/null
[ -s "$tne" ]||return 1
tfl
th=$tne
[ -z "$lb" ]
}
tfl(){
[ -n "$th" ]||return 0
tn=$take_path
if [ "$tc" -gt 0 ]||[ "$#" = 0 ];then
tc=$((tc+1))
tn=000$tc
tn=$take_path.part-${tn#"${tn%????}"}
fi
take_before=$est
emit_file "$tn" "$th"
te=$((te+est-take_before))
by=$((by+es))
th=
}
statuses='collected empty missing truncated restricted failed timed_out'
wo(){
wb=${statuses%%"$1"*}
[ "${#wb}" -gt "$sra" ]||return 0
sra=${#wb} sst=$1 srea=$2
}
j(){
case $c in
0)return 0;;size)wo truncated "$1 was cut: the archive has reached its --max-size";return 1;;124)wo timed_out "$1 did not end in time";return 1;;esac
fl "$e"
case $l in
*o\ such\ file*)wo missing "$1 does not exist";;*ermission\ denied*|*not\ permitted*)wo restricted "$1: $l";;'')wo failed "$1 ended with code $c";;*)wo failed "$1: $l";;esac
return 1
}
step_body(){
own
trap - INT TERM HUP PIPE EXIT
sra=0 sst=collected srea= sex= est=0
"$@"
[ -s "$t/paths" ]&&case $sst in empty|missing)sst=collected srea=;;esac
[ -s "$t/paths" ]||[ "$sra" -gt 0 ]||{ sst=empty srea='nothing was found';}
[ "$u" = 0 ]||! nr "$ss"||wo restricted 'without root only a part is shown'
printf '%s\n' "$sst" "$est" "$sex" "$srea">"$t/verdict"
}
nr(){
case $1 in *ns_*|*wchan*|*task_*|*deleted_files*|*fd_kinds*);;*)return 1;;esac
}
chosen(){
ch_in=${only:+no}
for ch_name in $st $sn $ss;do
case $skip, in *",$ch_name,"*)return 1;;esac
case $only, in *",$ch_name,"*)ch_in=;;esac
done
[ -z "$ch_in" ]
}
step(){
sn=$1 ss=$2 sr=$3
[ "$2" != = ]||ss=$1
shift 3
if [ "$m" != ru ];then "$m" "$@";return;fi
[ -z "$a" ]||return 0
steps=$((steps+1))
printf ''>"$t/paths"
printf 0 >"$t/emitting"
n
fr
sb=$n sno=
if ! chosen;then sno='skipped left out by an option'
elif [ "$st" -ge 5 ]&&[ "$r" -le 0 ];then sno='skipped not started: the archive has reached its --max-size'
elif [ "$n" -ge "$sen" ];then sno='failed not started: the time of its stage was used up';fi
if [ -n "$sno" ];then
printf '%s\n' "${sno%% *}" 0 '' "${sno#* }">"$t/verdict"
else
printf ''>"$t/verdict"
step_body "$@"</dev/null>/dev/null 2>"$t/step.err" 3>&-&
supervise $!||return 0
fi
record
}
supervise(){
sc=0 sp=$1
trap 'hush;finish' EXIT
until e "$1";do
sleep "$ssl"
n
[ -n "$si" ]||[ "$n" -ge $((sen+500)) ]||continue
halt "$1"
rm -f "$t/pipe"
sc=124
break
done
trap finish EXIT
lb=
[ "$sc" != 0 ]||{ wait "$1" 2>/dev/null;sc=$?;}
[ -z "$si" ]||a="stopped by signal $si"
[ -s "$t/broken" ]||[ "$sc" = 141 ]||return 0
b=1 a='the output could not be written'
return 1
}
hush(){
n
hush_end=$((n+500))
until e "$sp"||[ "$n" -ge "$hush_end" ];do
kill -STOP "$sp" 2>/dev/null
read -r he<"$t/emitting"||:
if [ "$he" = 1 ];then kill -CONT "$sp";else kill -KILL "$sp";fi 2>/dev/null
n
done
}
halt(){
ht=0
while :;do
kill -STOP "$1" 2>/dev/null
read -r he<"$t/emitting"||:
[ "$he" = 1 ]||break
kill -CONT "$1" 2>/dev/null
sleep "$ls"
! e "$1"||return 0
ht=$((ht+1))
if [ -n "$si" ]&&[ "$ht" -gt 50 ];then printf 1 >"$t/broken";break;fi
done
lb=
stop "$1" "step $sn" KILL
[ -z "$lb" ]||stuck_step=1
}
record(){
rs= rst=0 re= rr=
{ read -r rs&&read -r rst&&IFS= read -r re&&IFS= read -r rr;}<"$t/verdict"
if [ -z "$rs" ];then
rs=failed rr='the step ended early'
! read -r rec_line<"$t/step.err"||rr="the step ended early: $rec_line"
[ "$sc" != 124 ]||rs=timed_out rr='the step did not end in time'
[ -z "$si" ]||rs=failed rr='the run was stopped'
fi
sen=$((sen+ ${rst:-0}))
rp= rec_total=0 rb=0
while read -r rec_size rec_path;do
rb=$((rb+rec_size))
rec_total=$((rec_total+1))
[ "$rec_total" -gt 20 ]||rp="$rp${rp:+,}\"$rec_path\""
done<"$t/paths"
un=$((un+rb))
rec_text
case $rs,$rr in
collected,*|empty,*|missing,*|skipped,[!n]*);;*)gap "$sn ($rs): $json$nl";;esac
}
gap(){
case $ss in
*mount*|ns_mnt|df*)gaps_1=$gaps_1$1;;process_stat*|task_*|*wchan)gaps_2=$gaps_2$1;;log)gaps_3=$gaps_3$1;;docker_*|oci_*|crictl_*)gaps_4=$gaps_4$1;;*)gaps_5=$gaps_5$1;;esac
}
list(){
list=
for list_word in "$@";do list="$list${list:+,}\"$list_word\"";done
}
rec_text(){
n
de "$n"
rec_at=$d
de $((n-sb))
list $ss
rn=$steps
case $rn in ?)rn=0$rn;;esac
json "$rr"
et "manifest/$rn-$sn.json" "{\"step\":\"$sn\",\"stage\":$st,\"sources\":[$list],\"status\":\"$rs\",${rr:+\"reason\":$json,}\"paths\":[$rp],\"paths_total\":$rec_total,\"bytes\":$rb,\"at\":$rec_at,\"seconds\":$d$re}$nl"
}
stage(){
st=$1
[ "$m$a" = ru ]||return 0
ep
[ -z "$b" ]||{ a='the output could not be written';return 0;}
sp
n
sen=$((n+ $2*100*f))
say "stage $1"
[ "$1" != 4 ]||{
ru 2 /dev/null renice -n 5 -p $$
ru 2 /dev/null ionice -c 2 -n 7 -p $$
}
}
capture(){
captured=0
for cap_file in $bf;do
slurp "$cap_file"||continue
captured=$((captured+1))
eval "held_path_$captured=\$cap_file held_text_$captured=\$text"
case $cap_file in
/proc/loadavg)hl=$text;;/proc/stat)hs=$text;;esac
done
bt
cs
}
bt(){
bt=${hs#*btime }
bt=${bt%%"$nl"*}
}
cs(){
u=null cap_eff= seccomp=null
while read -r cap_key cv cap_rest;do
case $cap_key in
Uid:)u=${cap_rest%%[!0-9]*};;CapEff:)cap_eff=$cv;;Seccomp:)seccomp=$cv;;esac
done</proc/self/status
}
ec(){
rp= rec_total=0 rb=0
while [ "$rec_total" -lt "$captured" ];do
rec_total=$((rec_total+1))
eval "cap_file=\$held_path_$rec_total text=\$held_text_$rec_total"
et "${cap_file#/}" "$text"
rb=$((rb+ ${#text}))
rp="$rp${rp:+,}\"${cap_file#/}\""
done
un=$rb
steps=$((steps+1))
st=0 sn=builtins ss=$bs rs=collected rr= re= sb=$began
rec_text
}
clock(){
n
de "$n"
json "$uo"
clock="{\"epoch\":$((bt+n/100)),\"uptime\":$d,\"utc_offset\":$json}"
}
es(){
clock
json "$opt"
start="{\"format\":\"inquest-bundle\",\"version\":1,\"collector\":{\"version\":\"$VERSION\",\"options\":$json,\"limit_factor\":$f},\"host\":{"
spa "hostname:$host" "kernel:$kernel" "boot_id:$boot_id" "machine_id_sha256:$mi" "product_uuid_sha256:$pi"
start="${start%,}},\"privileges\":{\"uid\":$u,\"pid\":$$,\"in_container\":$ic,\"seccomp\":$seccomp,\"other_namespaces\":${spaces:-null},"
fl /sys/kernel/security/lockdown
spa "cap_eff:$cap_eff" "hidepid:$hi" "lockdown:$l"
et manifest-start.json "${start%,}},\"clock\":$clock,\"plan\":[$plan]}$nl"
}
spa(){
for spa in "$@";do
json=null
[ -z "${spa#*:}" ]||json "${spa#*:}"
start="$start\"${spa%%:*}\":$json,"
done
}
fco(){
ic=false hi=
[ ! -e /.dockerenv ]&&[ ! -e /run/.containerenv ]||ic=true
read -r fl 2>/dev/null</proc/2/stat||fl=
case $fl in '2 (kthreadd)'*);;*)ic=true;;esac
ft=0
while [ "$ft" -lt 500 ]&&read -r _ _ _ _ find_point fr;do
ft=$((ft+1))
case $find_point\ $fr in
/\ *' - overlay '*/docker/*|/\ *' - overlay '*/containerd/*|/\ *' - overlay '*/containers/*)ic=true;;/proc\ *' - proc '*hidepid=*)hi=${fr##*hidepid=} hi=${hi%%,*};;esac
done</proc/self/mountinfo
}
scale(){
f=1 sa=4 cpus=0 cli=$hs
while :;do
case $cli in *"${nl}cpu"[0-9]*);;*)break;;esac
cli=${cli#*"${nl}cpu"} cpus=$((cpus+1))
done
while [ "$f" -lt 4 ]&&[ "${hl%%.*}" -ge $((sa*cpus)) ];do
f=$((f+1)) sa=$((sa*4))
done
}
ra='
BEGIN{w="pass(w|phr)|[-_]pass|[-_]pwd|secret|token|credential|(api|access|private|auth|encryption)[-_]?key"
named="("w")[a-z0-9_.-]*"
label="[a-z0-9_.-]*"named}
function ha(s,shape,separator,last,o,l,at,size){l=tolower(s)
while(match(l,shape)){at=RSTART;size=RLENGTH
match(substr(s,at,size),separator)
o=o substr(s,1,at+RSTART+RLENGTH-2)"***"last
s=substr(s,at+size);l=substr(l,at+size)}
return o s}
function hide(s){if(s!~/[-:=]|eyJ/||tolower(s)!~w"|://|authorization:|eyj")return s
s=ha(s,"://[^/@ \"]*@","://","@")
s=ha(s,"\"[^\"]*("w")[^\"]*\" *: *\"([^\"\\\\]|\\\\.)*\"","\" *: *\"","\"")
s=ha(s,"--?"label"(\", *\"| +)[^ \"]+","\", *\"| +")
s=ha(s,named"=(\047[^\047]*\047|\\\\*\"[^\"]+\"?|[^ ,;&\"\\\\]+)(\\\\u[^ ,;&\"\\\\]*)*","=")
s=ha(s,"authorization: *[^\"]+",": *")
return ha(s,"eyj[a-z0-9_-]+[.]eyj[a-z0-9_-]+[.][a-z0-9_-]*","^")}'
redact(){ awk "$ra"'{print hide($0)}';}
redact_file(){
awk -v keep="$we" "$ra"'
!first{first=substr($1,1,1)}
{match($0,/^[ \t]*/);indent=RLENGTH;t=hide($0);l=tolower(t)}
h!=""&&(!NF||indent>h){next}
{h=""}
first=="{"{print t;next}
!keep&&/^[ \t]*Environment=/&&(!/(ARG|OPT|FLAG|PROXY|proxy)[A-Za-z_]*=/||/ "?[A-Za-z_][A-Za-z0-9_]*=/)&&
match(t,/=[^=]*=/){h=indent;t=substr(t,1,RLENGTH+RSTART-1)"***"}
match(l,"^[- \t]*\"?([a-z0-9_./-]*"label"|auth)\"?[ \t]*[:=]"){if(substr(l,1,RLENGTH)!~/file|path|dir|ttl/||substr(l,RLENGTH+1)!~/^[ \t]*"?([\/0-9]|$)/){h=indent
t=substr(t,1,RLENGTH)" ***"}}
{print t}' "$1"
}
cl_chunk(){
printf "/proc/%s/cmdline $t/uuid " "$@"|xargs cat 2>/dev/null|tr '\000' '\001'|awk -v pids="$*" -v token="$cl_token" "$ra"'
BEGIN{split(pids,pid," ")}
{last=sub(token"$","");t=t$0}
!last{t=t" ";next}
{at++
count=split(t,a,"\001")
t=o=mask=""
base=a[1];sub(/.*\//,"",base)
for(i=1;i<=count;i++){l=tolower(a[i])
if(mask&&a[i]!~/^--/)a[i]="***"
else if(l~"^"label"="&&l!~/=\//)sub(/=.*/,"=***",a[i])
else a[i]=hide(a[i])
if(base" "a[i]~/^(mysql|mariadb)[^ ]* -p./)a[i]="-p***"
mask=l~"^--?"label"$"&&l!~/(file|path|dir|ttl|timeout)$/||base" "a[i]~/^curl (-u|--user)$|^(sshpass -p|redis-cli[^ ]* -a|ldap[^ ]* -w)$/
o=o" "a[i]}
sub(/ +$/,"",o)
if(o!="")print pid[at]substr(o,1,8192)}'
}
step_cmdline(){
ru 2 "$t/uuid" cat /proc/sys/kernel/random/uuid
j 'the random source'||return
get proc/cmdline 10 cl_chunks
[ ! -s "$t/cmdline.hung" ]||wo timed_out 'a process blocks the readers of its command line'
}
cl_chunks(){
own
read -r cl_token<"$t/uuid"
po|xargs -n 200|while read -r cl_pids;do
ru 2 "$t/cmdline" cl_chunk $cl_pids
[ "$c" != 124 ]||p "$cl_pids">>"$t/cmdline.hung"
cat "$t/cmdline"
done
}
sd(){
sed 's,.*,/proc/&/mountinfo,' "$t/kept" 2>/dev/null|per grep -hsE " - ($rt) ">"$t/remote"
head -n 500 "$t/deleted"|awk '{print"/proc/"$1"/fdinfo/"$2}'|gi -s ^mnt_id:|awk '
/^[0-9]/{remote[$1];next}
!($2 in remote){split($1,p,/[\/:]/);print"/proc/"p[3]"/fd/"p[5]}' "$t/remote" -|per stat -L -c '%D %s %n' 2>/dev/null|awk '
NF==3{hex=substr("0000000"$1,length($1))
size[$3]=substr(hex,4,3)":"substr(hex,1,3)substr(hex,7)" "$2
next}
{fd="/proc/"$1"/fd/"$2;print$1,$2,(fd in size?size[fd]:"- -"),substr($0,length($1$2)+3)}' - "$t/deleted"
}
json_awk='
function emit(s){if(s!=""){if(!d)bad=1
if(!g)token[++count]=s}}
function outside(s,c,k,m,piece){gsub(/[][{}]/,"\n&\n",s)
m=split(s,piece,"\n")
for(k=1;k<=m;k++){c=piece[k]
if(c~/[]}]/){if(g==d)g=0
if(env==d)env=0}else if(c~/[[{]/)d++
else{gsub(/[ \t\r]+/,"",c)
if(c!~/^([,:]|true|false|null|-?[0-9][0-9.eE+-]*)*$/)bad=1}
emit(c)
d-=c~/[]}]/
if(c=="["&& !g&& !keep){if(key~/^(Cmd|[Aa]rgs|Entrypoint|command|Test|OnBuild|syscalls)$/)g=d
else if(!env&&key~/^([Ee]nv|httpHeaders)$/)env=d}}}
function done(i){if(bad||d)print name>list
else if(count){token[0]=name
for(i=0;i<=count;i++)printf"%s",token[i]
print""}
count=bad=d=g=env=key=0}
form=="file"{if(!(at=index($0,".json:"))){print;next}
at+=5
path=substr($0,1,at)
if(path!=name){done();name=path}}
{open=0
n=split(substr($0,at+1),part,"\"")
for(i=1;i<=n;i++){s=part[i]
if(open= !open){outside(s);continue}
while(i<n&&match(part[i],/\\+$/)&&RLENGTH%2)s=s"\""part[++i]
if(i==n)bad=1
if(g)continue
if(part[i+1]~/^[ \t]*:/)key=s
else if(env&&(env==d||key~/^[Ee]nv$/))sub(/=.*/,"",s)
else{if(!(key in secret))secret[key]=tolower(key)~"^auth$|^output$|last-applied-c|"w
if(env&&key=="value"||secret[key])s="***"
if(key s~/^Actionexec/)sub(/:.*/,"",s)
sub(/last-applied-c.*/,"***",s)
s=hide(s)}
emit("\""s"\"")}
if(form=="each")done()}
END{done()}'
cj(){
awk -v form="$1" -v list="$t/json.bad" -v keep="$we" "$ra$json_awk"
}
aj(){ "$@"|cj;}
pf(){ ls /proc|sed -n "s,^[0-9].*,/proc/&/$1,p";}
po(){
awk -v names=" $* " '$4==0&&(names=="  "||$3!="Z"&&index(names," "$6" ")){print$1}' "$t/processes" 2>/dev/null
}
fo(){
files_name=$1
shift
po "$@"|sed "s,.*,/proc/&/$files_name,"
}
grep_of(){ fo "$@"|gi .;}
lpr(){
pf stat|per cat|awk -v list="$t/processes" '
{print;pid=$1;name=$0}
sub(/.*[)]/,"x x"){sub(/^[0-9]+ ./,"",name)
sub(/[)][^)]*$/,"",name)
gsub(/[^A-Za-z0-9_.:@\/+-]/,"_",name)
print pid,$4,$3,int($9/2097152)%2,$14+$15,name>list}'
}
list_busy(){
pf stat|per cat|awk '
NF<8{ticks[$1]=$5;next}
{pid=$1;line=$0}
sub(/.*[)]/,"x x"){used=$3=="D"?1000000:$14+$15-ticks[pid]
if(used>0)print used,line}' "$t/processes" -|sort -rn|head -n 1000|cut -d ' ' -f 2-
}
per(){
tr '\n' '\000'|xargs -0 -r -n 500 "$@"
return 0
}
gi(){ per grep -H "$@";}
list_files(){
list_depth=$1
shift
find -H $* -xdev -maxdepth "$list_depth" ! -path '*[[:cntrl:]]*'|awk -v full="$t/full.$lt" 'NR>20000{print>full;exit}1'|per stat -c '%f %s %Y %n'
}
sl(){
lt=$1
shift
get "list/$lt" 6 list_files "$@"
[ ! -e "$t/full.$lt" ]||wo truncated 'only the first 20000 files were listed'
}
get(){
get_name=$1
shift
t "commands/$get_name" "$@"
closed "$get_name"
}
closed(){ ! grep -qs 'ermission denied' "$e"||wo restricted "some of $1 may not be read";}
late(){ [ "$c" != 124 ]||j "$1";}
none(){ [ "$by" -gt 0 ]||wo missing "$1";}
spr(){
get proc/stat 10 lpr
get proc/status 10 gp status '^(Name|State|Tgid|Pid|PPid|Uid|Threads|VmRSS|NSpid):'
}
gp(){ pf "$1"|gi -E "$2";}
sst(){
t "$1commands/proc/$2" 8 stat_files "$3" "$4"
none 'this kernel does not show it'
}
stat_files(){ fo "$1"|per stat -L -c "$2 %n"|grep -v '^0 '|tee "$t/${1#*/}";}
sf(){
fp=$1
shift
for fo in "$@";do t "$fp${fo#/}" 3 cat "$fo";done
}
paths(){
p "$*"|tr -s ' ' '\n'|while read -r pw;do
case $pw in
''|*/)pd=$pw;continue;;/*)pd=;;esac
printf '%s\n' $pd$pw
done
}
th(){
paths "$@"|while IFS= read -r to;do
[ ! -e "$to" ]||{ p "$to";continue;}
until [ -e "${to:=/}" ];do to=${to%/*};done
[ -r "$to" ]||say "$to: Permission denied"
done
}
sr(){
ru 3 "$t/found" th "$@"
late "$*"
closed "$*"
[ -s "$t/found" ]||wo missing "none of $* exists"
tf 3 redact_file
}
sg(){
grep_member=$1 grep_for=$2
shift 2
get "$grep_member" 5 grep_there "$@"
}
grep_there(){ th "$@"|gi -m 30 "$grep_for";}
sc(){ if command -v "$3";then get "$@";else wo missing "there is no $3";fi;}
si(){
sf '' "$@"
get uname 2 uname -a
get date 2 date
get id 3 id
}
ct(){
cat "$t/mnt" "$t/processes" 2>/dev/null|awk -v self="$$" '
BEGIN{name[1];name[self]}
NF==2{split($2,part,"/");space[part[3]]=$1;next}
$4==0{name[$1]=$6;parent[$1]=$2}
END{for(pid in name){rank=name[parent[pid]]~/^(containerd-shi|conmon)/?3:4
if(name[pid]~/^(kubelet|dockerd|containerd)$/)rank=2
print pid==1?0:pid==self?1:rank,pid,pid in space?space[pid]:"pid"pid}}'|sort -k 1,1n -k 2,2n|awk -v uid="$u" '$3~/p/&&$1>2?uid&& ++others<65:++n[$3]<4{print$3,$2}'
}
sm(){
[ "$u" = 0 ]||wo restricted 'without root only a choice of processes was read'
ru 5 "$t/tables" ct||j 'the choice of mount tables'
mt=0 mt_seen=' ' ml=0
while read -r mt_ns mp;do
case $mt_seen in *" $mt_ns "*)continue;;esac
if [ "$mt" -ge "$mt_bytes" ];then
ml=$((ml+1))
else
d "proc/$mp/mountinfo" 15 cat "/proc/$mp/mountinfo"
late "/proc/$mp/mountinfo"
[ "$by" -gt 0 ]||continue
mt=$((mt+by))
fi
mt_seen="$mt_seen$mt_ns "
p "$mp"
done<"$t/tables">"$t/kept"
[ "$ml" = 0 ]||{
wo truncated "the tables of $ml mount namespaces were only counted: the others hold $mt bytes"
get proc/mount-counts 8 cm
}
}
cm(){ sed 's,.*,/proc/&/mountinfo,' "$t/kept"|gi -c '';}
list_tasks(){
awk '
$3=="D"{print 1,$1;next}
$4{next}
$6~/^runc/{print 2,$1}
$6~/^(dockerd|containerd|kubelet|crio|systemd)$/{print 3,$1}
$6~/^(containerd-shi|conmon)/{print 4,$1}
' "$t/processes"|sort|head -n 300|while read -r _ list_pid;do
printf '%s\n' "/proc/$list_pid/task"/*
done|head -n 300
}
grep_tasks(){ sed "s,\$,/$1," "$t/tasks"|gi .;}
ssta(){
[ -n "$1" ]||ru 4 "$t/tasks" list_tasks||j 'the choice of tasks'
for tf in stack wchan syscall status;do
t "$1commands/proc/task-$tf" 4 grep_tasks "$tf"
done
}
list_fds(){
xargs -n 100 ls -ln /proc/self/task 2>/dev/null|awk '
/^\/proc\/[0-9]+\/fd:$/{split($0,part,"/");pid=part[3];next}
(at=index($0," -> "))&&pid!=""{count=split(substr($0,1,at-1),word," ")
if(word[count]~/^[0-9]+$/)print pid,word[count],substr($0,at+4)}'
}
lsf(){
awk '$6~/^(runc|ossfs|s3fs|goofys|mount\.|ceph-fuse|glusterfs|sshfs)/{print"/proc/"$1"/fd"}' "$t/processes"|head -n 50|list_fds
}
step_sysctl(){
ru 5 "$t/sysctl" read_sysctl
late 'grep /proc/sys'
while IFS= read -r sl;do
sys_path=${sl%%:*} sl=${sl#*:}$nl
et "${sys_path#/}" "$sl"&&p "${#sl} ${sys_path#/}">>"$t/paths"
done<"$t/sysctl"
su=$(refused !)
[ -z "$su" ]||wo truncated 'some keys could not be read'
closed 'the keys'
sex=",\"absent\":[$(refused)],\"unreadable\":[$su]"
}
read_sysctl(){ paths "$sys_keys"|sed 's,^,/proc/sys/,'|gi -m 1 '';}
refused(){
sed -n "/o such file/$1s,.*/proc/sys/\([^:]*\):.*,\"\1\",p" "$e"|tr '/\n' '.,'|sed 's/,$//'
}
cmo(){
awk -v locals="$local_types" -v remotes="^($rt)\$" '
{line[NR]=$0;top[$5]=NR}
END{for(i=1;i<=NR;i++){$0=line[i]
split(substr($0,index($0," - ")+3),type," ")
s="-"
if(type[1]~remotes){s=type[2];sub(/:.*/,"",s);s=type[1]":"s}
else if(!index(locals," "type[1]" "))continue
cost=length($5)+($4=="/"?0:10000)
if(top[$5]!=i||$3 in price&&cost>=price[$3])continue
gsub(/\\040/," ",$5)
if($5~/\\/)continue
price[$3]=cost
best[$3]=s" "$5}
for(device in best)print best[device]}' /proc/self/mountinfo
}
run_df(){
own
sed -n 's/^- //p' "$t/df"|per df "$@"|awk -v full="$t/full" '1
match($0,/ (8[5-9]|9[0-9]|100)% /)&&$1!="overlay"&&$2!="overlay"{print$4,substr($0,RSTART+RLENGTH)>>full}'
[ -s "$t/silent" ]||grep -v '^-' "$t/df"|{
dh=' '
while read -r ds df_point;do
case $dh in
*" $ds "*);;*)
ru 1 "$t/df.one" df "$@" "$df_point"
cat "$t/df.one"
[ "$c" = 124 ]||continue
dh="$dh$ds "
;;esac
p "$df_point">>"$t/silent"
done
}
}
step_df(){
ru 5 "$t/df" cmo||j 'the choice of mount points'
get df/bytes 15 run_df -PT -k
[ ! -s "$t/silent" ]||wo timed_out "no answer, or not asked because the same server gave none: $(tr '\n' ' '<"$t/silent")"
get df/inodes 15 run_df -Pi
}
df_daemons(){
for df_options in '-PT -k' -Pi;do
for df_path in $(fo root/tmp dockerd containerd;fo root/run dockerd containerd);do
df $df_options "$df_path"|awk -v path="$df_path" 'NR>1{$NF=path}1'
done
done
}
sddt(){
get df/daemon-tmp 6 df_daemons
none 'no dockerd and no containerd'
}
lp(){
th "$@"|gi -E ' (install|upgrade|remove|purge) |Start-Date|Commandline|[a-z](ed|ll|ade|ove|rge|se): '|tail -n 5000|redact
rpm -qa --last|head -n 80|sed 's/^/rpm:/'
}
lce(){
th "$@"|while IFS= read -r cf;do
p "# $cf"
{
cat "$cf"
sed -n 's/.*certificate.*-data: *//p' "$cf"|while read -r cert_text;do p "$cert_text"|base64 -d;p;done
}|sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----/p'
done
}
net_table(){ awk -v table="$1" '!n[$1]++ && ++all<=300{sub(/ns\/net$/,"net/"table,$2);print$2}' "$t/net"|gi '';}
snt(){
for nt in dev route snmp netstat sockstat stat/nf_conntrack ipv6_route;do
get "net/${nt#*/}" 4 net_table "$nt"
done
}
unix_sockets(){
awk 'NR>1{n[$6" "(NF>7?substr($0,index($0," "$7" ")+length($7)+2):"-")]++}
END{for(key in n)print n[key],key}' /proc/net/unix|sort -rn|head -n 5000
}
lc(){
grep_of cgroup|awk -v list="$t/cgroups" '
{print}
!/[.][.]\/| \(deleted\)$/&&match($0,/:[0-9]+:[^:]*:\//){split(substr($0,RSTART,RLENGTH),f,":")
if(f[2]&&f[3]!~/^(memory|pids|cpu|cpu,cpuacct)$/)next
path=substr($0,RSTART+RLENGTH-1)
sub(/\/$/,"",path)
for(;;sub(/\/[^\/]*$/,"",path)){if(seen[f[3],path]++ || ++all>500)break
print (f[2]?f[3]:0),"/sys/fs/cgroup"(f[2]?"/"f[3]:"")path>list}}'
}
cgroup_values(){
awk -v names="memory.current memory.max memory.peak memory.events memory.usage_in_bytes memory.limit_in_bytes memory.failcnt pids.current pids.max cpu.stat cpu.max" '
BEGIN{count=split(names,name," ")}
{for(i=1;i<=count;i++)
if($1=="0"||index($1,substr(name[i],1,3))==1)print substr($0,length($1)+2)"/"name[i]}' "$t/cgroups"|gi ''
}
scv(){
[ -s "$t/cgroups" ]||{ wo missing 'no cgroup was seen in /proc/<pid>/cgroup';return;}
t "$1commands/cgroup/values" 5 cgroup_values
[ "$(wc -l<"$t/cgroups")" -lt 500 ]||wo truncated 'only 500 cgroups were read'
}
sse(){
[ -d /run/systemd/system ]||{ wo missing 'systemd does not run here';return;}
get systemd/units 5 systemctl show -p "Id,LoadState,ActiveState,SubState,Result,NRestarts,MainPID,ExecMainStatus,ExecMainStartTimestamp,TasksCurrent,TasksMax,LimitNOFILE,FragmentPath,DropInPaths,NeedDaemonReload" docker containerd kubelet crio podman k3s k3s-agent rke2-server rke2-agent k0sworker snap.docker.dockerd cri-docker systemd-journald
get systemd/failed 5 systemctl list-units --failed --plain --no-legend
}
scan_fds(){
fo fd|list_fds|awk -v counts="$t/counts" -v kinds="$t/kinds" -v daemons=" $(po dockerd containerd kubelet crio systemd|tr '\n' ' ') " '
function flush(k,all){if(c)print c,"/proc/"pid"/fd">counts
all=c>99||index(daemons," "pid" ")
for(k in n)if(all||k~/^(pipe|fifo|tracing|anon_inode:inotify)/)print pid,n[k],k>kinds
split("",n)
c=distinct=0}
$1!=pid{flush();pid=$1}
{c++
ki=l=substr($0,length($1)+length($2)+3)
if(l~/ \(deleted\)$/){ki="deleted";if(gone++ <2000)print}
else if(l~/^(socket|pipe):/)sub(/:.*/,"",ki)
else if(l~/^anon_inode:/)gsub(/[][]/,"",ki)
else if(l~/\/tracing\//)ki="tracing "l
else if(l~/\/fifo\/|-std(in|out|err)$/)ki="fifo "l
else ki="file"
if(!(ki in n)&&distinct++ >1000)ki="file"
n[ki]++}
END{flush()}'
}
sof(){
ru 8 "$t/deleted" scan_fds
j 'the list of open files'
[ ! -e "$t/kinds" ]||get proc/fd-kinds 3 cat "$t/kinds"
[ -s "$t/fd" ]||get proc/fd-counts 3 cat "$t/counts"
get proc/fd-deleted 6 sd
}
slt(){
sl tmpfs 2 /run/systemd/timesync $(awk '/ - tmpfs /&&$5!~/^\/sys|\/kubelet\/|\\/{print$5}' /proc/self/mountinfo;
fo root/tmp dockerd containerd kubelet)
}
step_usage(){
[ ! -s "$t/silent" ]||{ wo failed 'not run: it would wait for a file system that does not answer';return;}
[ -s "$t/full" ]||{ wo empty 'no local file system is filled to 85 %';return;}
d commands/disk/usage 20 list_usage
[ "$c" != 124 ]||wo truncated 'the time was not enough for all directories'
}
list_usage(){
sort -rn "$t/full"|cut -d ' ' -f 2-|awk '!n[$0]++'|while IFS= read -r usage_point;do
du -x -k -d 3 "$usage_point"
done
}
step_deep(){
sf '' /proc/slabinfo
for dt in $(cat /proc/net/ip_tables_names);do
get "deep/iptables-$dt" 5 iptables-save -c -t "$dt"
done
[ ! -e /sys/class/misc/device-mapper ]||get deep/dmsetup 3 dmsetup status --noflush
sc deep/nvidia-smi 10 nvidia-smi -q
}
fj(){
j=missing
for ff in /var/log/journal/* /run/log/journal/* /var/log/journal/*/system*.journal /run/log/journal/*/system*.journal;do
[ -e "$ff" ]||continue
[ -r "$ff" ]||{ j=restricted;continue;}
case $ff in *.journal)j=readable;command -v journalctl>/dev/null||j=failed;break;;esac
done
p "$j"
}
js(){
[ "$r" -gt "$lby" ]||lby=$r
ru 3 "$t/journal" fj
fl "$t/journal"
j=${l:-missing}
}
nj(){
js
[ "$j" = readable ]||{ wo "$j" 'the journal was not read';return 1;}
}
thin(){
n
awk -v until=$((n/100+ $1*f)) -v asked="$2" -v whole="$3" -v nested="$4" -v room="$lby" -v cut="${s:+1}" -v day="${s:-$(date -d @$((bt+n/100-86400)) +%Y-%m-%dT%H:%M)}" -v oldest="$t/oldest" -v marker="$lm" '
function count(k){for(k in s)if(s[k]>kept[k]||s[k]>99)
out[place[k]]="-- inquest: "s[k]-kept[k]" of "s[k]" lines like \""k"\" left out in "(mi?mi:"-")" --"
split("",s);split("",kept);split("",last)}
/^-- (No entries|Logs begin|Journal begins)/{next}
/^-- /{count();mi="";out[++n]=$0;next}
nested&&/^[ \t]/{if(n in out)out[n]=out[n]"\n"$0;next}
{k=substr($0,1,200)
if(match(k,/[0-9][0-9]:[0-9][0-9]:[0-9][0-9]/)){m=substr(k,1,RSTART+4)
k=substr(k,RSTART+8)
if(m!=mi){count();mi=m;if(whole&&bytes>whole&&m<day){cut=1;exit}}}
if(match(k,/\.go:[0-9]+\]/)){file=substr(k,1,RSTART-1)
sub(/^.*[^A-Za-z0-9_]/,"",file)
k=file substr(k,RSTART,RLENGTH)}else{sub(/^[^ ]* [^ ]* /,"",k)
sub(/time="[^"]*" /,"",k)
gsub(/[0-9a-f]*[0-9][0-9a-f]*/,"#",k)
k=substr(k,1,60)}
if(!s[k]++)place[k]= ++n
out[++n]=$0
bytes+=length($0)+1
if(bytes<=whole)kept[k]++
else if(split(last[k],l," ")<3){kept[k]++
last[k]=last[k]" "n
if((used+=length($0))>room){cut=1;exit}}else{delete out[l[1]];last[k]=l[2]" "l[3]" "n}
if(NR%4096)next
getline up<"/proc/uptime"
close("/proc/uptime")
if(up+0>until){cut=1;exit}}
END{count()
if(n&&(cut||asked&&NR>=asked)){print marker;print substr(mi,1,10),substr(mi,12)>oldest}
for(i=n;i;i--)if(i in out)print out[i]}'
}
ajo(){ journalctl --no-pager -a -r -o short-iso -n "$@";}
rj(){
read_seconds=$1
shift
ajo "$@" ${s:+"--since=$s"}|thin "$read_seconds" "$1" "$lby" 1
}
read_probes(){
fl "$t/oldest"
probe_begin=$(date -d "$l" +%s)||return 0
n
probe_end=$((n+500)) probe_now=$((bt+n/100)) pa=0
while [ "$pa" -lt 2592000 ]&&[ "$n" -lt "$probe_end" ];do
pa=$((pa+3600))
[ "$pa" -le 172800 ]||pa=$((pa+82800))
pat=$((probe_now-pa))
[ "$pat" -lt "$probe_begin" ]||continue
ajo 5000 "$@" "--since=@$pat" "--until=@$((pat+10))"
p "-- inquest: probe of 10 s at $(date -d "@$pat" +%Y-%m-%dT%H:%M:%SZ) --"
n
done|thin 9 0 0 1
}
tjo(){
unit=$1 se=$2
case $1 in kernel)set -- -k;;*)set -- -u "$1";;esac
n
left=$(((sen-n)/100/f-7))
[ "$se" -lt "$left" ]||se=$left
[ "$se" -gt 2 ]||se=2
rm -f "$t/oldest"
d "journal/$unit.log" $((se+2)) rj "$se" 3000000 "$@"
if [ "$c $by" = '124 0' ];then
d "journal/$unit.log" 4 rj 3 2000 "$@"
[ "$c" = 124 ]||wo truncated 'the journal is slow: only its newest 2000 lines were read'
fi
j journalctl
fl "$e"
case $by$l in *'not seeing'*)wo restricted "$l";;0?*)c=1 j journalctl;;esac
[ -z "$s" ]&&[ -s "$t/oldest" ]||return 0
taken=$by
d "journal/$unit.probes.log" 7 read_probes "$@"
by=$taken
}
np(){
[ "$(stat -L -c %s "$2")" -gt "$1" ]||{ head -c "$1" "$2";return;}
p "$lm"
tail -c "$1" "$2"|tail -n +2
}
read_log(){
case $(tail -c 1 "$1")$(tac --version 2>&1) in
tac*GNU*){ tac "$1";[ ! -f "$1.1" ]||tac "$1.1";}|thin 6 0 "$lby" 0;;*)np "$lby" "$1";;esac
}
dou(){
for of in $(po "$1"|sed 's,.*,/proc/&/fd/1 /proc/&/fd/2,');do
[ -f "$of" ]||continue
out_id=$(stat -L -c %d:%i "$of")
! grep -qsx "$out_id" "$t/output.ids"||continue
p "$out_id">>"$t/output.ids"
p "$of"
return
done
}
sj(){
by=0
js
case $j in
readable)tjo "$1" "$2";;failed)wo failed 'journal files are there, journalctl is not';;restricted)wo restricted 'the journal may not be read';;esac
if [ "$by$u${3:+named}" = 00named ];then
ru 3 "$t/output" dou "$3"
! read -r of<"$t/output"||t "journal/$1.log" 8 read_log "$of"
fi
[ "$by" = 0 ]||return
shift 3
tl "$@"
[ ! -s "$t/found" ]||return
if [ "$j" = missing ];then wo missing 'no journal and no log file'
else wo empty 'the journal has no entry for it';fi
}
tf(){
while IFS= read -r found_one;do t "${found_one#/}" "$@" "$found_one";done<"$t/found"
}
tl(){
ru 3 "$t/found" th "$@"
tf 8 read_log
}
slf(){
js
[ "$j" != readable ]||{ wo empty 'not taken: the journal was read';return;}
tl "$@"
[ -s "$t/found" ]||wo missing "none of $* exists"
}
find_units(){
th "$(printf '%s/systemd/system/ k3s*.service rke2-*.service k0s*.service snap.microk8s.daemon-*.service snap.docker.dockerd.service
crio.service cri-docker.service podman.service ' /etc /run /usr/lib /lib)"|sed 's,.*/,,;s,[.]service$,,'|sort -u
}
step_units(){
nj||return
ru 3 "$t/units" find_units
[ -s "$t/units" ]||wo missing 'no unit of another runtime exists'
while read -r unit;do tjo "$unit" 6;done<"$t/units"
}
step_previous(){
nj||return
d journal/kernel.previous.log 6 rj 5 5000 -k -b -1
fl "$e"
[ "$by" != 0 ]||{ wo missing "${l:-the journal holds no other boot}";return;}
for unit in docker containerd kubelet $(cat "$t/units");do
d "journal/$unit.previous.log" 4 rj 3 2000 -u "$unit" -b -1
done
}
fpl(){
printf '%s\n' /var/log/pods/*/*/*.log|awk -F / -v named=",$pod_logs," '
{space=$(NF-2);sub(/_.*/,"",space);number=$NF+0}
$NF==number".log"&&(space~/^kube-system$|cni|calico|cilium|csi|storage|gpu|monitoring/||index(named,","space",")){files[$0]
sub(/[^\/]*$/,"")
if(number>=n[$0])n[$0]=number}
END{for(d in n)for(i=n[d]-1;i<=n[d];i++)if(d i".log"in files)print d i".log"}'
}
spl(){
ru 3 "$t/found" fpl
if [ -s "$t/found" ];then tf 4 np 2097152
elif [ "$u" = 0 ];then wo missing 'no log of a node agent in /var/log/pods'
else wo restricted 'the logs of pods may not be read';fi
}
find_socket(){
th '/var/run/docker.sock /run/user/*/docker.sock'
{ told dockerd 'H|host';ds;}|sed -n 's,.*unix://\(/[A-Za-z0-9._/@:+-]*\).*,\1,p'|while read -r sock;do
th "$sock $(fo "root$sock" dockerd)"
done
}
reach(){
ff "$1"
socket=$l
if [ -z "$l" ];then
wo missing "no socket for $2"
[ -z "$(po "$3")" ]||wo failed "no socket for $2, but $3 runs"
elif ! c command -v "$2";then wo missing "no $2 command"
elif [ ! -w "$l" ];then wo restricted "$l may not be opened"
else return 0;fi
return 1
}
dr(){
reach find_socket docker dockerd||return
[ ! -e "$t/docker.hung" ]||{ wo timed_out 'not asked: docker version did not answer';return 1;}
}
ad(){ c docker -H "unix://$socket" "$@";}
dj(){
df=$(p "$1"|sed 's/\([{,]\)\([A-Z][A-Za-z]*\)/\1"\2":{{json .\2}}/g')
shift
ad "$@" --format "$df"|cj each
}
td(){
dr||return
dm=$1
shift
rm -f "$t/json.bad"
get "docker/$dm" "$@"
n
[ $((n-sb)) -gt $((100*f)) ]||printf 1 >"$t/quick.$dm"
[ "$dm$c" != version.json124 ]||printf 1 >"$t/docker.hung"
[ "$by" = 0 ]||return
fl "$e"
[ ! -e "$t/json.bad" ]||l='it printed no JSON'
case $dm$l in
ps|psWARN*|events);;build*)wo missing "docker buildx: $l";;*)wo failed "docker ${dm%.*}: ${l:-it printed nothing}";;esac
}
sdi(){
dr||return
ru 8 "$t/ids" ad ps -aq --no-trunc
j 'docker ps'||return
[ -s "$t/ids" ]||return
td inspect.json 55 ins_all
[ ! -s "$t/inspect.hung" ]||wo timed_out "docker inspect did not answer for $(cut -c 1-12 "$t/inspect.hung"|xargs)"
}
ins_all(){
iv=0 il='['
grep -x '[0-9a-f]*' "$t/ids"|xargs -n 50|{
while read -r ins_ids;do
ins_ask 10 $ins_ids||for ins_id in $ins_ids;do
{ [ "$iv" -lt 20 ]&&ins_ask 2 "$ins_id";}||p "$ins_id">>"$t/inspect.hung"
done
done
[ "$il" = '[' ]||p ']'
}
}
ins_ask(){
ins_limit=$1
shift
ru "$ins_limit" "$t/inspect" dj '{"Id":{{json .ID}},State,"Config":{{with .Config}}{Image,User,Labels,Env}{{end}},Name,Created,Path,Image,LogPath,RestartCount,Driver,GraphDriver,Mounts,HostConfig}' inspect --type container "$@"
[ "$c" != 124 ]||{ iv=$((iv+1));return 1;}
[ ! -s "$t/inspect" ]||{ sed "1s/^/$il/;1!s/^/,/" "$t/inspect";il=,;}
}
sbc(){
dr||return
if [ -e "$t/quick.info.json" ];then td build-cache 4 lbc
else wo skipped 'not asked: docker info was slow';fi
}
lbc(){ ad buildx du --verbose|sed 's/ from exec .*/ from exec/'|redact;}
c(){
export HOME="$t" PATH="$PATH:/var/lib/rancher/rke2/bin:/var/lib/rancher/k3s/data/current/bin:/snap/microk8s/current"
"$@"
}
find_cri(){
th "$(told kubelet container-runtime-endpoint|sed 's,^unix://,,') /var/snap/microk8s/common/run/containerd.sock
/run/ crio/crio.sock cri-dockerd.sock k3s/containerd/containerd.sock k0s/containerd.sock containerd/containerd.sock"
}
ask_cri(){ c crictl --runtime-endpoint "unix://$socket" --timeout 5s "$@";}
step_crictl(){
reach find_cri crictl crio||return
t commands/crictl/version 6 ask_cri version||return
for cri_what in info pods 'ps -a';do
get "crictl/${cri_what%% *}.json" 6 aj ask_cri $cri_what -o 'json'
done
}
ff(){
[ -s "$t/$1" ]||ru 3 "$t/$1" "$@"
fl "$t/$1"
}
fnn(){
told 'kubelet k3s-server k3s-agent' 'hostname-override|node-name'
p "$host"|tr '[:upper:]' '[:lower:]'
}
fk(){
th "$(told kubelet kubeconfig) /etc/kubernetes/kubelet.conf /var/lib/ kubelet/kubeconfig k0s/kubelet.conf
rancher/*/agent/kubelet.kubeconfig /var/snap/microk8s/current/credentials/kubelet.config"
}
ak(){ c kubectl --kubeconfig "$kube_config" --request-timeout 3s 'get' --raw "$1";}
step_kube(){
[ -n "$kube" ]||{ wo skipped 'only with --kube';return;}
ff fnn
kn=$l
if ff fk;then
kube_config=$l
ru 3 "$t/copy" ak /version
if j 'the API server';then
get kube/node.json 5 aj ak "/api/v1/nodes/$kn"
get kube/pods.json 8 aj ak "/api/v1/pods?fieldSelector=spec.nodeName=$kn"
return
fi
else wo missing 'no kubeconfig of a kubelet';fi
get kube/pods.json 4 aj curl -s -m 3 http://127.0.0.1:10255/pods
}
nd(){
for dump in '/run/*docker/goroutine-stacks*' '/run/user/*/docker/goroutine-stacks*' $(fo 'root/tmp/containerd.*.stacks.log' containerd);do
ls -t $dump|head -n 2
done
}
step_dumps(){
[ -z "$dumps" ]||{
dp=
for dpi in $(po dockerd containerd);do
case $(readlink "/proc/$dpi/exe") in
*/dockerd*|*/containerd*)! kill -USR1 "$dpi"||dp=$dp${dp:+,}$dpi;;esac
done
sex=",\"touched\":[$dp]"
sleep 2
}
ru 3 "$t/found" nd
while read -r dump;do
dump_member=${dump#/proc/*/root}
t "${dump_member#/}" 3 head -c 2097152 "$dump"
done<"$t/found"
}
told(){
fo cmdline $1|per cat|tr '\000' '\n'|awk -v o="^--?($2)" '
take{print;take=0;next}
$0~o"$"{take=1;next}
sub(o"=","")||sub(o"unix","unix")'
}
ds(){ cat /etc/docker/daemon.json $(told dockerd config-file)|tr ',{' '\n';}
docker_roots(){
{
printf '%s\n' /var/lib/docker /var/snap/docker/common/var-lib-docker
ds|sed -nE 's/.*"(data-root|graph)" *: *"(.*)".*/\2/p'
told dockerd 'data-root|graph|g'
fo '' dockerd|per stat -c :%u:|grep -f - /etc/passwd|awk -F : '{print$6"/.local/share/docker"}'
}|per realpath
}
br(){
[ -e "$t/roots" ]||ru 4 "$t/roots" docker_roots
sort -u "$t/roots"|sed "s,\$,/$1,"
}
read_json(){ th "$@"|sort -u|gi ''|cj file;}
tj(){
get "disk/$1" "$2" read_json "$3"
[ ! -s "$t/json.bad" ]||wo truncated "left out, not valid JSON: $(head -n 3 "$t/json.bad"|tr '\n' ' ')"
rm -f "$t/json.bad"
[ -s "$t/paths" ]||wo missing 'no container of this kind is on disk'
}
sdd(){
tj docker-containers 8 "$(br 'containers/*/*config.*json')"
tj docker-mounts 4 "$(br 'image/*/layerdb/mounts/*/*-id')"
}
lb(){
printf '/run/%s/io.containerd.runtime.v[12]*/*/*\n' containerd docker/containerd/daemon k3s/containerd k0s/containerd 'user/*/docker/containerd/daemon'
printf '%s/containers/storage/overlay-containers/*/userdata\n' /run /var/lib
p '/run/docker/runtime-*/*/*'
fo cwd containerd-shim|per ls -ld|sed -n 's,.* -> \(.*/io.containerd.*\)/[^/]*$,\1/*,p'|sort -u
told conmon 'b|bundle'
}
sob(){
ru 4 "$t/bundles" lb
tj oci-bundles 8 "$(sed 's,$,/ config.json state.json init.pid pidfile,' "$t/bundles")"
}
list_pods(){
for pods in /var/lib/kubelet /var/lib/k0s/kubelet /var/snap/microk8s/common/var/lib/kubelet $l;do
printf '%s\n' "$pods"/pods/* "$pods"/pods/*/*/* "$pods"/pods/*/volumes/*/* "$pods"/plugins_registry/* "$pods"/*_state
done|awk -v stat='xargs -n 500 stat -c "%f %s %Y %n"' '
NR==FNR{mounted[$5];next}
seen[$0]++ ||/[*]/{next}
$0 in mounted{left=left"0 0 0 "$0"\n";next}
{print|stat}
END{close(stat);printf"%s",left}' /proc/self/mountinfo -
}
scl(){
ff told kubelet root-dir
get list/kubelet-pods 6 list_pods
sl pod-logs 3 /var/log/pods
sl container-logs 3 "$(br containers)" /var/lib/containers/storage/overlay-containers -path '*containers*/*.log*'
sl layers 1 "$(br overlay2)" /var/lib/containers/storage/overlay "$(printf '%s/io.containerd.[sm][ne]*/*\n' /var/lib/containerd '/var/lib/rancher/*/agent/containerd' /var/lib/k0s/containerd /var/snap/microk8s/common/var/lib/containerd "$(br containerd/daemon)")"
}
usage(){
p "usage: sh collect.sh [OPTIONS] > bundle.tgz
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
parse(){
o= opt= s= only= skip= we= pod_logs= kube= deep= dumps= m=ru ms=52428800
while [ "$#" -gt 0 ];do
op=$1 v=
shift
case $op in --*=*)set -- "${op#*=}" "$@";op=${op%%=*};;esac
case $op in -o|--since|--max-size|--only|--skip|--pod-logs)
v=${1:-}
[ -n "$v" ]||f 2 "$op needs a value (see --help)"
shift;;esac
case $op$v in --only*[!a-z0-9_,-]*|--skip*[!a-z0-9_,-]*|--pod*[!a-z0-9_,-]*)u a,b;;esac
case $op in
--help|-h)usage;exit 0;;--version)p "inquest collector $VERSION";exit 0;;--dry-run)m=lr;;-o)o=$v v=FILE;;--since)parse_since;;--max-size)parse_size;;--only)only=$only,$v;;--skip)skip=$skip,$v;;--pod-logs)pod_logs=$v;;--with-env)we=1;;--kube)kube=1;;--deep)deep=1;;--dumps)dumps=1;;*)f 2 "unknown argument: $op (see --help)";;esac
opt="$opt${opt:+ }$op${v:+ $v}"
done
[ "$m$o" != ru ]||[ ! -t 1 ]||f 2 'the archive would go to the terminal; add > bundle.tgz or -o FILE'
case $o in ''|/*);;*)o=$PWD/$o;;esac
}
u(){ f 2 "cannot use $v for $op; give something like $1";}
parse_since(){
s=${v%Z}
case $s in *T*)s="${s%%T*} ${s#*T}";;esac
case $s in
[1-9][mhd]|[1-9][0-9][mhd]|[1-9][0-9][0-9][mhd])s=-$s;;*[!0-9\ :-]*)u 6h;;????-??-??|????-??-??\ ??:??|????-??-??\ ??:??:??);;*)u 2026-04-12T02:30;;esac
}
parse_size(){
ms=${v%[KM]}
case $ms,$v in
,*|0*|*[!0-9]*,*|?????*,*|*[0-9])u 20M;;*K)ms=$((ms*1024));;*)ms=$((ms*1048576));;esac
}
walk(){
walk_mode=$m m=$1 st=0
step builtins "$bs" '-; /proc/self/{status,stat,mountinfo,ns}; /proc/1/ns; /proc/2/stat;
/proc/sys/kernel/{hostname,osrelease,random/boot_id}; /.dockerenv; /run/.containerenv; /sys/kernel/security/lockdown;
/etc/machine-id; /sys/class/dmi/id/product_uuid; date +%z' '' $bf
stages
m=$walk_mode
}
plan_step(){
list $ss
plan="$plan${plan:+,}{\"step\":\"$sn\",\"sources\":[$list]}"
for ps in $ss;do
case $k in *" $ps "*)continue;;esac
k="$k$ps "
chosen||continue
sources=$((sources+1))
case $ps in
log|mountinfo|docker_*|oci_*|crictl_*|df_daemon_tmp|certificates|file_list);;*)nr "$ps"||continue;;esac
hidden=$((hidden+1))
done
k="$k$st $sn "
}
make_plan(){
plan= k='  ' sources=0 hidden=0
walk plan_step
IFS=,
for pn in $only$skip;do
case $k in *" $pn "*);;*)f 2 "unknown step or source: $pn (see --dry-run)";;esac
done
unset IFS
only=$only${only:+,processes,ns_mnt,ns_net,df,process_cgroup,}
}
lr(){
chosen||return 0
case $sr in -|-\;*)
sr=${sr#-} ld=
for li in $*;do
case $li in */)ld=$li;continue;;/*)ld=;;esac
case $ld$li in /*)sr="$sr;$ld$li";;esac
done;;esac
IFS=";$nl$tab"
for li in $sr;do
li=${li# }
[ -z "$li" ]||rows="$rows$li$tab$st $sn$nl"
done
unset IFS
}
dry_run(){
set -f
rows= row_last=
walk lr
IFS=$nl
while :;do
rl=
for row in $rows;do
[ "$row" \> "$row_last" ]||continue
[ -n "$rl" ]&&[ "$row" \> "$rl" ]||rl=$row
done
[ -n "$rl" ]||exit 0
p "$rl"
row_last=$rl
done
}
open_output(){
folder=
[ -n "$o" ]||{ exec 3>&1;return;}
if [ -d "$o" ];then
folder=$o
fl /proc/sys/kernel/hostname
case $l in ''|*[!A-Za-z0-9.-]*)l=node;;esac
o=$folder/inquest-$l-$$
fi
p=$o.part
set -C
{ [ ! -e "$p" ]&&[ ! -L "$p" ]&&printf ''>"$p";} 2>/dev/null||f 1 "cannot write $p, or it exists already"
set +C
exec 3>>"$p"
}
ms(){
n
e=/dev/null
for parent in /run /dev/shm "${TMPDIR:-/tmp}" /tmp /var/tmp "${o%/*}";do
case $parent in /*);;*)continue;;esac
place=$parent/inquest.$$.$n
ru 3 /dev/null try_staging&&{ t=$place;return;}
[ "$c" = 124 ]||ru 3 /dev/null rm -rf "$place"
done
return 1
}
try_staging(){
[ -w "$parent" ]&&mkdir -m 700 "$place"&&dd if=/dev/zero of="$place/probe" bs=65536 count=48&&rm "$place/probe"
}
oa(){
for packer in 'gzip -1' 'busybox gzip -1' cat;do ! command -v "${packer%% *}">/dev/null 2>&1||break;done
mkfifo "$t/gzip"&&sp
}
sp(){
exec 6<>"$t/gzip" 5<"$t/gzip" 4>"$t/gzip" 6>&-
$packer<&5 >&3 2>/dev/null 3>&- 4>&-&
ppi=$!
exec 5<&-
}
fr(){
wr "$ppi"
wrote=$((un/8))
[ -z "$w" ]||wrote=$((packed+w))
r=$((ms-wrote))
[ "$st" != 5 ]||r=$((r-ms/5))
}
wr(){
w=
{ { read -r _&&read -r _ w;}<"/proc/$1/io";} 2>/dev/null
}
ep(){
wr $$
end_before=$w
exec 4>&-
n
end_at=$((n+300))
until e "$ppi";do
sleep "$ssl"
n
[ -z "$stuck_step" ]||[ "$n" -lt "$end_at" ]||b=1
[ -z "$b" ]||kill "$ppi" 2>/dev/null
done
wait "$ppi" 2>/dev/null||b=1
wr $$
if [ -n "$w" ];then packed=$((packed+w-end_before));else packed=$((un/8));fi
ppi=
}
probe(){
ssl=0.02 ls=0.1
sleep 0.01 2>/dev/null||ssl=1 ls=1
dd_full=iflag=fullblock
dd if=/dev/null iflag=fullblock bs=1 count=0 2>/dev/null||dd_full=
}
identify(){
own
ru 2 "$t/names" cat /proc/sys/kernel/hostname /proc/sys/kernel/osrelease /proc/sys/kernel/random/boot_id
{ read -r host&&read -r kernel&&read -r boot_id;}<"$t/names"
l env -u TZ date +%z&&uo=$l
l hl /etc/machine-id&&mi=$l
l hl /sys/class/dmi/id/product_uuid&&pi=$l
l os&&spaces=$l
[ ! -f "$script" ]||{ l sha256sum "$script"&&say "sha256 of the script: $l";}
}
l(){ ru 2 "$t/learned" "$@"&&read -r l _<"$t/learned";}
os(){
for space in /proc/1/ns/*;do
[ -e "$space" ]||return
case $space in *_for_*)continue;;esac
[ "$space" -ef "/proc/$$/ns/${space##*/}" ]||set -- "$@" "${space##*/}"
done
list "$@"
p "[$list]"
}
hl(){
fl "$1"&&printf '%s' "$l"|sha256sum
}
cls_archive(){
[ -z "$b" ]||return 0
slurp /proc/stat&&hs=$text&&bt
clock
cl=$early
if [ -n "$t" ]&&[ -e "$t/abandoned" ];then
while IFS= read -r cls_line;do cl="$cl${cl:+,}$cls_line";done<"$t/abandoned"
fi
read -r _ _ _ _ last_pid</proc/loadavg
co=true json=null
[ -z "$a" ]||{ co=false;json "$a";}
et manifest.json "{\"complete\":$co,\"steps\":$steps,\"clock\":$clock,\"last_pid\":$last_pid,\"abandoned\":[$cl],\"aborted\":$json}$nl"
nuls 1024
printf "$nu">&4||b=1
}
finish(){
fc=$?
trap '' INT TERM HUP
trap - EXIT
[ -n "$finished" ]||[ -n "$a" ]||a='a process could not be started'
if [ -z "$ppi" ];then
[ -z "$started" ]||b=1
exec 4>&3
fi
if [ -z "$started$b" ];then
es
ec
fi
cls_archive
[ -z "$ppi" ]||ep
keep_output
[ -z "$t" ]||rm -rf "$t"
[ -z "$b$a" ]||fc=1
exit "$fc"
}
keep_output(){
if [ -n "$b" ];then
[ -z "$p" ]||rm -f "$p"
say 'the output could not be written; nothing was kept'
return
fi
say "$steps steps; complete: $co${a:+ ($a)}"
gaps=$gaps_1$gaps_2$gaps_3$gaps_4$gaps_5
for gap_shown in 1 2 3 4 5;do
[ -z "$gaps" ]||say "gap $gap_shown: ${gaps%%"$nl"*}"
gaps=${gaps#*"$nl"}
done
[ -z "$gaps" ]||say 'and other gaps'
[ -n "$p" ]||{ say "about $packed bytes to standard output; send this file";return;}
[ -z "$folder" ]||o=${o%-*}-$(date +%Y%m%dT%H%M%SZ).tgz
mv -f "$p" "$o"||{ say "$p holds the archive and could not be renamed";b=1;return;}
say "file: $o
bytes: $(wc -c<"$o")
sha256: $(sha256sum<"$o")
send this file"
}
prepare(){
nl='
' tab='	'
export LC_ALL=C TZ=UTC COLUMNS=32767 HOME=/nonexistent SYSTEMD_BUS_TIMEOUT=5s SYSTEMD_COLORS=0 PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION CONTAINER_HOST CONTAINERD_ADDRESS KUBECONFIG CONTAINER_RUNTIME_ENDPOINT BASH_ENV ENV GREP_OPTIONS http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
umask 077
cd /
steps=0 gaps_1= gaps_2= gaps_3= gaps_4= gaps_5= un=0 packed=0 pi= spaces= si= a= b= finished= started= ppi= t= p= lb= stuck_step= early=
host= kernel= boot_id= mi= uo= est=0 sc=0
}
greet(){
who=root
[ "$u" = 0 ]||who="uid $u, not root: $hidden of $sources sources will be missing or partial: mounts, stacks, logs, docker, open files; run it with sudo"
[ "$ic" = false ]||who="$who; in a container, whose files are not the node's"
set -- /proc/[0-9]*
say "inquest collector $VERSION, running as $who; about $((5*f+ $#/100)) s"
}
main(){
parse "$@"
script=
case $0 in /*.sh)script=$0;;*.sh)script=$PWD/$0;;esac
prepare
make_plan
[ "$m" = ru ]||dry_run
{ printf 1000 >/proc/self/oom_score_adj;} 2>/dev/null
{ n&&own;} 2>/dev/null||f 1 '/proc cannot be read'
began=$n
capture
prepare_tar $((bt+n/100))
scale
fco
open_output
trap si=INT INT
trap si=TERM TERM
trap si=HUP HUP
trap b=1 PIPE
trap finish EXIT
greet
probe
ms||{ a='no place for staging';exit 1;}
oa||{ a='the packer could not be started';exit 1;}
exec 1>/dev/null
ulimit -S -f 32768 2>/dev/null
identify
started=1
es
ec
stages
finished=1
exit 0
}
main "$@"
