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
VERSION=0.1.0
# ---- what is collected
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
log_bytes=8388608
log_lines=60000
log_lines_slow=2000
log_marker='-- inquest: earlier lines left out --'
mt_bytes=300000000
local_types=' ext2 ext3 ext4 xfs btrfs tmpfs devtmpfs overlay aufs vfat zfs f2fs jfs reiserfs bcachefs '
remote_types='nfs|nfs4|cifs|smb3|smbfs|fuse|fuseblk|fuse[.].*|ceph|9p|virtiofs|glusterfs|lustre|beegfs|gpfs|ocfs2|gfs2|afs|orangefs|quobyte'
# ---- clock and text
now() {
	read -r now_up _ </proc/uptime
	now_frac=${now_up#*.}00
	now_frac=${now_frac%"${now_frac#??}"}
	now=$((${now_up%%.*} * 100 + 1$now_frac - 100))
}
decimal() {
	decimal=$(($1 % 100))
	case $decimal in ?) decimal=0$decimal ;; esac
	decimal=$(($1 / 100)).$decimal
}
slurp() {
	text=
	[ -r "$1" ] || return 1
	{
		while IFS= read -r sl_line && [ "${#text}" -lt 262144 ]; do
			text=$text$sl_line$nl
		done <"$1"
	} 2>/dev/null
	[ -n "$text" ]
}
first_line() {
	line=
	{ read -r line <"$1"; } 2>/dev/null
	[ -n "$line" ]
}
json() {
	case $1 in
		*[!\ A-Za-z0-9._/@:+,=\(\)\;\'-]*) ;;
		*) json=\"$1\"; return ;;
	esac
	json= json_rest=$1 json_left=400
	while [ -n "$json_rest" ] && [ "$json_left" -gt 0 ]; do
		json_tail=${json_rest#?}
		json_char=${json_rest%"$json_tail"}
		case $json_char in
			\" | \\) json=$json\\$json_char ;;
			[\ !#-\[\]-~]) json=$json$json_char ;;
			*) json="$json?" ;;
		esac
		json_rest=$json_tail
		json_left=$((json_left - 1))
	done
	json=\"$json\"
}
put() { printf '%s\n' "$*"; }
say() { put "$*" >&2; }
fail() {
	say "collect.sh: $2"
	exit "$1"
}
# ---- tar by builtins
ascii='+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz'
sum() {
	sum_rest=$1
	while [ -n "$sum_rest" ]; do
		sum_tail=${sum_rest#?}
		sum_before=${ascii%%"${sum_rest%"$sum_tail"}"*}
		sum=$((sum + ${#sum_before} + 43))
		sum_rest=$sum_tail
	done
}
octal() {
	octal= octal_rest=$1
	while [ "${#octal}" -lt "$2" ]; do
		octal=$((octal_rest % 8))$octal
		octal_rest=$((octal_rest / 8))
	done
}
nul8='\000\000\000\000\000\000\000\000'
nul64=$nul8$nul8$nul8$nul8$nul8$nul8$nul8$nul8
nuls() {
	nuls= nuls_left=$1
	while [ "$nuls_left" -ge 64 ]; do nuls=$nuls$nul64 nuls_left=$((nuls_left - 64)); done
	while [ "$nuls_left" -ge 8 ]; do nuls=$nuls$nul8 nuls_left=$((nuls_left - 8)); done
	while [ "$nuls_left" -ge 1 ]; do nuls=$nuls'\000' nuls_left=$((nuls_left - 1)); done
}
safe_path() {
	case $1 in
		'' | /* | ../* | */../* | */..) return 1 ;;
		*[!A-Za-z0-9._/@:+-]*) return 1 ;;
	esac
	[ "${#1}" -le 240 ]
}
split_path() {
	name=$1 prefix=
	while [ "${#name}" -gt 100 ]; do
		case $name in */*) ;; *) return 1 ;; esac
		prefix=$prefix${prefix:+/}${name%%/*}
		name=${name#*/}
	done
	[ "${#prefix}" -le 155 ]
}
header() {
	split_path "$1" || return 1
	octal "$2" 11
	sum=$fixed_sum
	sum "$name$prefix$octal"
	header_size=$octal
	octal "$sum" 6
	header_sum=$octal
	nuls $((100 - ${#name}))
	header=$name$nuls'0000600\0000000000\0000000000\000'$header_size'\000'$mtime'\000'$header_sum'\000 0'
	nuls 100
	header=$header$nuls'ustar\00000'
	nuls 80
	header=$header$nuls$prefix
	nuls $((167 - ${#prefix}))
	header=$header$nuls
	nuls $(((512 - $2 % 512) % 512))
	padding=$nuls
}
prepare_tar() {
	octal "$1" 11
	mtime=$octal
	sum=$((8 * 32))
	sum "0000600""0000000""0000000""${mtime}0ustar00"
	fixed_sum=$sum
}
emit_text() {
	header "$1" "${#2}" || return 1
	printf "$header%s$padding" "$2" >&4 || out_gone
}
emit_file() {
	emit_size=$(wc -c <"$2") || return 1
	emit_size=$((emit_size))
	safe_path "$1" || return 1
	header "$1" "$emit_size" || return 1
	now
	emit_began=$now
	printf 1 >"$tmp/emitting"
	(
		printf "$header" && exec head -c "$emit_size" "$2"
	) >&4 || out_gone
	[ -z "$padding" ] || printf "$padding" >&4 || out_gone
	printf 0 >"$tmp/emitting"
	now
	emit_stalled=$((emit_stalled + now - emit_began))
	printf '%s %s\n' "$emit_size" "$1" >>"$tmp/paths"
}
out_gone() {
	broken=1
	[ -z "$tmp" ] || printf 1 >"$tmp/broken"
	exit 9
}
# ---- the watchdog
look() {
	look_line=
	{ read -r look_line <"/proc/$1/stat"; } 2>/dev/null || return 1
	# shellcheck disable=SC2086 # split on purpose
	set -- ${look_line##*) }
	look_state=$1 look_parent=$2 look_start=${20}
}
own() {
	read -r self _ </proc/self/stat
	errors=$tmp/errors.$self
}
ended() {
	look "$1" || return 0
	[ "$look_parent" = "$self" ] || return 0
	case $look_state in [ZX]) return 0 ;; esac
	return 1
}
await() {
	await_turn=0
	until ended "$1"; do
		now
		[ "$now" -lt "$2" ] || return 1
		await_turn=$((await_turn + 1))
		case $await_turn in
			? | 1? | 2?) ;;
			3? | 4?) sleep "$short_sleep" ;;
			*) sleep "$long_sleep" ;;
		esac
	done
}
family() {
	look "$1" || return 0
	family="$family $1:$look_start"
	first_line "/proc/$1/task/$1/children"
	for kid in $line; do family "$kid"; done
}
still_there() {
	look "${1%:*}" || return 1
	[ "$look_start" = "${1#*:}" ] || return 1
	case $look_state in [ZX]) return 1 ;; esac
}
stop() {
	family=
	family "$1"
	for stop_signal in ${3:-TERM KILL}; do
		for stop_one in $family; do
			! still_there "$stop_one" || kill "-$stop_signal" "${stop_one%:*}" 2>/dev/null
		done
		sleep "$long_sleep"
	done
	for stop_one in $family; do
		! still_there "$stop_one" || sleep "$long_sleep"
		! still_there "$stop_one" || abandon "${stop_one%:*}" "$2"
	done
}
abandon() {
	left_behind=1
	json "$2"
	ab_line="{\"pid\":$1,\"command\":$json"
	json "$look_state"
	ab_line="$ab_line,\"state\":$json"
	first_line "/proc/$1/wchan"
	json "$line"
	put "$ab_line,\"wchan\":$json}" >>"$tmp/abandoned"
}
run() {
	run_limit=$1 run_file=$2
	shift 2
	"$@" </dev/null >"$run_file" 2>"$errors" 3>&- 4>&- &
	run_pid=$!
	now
	if await "$run_pid" $((now + run_limit * 100 * factor)); then
		wait "$run_pid" 2>/dev/null
		code=$?
	else
		stop "$run_pid" "$*"
		code=124
	fi
	return "$code"
}
draw() {
	take_path=$1 take_limit=$2 bytes=0 code=0 take_count=0 take_held= left_behind=
	shift 2
	take_command="$*"
	[ -p "$tmp/pipe" ] || mkfifo "$tmp/pipe" || return 1
	exec 6<>"$tmp/pipe" 5<"$tmp/pipe" 7>"$tmp/pipe" 6>&-
	"$@" </dev/null >&7 2>"$errors" 4>&- 5<&- 7>&- &
	take_pid=$!
	exec 7>&-
	now
	take_end=$((now + take_limit * 100 * factor))
	while take_piece; do :; done
	take_flush last
	exec 5<&-
	if [ "$code" = 0 ]; then
		if await "$take_pid" "$take_end"; then
			wait "$take_pid" 2>/dev/null
			code=$?
		else
			stop "$take_pid" "$take_command"
			code=124
		fi
	fi
	[ -z "$left_behind" ] || rm -f "$tmp/pipe"
}
take() {
	draw "$@"
	judge "$1"
}
take_piece() {
	case $take_held in *.a) take_next=$tmp/piece.b ;; *) take_next=$tmp/piece.a ;; esac
	# shellcheck disable=SC2086 # $dd_full is empty or one word
	dd bs=4096 count=256 $dd_full <&5 >"$take_next" 2>/dev/null 4>&- &
	take_dd=$!
	if ! await "$take_dd" "$take_end"; then
		[ "$code" = 124 ] || stop "$take_pid" "$take_command"
		code=124
		now
		await "$take_dd" $((now + 50)) || stop "$take_dd" dd
	fi
	! ended "$take_dd" || wait "$take_dd" 2>/dev/null
	[ -s "$take_next" ] || return 1
	take_flush
	take_held=$take_next
	[ -z "$left_behind" ]
}
take_flush() {
	[ -n "$take_held" ] || return 0
	take_name=$take_path
	if [ "$take_count" -gt 0 ] || [ "$#" = 0 ]; then
		take_count=$((take_count + 1))
		take_name=000$take_count
		take_name=$take_path.part-${take_name#"${take_name%????}"}
	fi
	take_before=$emit_stalled
	emit_file "$take_name" "$take_held"
	take_end=$((take_end + emit_stalled - take_before))
	bytes=$((bytes + emit_size))
	take_held=
}
# ---- steps and their records
statuses='collected empty missing truncated restricted failed timed_out'
worse() {
	worse_before=${statuses%%"$1"*}
	[ "${#worse_before}" -gt "$step_rank" ] || return 0
	step_rank=${#worse_before} step_status=$1 step_reason=$2
}
judge() {
	case $code in
		0) return 0 ;;
		124) worse timed_out "$1 did not end in time"; return 1 ;;
	esac
	first_line "$errors"
	case $line in
		*o\ such\ file*) worse missing "$1 does not exist" ;;
		*ermission\ denied* | *not\ permitted*) worse restricted "$1: $line" ;;
		'') worse failed "$1 ended with code $code" ;;
		*) worse failed "$1: $line" ;;
	esac
	return 1
}
step_body() {
	own
	trap - INT TERM HUP PIPE EXIT
	step_rank=0 step_status=collected step_reason= step_extra= emit_stalled=0
	"$@"
	[ -s "$tmp/paths" ] && case $step_status in empty | missing) step_status=collected ;; esac
	[ -s "$tmp/paths" ] || [ "$step_rank" -gt 0 ] || { step_status=empty step_reason='nothing was found'; }
	json "$step_status"
	step_verdict="\"status\":$json"
	[ "$step_status" = collected ] || { json "$step_reason"; step_verdict="$step_verdict,\"reason\":$json"; }
	printf '%s\n%s\n%s\n' "$step_status" "$emit_stalled" "$step_verdict$step_extra" >"$tmp/verdict"
}
step() {
	[ -z "$aborted" ] || return 0
	step_name=$1 step_sources=$2
	shift 3
	steps=$((steps + 1))
	printf '' >"$tmp/paths"
	printf '' >"$tmp/verdict"
	printf 0 >"$tmp/emitting"
	now
	step_began=$now
	if [ "$now" -ge "$stage_end" ]; then
		printf '%s\n' failed 0 '"status":"failed","reason":"not started: the time of its stage was used up"' >"$tmp/verdict"
	else
		step_body "$@" </dev/null >/dev/null 2>"$tmp/step.err" 3>&- &
		supervise $! || return 0
	fi
	record
}
supervise() {
	until ended "$1"; do
		sleep "$short_sleep"
		now
		[ -n "$signal" ] || [ "$now" -ge $((stage_end + 500)) ] || continue
		halt "$1"
		rm -f "$tmp/pipe"
		break
	done
	left_behind=
	if ended "$1"; then wait "$1" 2>/dev/null; sup_code=$?; else sup_code=124; fi
	[ -z "$signal" ] || aborted="stopped by signal $signal"
	[ -s "$tmp/broken" ] || [ "$sup_code" = 141 ] || return 0
	broken=1 aborted='the output could not be written'
	return 1
}
halt() {
	ha_turn=0
	while :; do
		kill -STOP "$1" 2>/dev/null
		read -r ha_emitting <"$tmp/emitting" || :
		[ "$ha_emitting" = 1 ] || break
		kill -CONT "$1" 2>/dev/null
		sleep "$long_sleep"
		! ended "$1" || return 0
		ha_turn=$((ha_turn + 1))
		if [ -n "$signal" ] && [ "$ha_turn" -gt 50 ]; then printf 1 >"$tmp/broken"; break; fi
	done
	left_behind=
	stop "$1" "step $step_name" KILL
	[ -z "$left_behind" ] || stuck_step=1
}
record() {
	rec_status= rec_stalled=0 rec_verdict=
	{ read -r rec_status && read -r rec_stalled && IFS= read -r rec_verdict; } <"$tmp/verdict"
	if [ -z "$rec_verdict" ]; then
		rec_status=failed rec_reason='the step ended early'
		! read -r rec_line <"$tmp/step.err" || rec_reason="the step ended early: $rec_line"
		[ "$sup_code" != 124 ] || rec_status=timed_out rec_reason='the step did not end in time'
		[ -z "$signal" ] || rec_status=failed rec_reason='the run was stopped'
		json "$rec_reason"
		rec_verdict="\"status\":\"$rec_status\",\"reason\":$json"
	fi
	stage_end=$((stage_end + ${rec_stalled:-0}))
	rec_paths= rec_total=0 rec_bytes=0
	while read -r rec_size rec_path; do
		rec_bytes=$((rec_bytes + rec_size))
		rec_total=$((rec_total + 1))
		[ "$rec_total" -gt 20 ] || rec_paths="$rec_paths${rec_paths:+,}\"$rec_path\""
	done <"$tmp/paths"
	now
	rec_text "$step_name" "$stage" "$step_sources" "$rec_verdict" $((now - step_began))
	case $rec_status in
		collected | empty | missing) ;;
		*) gaps="$gaps${gaps:+, }$step_name ($rec_status)" ;;
	esac
}
rec_text() {
	decimal "$5"
	rec_sources=
	for rec_source in $3; do rec_sources="$rec_sources${rec_sources:+,}\"$rec_source\""; done
	rec_number=$steps
	case $rec_number in ?) rec_number=0$rec_number ;; esac
	emit_text "manifest/$rec_number-$1.json" "{\"step\":\"$1\",\"stage\":$2,\"sources\":[$rec_sources],$4,\
\"paths\":[$rec_paths],\"paths_total\":$rec_total,\"bytes\":$rec_bytes,\"seconds\":$decimal}$nl"
}
stage() {
	[ -z "$aborted" ] || return 0
	end_packer
	[ -z "$broken" ] || { aborted='the output could not be written'; return 0; }
	start_packer
	now
	stage=$1
	stage_end=$((now + $2 * 100 * factor))
	say "stage $1"
	[ "$1" != 4 ] || {
		run 2 /dev/null renice -n 5 -p $$
		run 2 /dev/null ionice -c 2 -n 7 -p $$
	}
}
# ---- stage 0: builtins, no fork
capture() {
	captured=0
	for cap_file in $builtin_files; do
		slurp "$cap_file" || continue
		captured=$((captured + 1))
		eval "held_path_$captured=\$cap_file held_text_$captured=\$text"
		case $cap_file in
			/proc/loadavg) held_loadavg=$text ;;
			/proc/stat) held_stat=$text ;;
		esac
	done
	boot_time
	capture_self
}
boot_time() {
	btime=${held_stat#*btime }
	btime=${btime%%"$nl"*}
}
capture_self() {
	uid=null cap_eff=
	while read -r cap_key cap_value cap_rest; do
		case $cap_key in
			Uid:) uid=${cap_rest%%[!0-9]*} ;;
			CapEff:) cap_eff=$cap_value ;;
		esac
	done </proc/self/status
}
emit_captured() {
	rec_paths= rec_total=0 rec_bytes=0
	while [ "$rec_total" -lt "$captured" ]; do
		rec_total=$((rec_total + 1))
		eval "cap_file=\$held_path_$rec_total text=\$held_text_$rec_total"
		emit_text "${cap_file#/}" "$text"
		rec_bytes=$((rec_bytes + ${#text}))
		rec_paths="$rec_paths${rec_paths:+,}\"${cap_file#/}\""
	done
	steps=$((steps + 1))
	now
	rec_text builtins 0 "$builtin_sources" '"status":"collected"' $((now - began))
}
clock() {
	now
	decimal "$now"
	json "$utc_offset"
	clock="{\"epoch\":$((btime + now / 100)),\"uptime\":$decimal,\"utc_offset\":$json}"
}
emit_start() {
	clock
	json "$options"
	start="{\"format\":\"inquest-bundle\",\"version\":1,\
\"collector\":{\"version\":\"$VERSION\",\"options\":$json,\"limit_factor\":$factor},\"host\":{"
	for start_pair in "hostname:$host" "kernel:$kernel" "boot_id:$boot_id" "machine_id_sha256:$machine_id"; do
		json=null
		[ -z "${start_pair#*:}" ] || json "${start_pair#*:}"
		start="$start\"${start_pair%%:*}\":$json,"
	done
	json "$cap_eff"
	emit_text manifest-start.json "${start%,}},\"privileges\":{\"uid\":$uid,\"cap_eff\":$json,\"pid\":$$,\
\"in_container\":$in_container},\"clock\":$clock}$nl"
}
find_container() {
	in_container=false
	[ ! -e /.dockerenv ] && [ ! -e /run/.containerenv ] || in_container=true
	read -r find_line 2>/dev/null </proc/2/stat || find_line=
	case $find_line in '2 (kthreadd)'*) ;; *) in_container=true ;; esac
	find_turn=0
	while [ "$find_turn" -lt 500 ] && read -r _ _ _ _ find_point find_rest; do
		find_turn=$((find_turn + 1))
		[ "$find_point" = / ] || continue
		case $find_rest in *' - overlay '*/docker/* | *' - overlay '*/containerd/* | *' - overlay '*/containers/*)
			in_container=true ;;
		esac
	done </proc/self/mountinfo
}
scale() {
	factor=1 scale_at=4 cpus=0 cpu_lines=$held_stat
	while :; do
		case $cpu_lines in *"${nl}cpu"[0-9]*) ;; *) break ;; esac
		cpu_lines=${cpu_lines#*"${nl}cpu"} cpus=$((cpus + 1))
	done
	while [ "$factor" -lt 4 ] && [ "${held_loadavg%%.*}" -ge $((scale_at * cpus)) ]; do
		factor=$((factor + 1)) scale_at=$((scale_at * 4))
	done
}
# ---- secrets
secret_words='passw|passphrase|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|auth[-_]?key|encryption[-_]?key'
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
# ---- steps: processes, files
proc_files() {
	for proc_directory in /proc/[0-9]*; do put "$proc_directory/$1"; done
}
user_files() { awk -v name="$1" '$4 == 0 { print "/proc/" $1 "/" name }' "$tmp/processes" 2>/dev/null; }
pids_of() {
	awk -v names=" $* " '$4 == 0 && $3 != "Z" && index(names, " " $6 " ") { print $1 }' "$tmp/processes" 2>/dev/null
}
list_processes() {
	proc_files stat | xargs -n 500 cat 2>/dev/null | awk -v list="$tmp/processes" '
		{ print }
		match($0, /\)[^)]*$/) && $1 ~ /^[0-9]+$/ {
			split(substr($0, RSTART + 2), f, " ")
			comm = substr($0, length($1) + 3, RSTART - length($1) - 3)
			gsub(/[^A-Za-z0-9_.:@\/+-]/, "_", comm)
			if (f[2] ~ /^[0-9]+$/) print $1, f[2], f[1], int(f[7] / 2097152) % 2, f[18], comm > list
		}'
}
grep_in() {
	xargs -n 500 grep -Hs "$@" 2>/dev/null
	return 0
}
status_lines() { proc_files status | grep_in -E '^(Name|State|Tgid|Pid|PPid|Uid|Threads|VmRSS|NSpid):'; }
step_processes() {
	take commands/proc/stat 10 list_processes
	take commands/proc/status 10 status_lines
}
grep_processes() { proc_files "$1" | grep_in .; }
step_wchan() {
	take commands/proc/wchan 5 grep_processes wchan
	[ "$uid" = 0 ] || worse restricted 'the wait channel of other users is not shown without root'
}
grep_user() { user_files "$1" | grep_in .; }
step_files() {
	files_prefix=$1
	shift
	for files_one in "$@"; do
		run 3 "$tmp/copy" cat "$files_one"
		judge "$files_one" || [ "$code" = 124 ] || continue
		emit_file "$files_prefix${files_one#/}" "$tmp/copy" || worse failed "$files_one: not a name for the archive"
	done
}
there() {
	# shellcheck disable=SC2048,SC2086 # patterns
	for there_one in $*; do [ ! -e "$there_one" ] || put "$there_one"; done
}
step_found() {
	run 3 "$tmp/found" there "$@"
	while IFS= read -r found_one; do step_files '' "$found_one"; done <"$tmp/found"
	[ -s "$tmp/found" ] || worse missing "none of $* exists"
}
step_identity() {
	step_files '' /proc/version /proc/cmdline
	take commands/uname 2 uname -a
	take commands/date 2 date
	take commands/id 3 id
}
# ---- steps: mounts
list_namespaces() { user_files ns/mnt | xargs -n 500 stat -L -c '%i %n' 2>/dev/null | awk -v list="$tmp/namespaces" '{ print; print > list }'; }
step_ns_mnt() {
	take commands/proc/ns-mnt 8 list_namespaces
	if [ "$uid" != 0 ]; then
		worse restricted 'mount namespaces of other users cannot be told apart without root'
	elif [ "$bytes" = 0 ]; then
		worse failed 'no mount namespace could be read'
	fi
}
choose_tables() {
	cat "$tmp/processes" "$tmp/namespaces" 2>/dev/null | awk -v self="$$" -v root="$uid" '
		function rank(pid) {
			if (pid == 1) return 0
			if (pid == self) return root == 0 ? 8 : 5
			if (name[pid] == "kubelet") return 1
			if (name[pid] == "dockerd") return 2
			if (name[pid] == "containerd") return 3
			return name[parent[pid]] ~ /^containerd-shi|^conmon/ ? 6 : 7
		}
		NF == 6 && $1 ~ /^[0-9]+$/ { if ($4 == 0) { name[$1] = $6; parent[$1] = $2; order[++count] = $1 } next }
		NF == 2 { split($2, part, "/"); space[part[3]] = $1 }
		END {
			for (r = 0; r < 9; r++)
				for (i = 1; i <= count; i++) {
					pid = order[i]
					if (rank(pid) != r) continue
					ns = space[pid]
					if (root == 0 && (ns != "" || r > 3)) { if (ns == "" || seen[ns]++ > 2) continue }
					else { ns = "pid" pid; if (r > 5 && others++ >= 64) continue }
					print ns, pid
				}
		}'
}
step_mountinfo() {
	[ "$uid" = 0 ] || worse restricted 'without root only a choice of processes was read'
	run 5 "$tmp/tables" choose_tables || judge 'the choice of mount tables'
	[ -s "$tmp/tables" ] || printf 'pid1 1\nself %s\n' "$$" >"$tmp/tables"
	mt_total=0 mt_seen=' ' mt_left=0
	printf '' >"$tmp/kept"
	while read -r mt_ns mt_pid; do
		case $mt_seen in *" $mt_ns "*) continue ;; esac
		if [ "$mt_total" -ge "$mt_bytes" ]; then
			mt_left=$((mt_left + 1)) mt_seen="$mt_seen$mt_ns "
			put "$mt_pid" >>"$tmp/kept"
			continue
		fi
		draw "proc/$mt_pid/mountinfo" 15 cat "/proc/$mt_pid/mountinfo"
		[ "$code" != 124 ] || judge "/proc/$mt_pid/mountinfo"
		[ "$bytes" -gt 0 ] || continue
		mt_seen="$mt_seen$mt_ns " mt_total=$((mt_total + bytes))
		put "$mt_pid" >>"$tmp/kept"
	done <"$tmp/tables"
	[ "$mt_left" = 0 ] || {
		worse truncated "the tables of $mt_left mount namespaces were only counted: the others hold $mt_total bytes"
		take commands/proc/mount-counts 8 count_mounts
	}
}
count_mounts() { sed 's,.*,/proc/&/mountinfo,' "$tmp/kept" | grep_in -c ''; }
# ---- steps: stuck tasks
list_tasks() {
	awk '
		$3 == "D" { print 1, $1; next }
		$4 != 0 { next }
		$6 ~ /^runc/ { print 2, $1 }
		$6 ~ /^(dockerd|containerd|kubelet|crio|systemd)$/ { print 3, $1 }
		$6 ~ /^(containerd-shi|conmon)/ { print 4, $1 }
	' "$tmp/processes" | sort -n -k 1,1 -k 2,2 | head -n 300 | {
		list_count=0
		while read -r _ list_pid; do
			for list_task in "/proc/$list_pid/task"/*; do
				[ "$list_count" -lt 300 ] || return 0
				list_count=$((list_count + 1))
				put "$list_task"
			done
		done
	}
}
grep_tasks() { sed "s,\$,/$1," "$tmp/tasks" | grep_in .; }
step_stuck_tasks() {
	[ -n "$1" ] || run 4 "$tmp/tasks" list_tasks || judge 'the choice of tasks'
	[ -s "$tmp/tasks" ] || { worse empty 'no stuck task and no daemon was found'; return; }
	for tasks_file in stack wchan syscall status; do
		[ "$1$tasks_file" != t1/status ] || continue
		take "$1commands/proc/task-$tasks_file" 4 grep_tasks "$tasks_file"
	done
	[ "$uid" = 0 ] || worse restricted 'kernel stacks are only shown to root'
}
list_fds() {
	xargs -n 100 ls -ln /proc/self/task 2>/dev/null | awk '
		/^\/proc\/[0-9]+\/fd:$/ { split($0, part, "/"); pid = part[3]; next }
		(at = index($0, " -> ")) && pid != "" {
			count = split(substr($0, 1, at - 1), word, " ")
			if (word[count] ~ /^[0-9]+$/) print pid, word[count], substr($0, at + 4)
		}'
}
list_stuck_fds() {
	awk '$4 == 0 && ($6 ~ /^runc/ || $6 ~ /^(ossfs|s3fs|goofys|mount\.|ceph-fuse|glusterfs|sshfs)/) {
		print "/proc/" $1 "/fd"
	}' "$tmp/processes" | head -n 50 | list_fds
}
# ---- steps: node configuration
step_sysctl() {
	sys_files= sys_absent= sys_unread= sys_last= sys_got=' '
	for sys_key in $sys_keys; do
		case $sys_key in */) sys_dir=$sys_key; continue ;; esac
		if [ -e "/proc/sys/$sys_dir$sys_key" ]; then sys_files="$sys_files /proc/sys/$sys_dir$sys_key"
		else dotted "$sys_dir$sys_key" && sys_absent="$sys_absent${sys_absent:+,}\"$dotted\""; fi
	done
	# shellcheck disable=SC2086 # split on purpose: paths of the table above
	run 5 "$tmp/sysctl" grep -H '' $sys_files
	[ "$code" != 124 ] || judge 'grep /proc/sys'
	while IFS= read -r sys_line; do
		if [ "${sys_line%%:*}" != "$sys_last" ]; then
			sys_member
			sys_last=${sys_line%%:*} sys_text=
		fi
		sys_text=$sys_text${sys_line#*:}$nl
	done <"$tmp/sysctl"
	sys_member
	for sys_file in $sys_files; do
		case $sys_got in *" $sys_file "*) continue ;; esac
		dotted "${sys_file#/proc/sys/}"
		sys_unread="$sys_unread${sys_unread:+,}\"$dotted\""
	done
	[ -z "$sys_unread" ] || [ "$uid" = 0 ] || worse restricted 'some keys can only be read by root'
	[ -z "$sys_unread" ] || worse truncated 'some keys could not be read'
	step_extra=",\"absent\":[$sys_absent],\"unreadable\":[$sys_unread]"
}
dotted() {
	dotted=$1
	while :; do
		case $dotted in */*) dotted=${dotted%%/*}.${dotted#*/} ;; *) return ;; esac
	done
}
sys_member() {
	[ -n "$sys_last" ] || return 0
	emit_text "${sys_last#/}" "$sys_text" || return 0
	sys_got="$sys_got$sys_last "
	printf '%s %s\n' "${#sys_text}" "${sys_last#/}" >>"$tmp/paths"
}
choose_mounts() {
	awk -v wanted="$1" -v locals="$local_types" -v remotes="^($remote_types)\$" '
		{ line[NR] = $0; top[$5] = NR }
		END {
			for (i = 1; i <= NR; i++) {
				count = split(line[i], f, " ")
				if (top[f[5]] != i) continue
				for (dash = 7; dash < count && f[dash] != "-"; dash++);
				type = f[dash + 1]
				kind = index(locals, " " type " ") ? "local" : type ~ remotes ? "remote" : ""
				if (kind != wanted) continue
				cost = length(f[5]) + (f[4] == "/" ? 0 : 10000)
				if (!(f[3] in best)) order[++devices] = f[3]
				else if (cost >= price[f[3]]) continue
				price[f[3]] = cost; best[f[3]] = type " " f[dash + 2] " " f[5]
			}
			for (i = 1; i <= devices; i++) {
				text = best[order[i]]
				if (text ~ /\\012/) continue
				gsub(/\\040/, " ", text); gsub(/\\011/, "\t", text); gsub(/\\134/, "\\", text)
				if (kind = split(text, f, " ")) print (wanted == "local" ? "" : f[1] " " f[2] " ") substr(text, length(f[1]) + length(f[2]) + 3)
			}
		}' /proc/self/mountinfo
}
run_df() {
	own
	printf '' >"$tmp/df.hung"
	{
		tr '\n' '\000' <"$tmp/df.local" | xargs -0 -n 200 df "$@" 2>/dev/null
		df_hung=' '
		while read -r df_type df_source df_point; do
			df_server=$df_type:${df_source%%:*}
			case $df_hung in *" $df_server "*) put "$df_point" >>"$tmp/df.hung"; continue ;; esac
			run 1 "$tmp/df.one" df "$@" "$df_point"
			if [ $? = 124 ]; then
				df_hung="$df_hung$df_server "
				put "$df_point" >>"$tmp/df.hung"
			else
				cat "$tmp/df.one"
			fi
		done <"$tmp/df.remote"
	} | awk 'NR == 1 || !/^Filesystem /'
}
step_df() {
	run 5 "$tmp/df.local" choose_mounts local || judge 'the choice of mount points'
	run 5 "$tmp/df.remote" choose_mounts remote || judge 'the choice of mount points'
	[ -s "$tmp/df.local" ] || printf '/\n' >"$tmp/df.local"
	take commands/df/bytes 15 run_df -PT -k
	[ ! -s "$tmp/df.hung" ] || {
		worse timed_out "no answer, or skipped because the same server gave none: $(tr '\n' ' ' <"$tmp/df.hung")"
		printf '' >"$tmp/df.remote"
	}
	take commands/df/inodes 15 run_df -Pi
}
df_daemon() {
	for daemon_pid in $(pids_of dockerd containerd | head -n 8); do
		for daemon_path in "/proc/$daemon_pid/root/tmp" "/proc/$daemon_pid/root/run"; do
			df "$@" "$daemon_path" 2>/dev/null | awk -v path="$daemon_path" '
				NR == 1 { print; next }
				{ sub(/%[ \t]+[^ \t].*$/, "% " path); sub(/-[ \t]+\/[^ \t]*$/, "- " path); print }'
		done
	done | awk 'NR == 1 || !/^Filesystem /'
}
df_daemons() {
	df_daemon -PT -k
	df_daemon -Pi
}
step_df_daemon_tmp() {
	take commands/df/daemon-tmp 6 df_daemons || return
	[ "$bytes" = 0 ] || return
	if [ -z "$(pids_of dockerd containerd)" ]; then worse missing 'no dockerd and no containerd'
	else worse restricted 'the root of other processes cannot be entered'; fi
}
step_docker_config() {
	take etc/docker/daemon.json 3 redact_file /etc/docker/daemon.json
}
ext4_errors() { printf '%s\n' /sys/fs/ext4/*/errors_count /sys/fs/ext4/*/first_error_* /sys/fs/ext4/*/last_error_* | grep_in ''; }
daemon_limits() { pids_of dockerd containerd kubelet | sed 's,.*,/proc/&/limits,' | grep_in ''; }
# ---- steps: logs
find_journal() {
	find_result=missing
	for find_file in /var/log/journal/*/*.journal /run/log/journal/*/*.journal; do
		[ -e "$find_file" ] || continue
		if [ -r "$find_file" ]; then printf 'readable\n'; return; fi
		find_result=restricted
	done
	for find_file in /var/log/journal/* /run/log/journal/*; do
		[ ! -d "$find_file" ] || [ -r "$find_file" ] || find_result=restricted
	done
	put "$find_result"
}
journal_state() {
	journal=missing
	run 3 "$tmp/journal" find_journal
	first_line "$tmp/journal" && journal=$line
	[ "$journal" != readable ] || command -v journalctl >/dev/null 2>&1 || journal=unusable
}
read_journal() {
	read_lines=$1
	shift
	journalctl --no-pager -o short-iso -n "$read_lines" "$@" |
		awk -v counts="$tmp/counts" '
			/^-- (No entries|Logs begin|Journal begins)/ { next }
			{ bytes += length($0) + 1; lines++; print }
			END { print lines + 0, bytes + 0 > counts; close(counts) }' |
		tail -c "$log_bytes" |
		awk -v counts="$tmp/counts" -v lines="$read_lines" -v bytes="$log_bytes" -v marker="$log_marker" '
			NR == 1 {
				getline seen < counts
				split(seen, count, " ")
				if (count[1] >= lines || count[2] > bytes) print marker
				if (count[2] > bytes) next
			}
			{ print }'
}
take_journal() {
	unit=$1
	shift
	draw "journal/$unit.log" 12 read_journal "$log_lines" "$@"
	if [ "$code" = 124 ] && [ "$bytes" = 0 ]; then
		draw "journal/$unit.log" 6 read_journal "$log_lines_slow" "$@"
		[ "$code" = 124 ] || worse truncated "the journal is slow: only the newest $log_lines_slow lines were asked for"
	fi
	judge journalctl
	[ "$bytes" -gt 0 ] || [ ! -s "$errors" ] || code=1 judge journalctl
}
newest_part() {
	newest_size=$(stat -L -c %s "$1") || return 1
	if [ "$newest_size" -le "$log_bytes" ]; then
		head -c "$log_bytes" "$1"
	else
		put "$log_marker"
		tail -c "$log_bytes" "$1" | tail -n +2
	fi
}
daemon_output() {
	for out_pid in $(pids_of "$1"); do
		for out_fd in 1 2; do
			[ -f "/proc/$out_pid/fd/$out_fd" ] || continue
			out_id=$(stat -L -c %d:%i "/proc/$out_pid/fd/$out_fd")
			! grep -qx "$out_id" "$tmp/output.ids" 2>/dev/null || continue
			put "$out_id" >>"$tmp/output.ids"
			put "/proc/$out_pid/fd/$out_fd"
			return
		done
	done
}
step_journal() {
	bytes=0
	journal_state
	case $journal in
		readable) if [ "$2" = - ]; then take_journal "$1" -k; else take_journal "$1" -u "$2"; fi ;;
		unusable) worse failed 'journal files are there, journalctl is not' ;;
		restricted) worse restricted 'the journal may not be read' ;;
	esac
	if [ "$bytes" = 0 ] && [ -n "$3" ] && [ "$uid" = 0 ]; then
		run 3 "$tmp/output" daemon_output "$3"
		! read -r out_file <"$tmp/output" || take "journal/$1.log" 8 newest_part "$out_file"
	fi
	[ "$bytes" = 0 ] || return
	# shellcheck disable=SC2086 # a list of files
	[ -z "$4" ] || take_logs $4
	[ ! -s "$tmp/found" ] || [ -z "$4" ] || return
	if [ "$journal" = missing ]; then worse missing "no journal and no log file${4:+ among $4}"
	else worse empty 'the journal has no entry for it'; fi
}
take_logs() {
	run 3 "$tmp/found" there "$@"
	while read -r log_file; do take "${log_file#/}" 8 newest_part "$log_file"; done <"$tmp/found"
}
step_log_files() {
	journal_state
	[ "$journal" != readable ] || { worse empty 'not taken: the journal was read'; return; }
	take_logs "$@"
	[ -s "$tmp/found" ] || worse missing "none of $* exists"
}
# ---- steps: docker
find_socket() {
	first_socket /var/run/docker.sock /run/docker.sock && return
	for sock_pid in $(pids_of dockerd); do
		for sock in $(told_sockets "$sock_pid"); do
			first_socket "$sock" "/proc/$sock_pid/root$sock" && return
		done
	done
}
first_socket() {
	for sock_at in "$@"; do
		[ ! -S "$sock_at" ] || { put "$sock_at"; return 0; }
	done
	return 1
}
told_sockets() {
	tr '\000' '\n' 2>/dev/null <"/proc/$1/cmdline" | awk '
		function found(s) { sub(/^unix:\/\//, "", s); if (s ~ /^\/[A-Za-z0-9._\/@:+-]+$/) print s }
		take { found($0); take = 0; next }
		$0 == "-H" || $0 == "--host" { take = 1; next }
		sub(/^-H=?/, "") || sub(/^--host=/, "") { found($0) }'
	told_config=$(tr '\000' '\n' 2>/dev/null <"/proc/$1/cmdline" | sed -n 's/^--config-file=//p')
	tr ',' '\n' 2>/dev/null <"/proc/$1/root${told_config:-/etc/docker/daemon.json}" |
		sed -n 's/.*"unix:\/\/\(\/[A-Za-z0-9._\/@:+-]*\)".*/\1/p'
}
docker_ready() {
	[ -s "$tmp/socket" ] || run 3 "$tmp/socket" find_socket
	first_line "$tmp/socket"
	socket=$line
	if [ -z "$socket" ]; then
		docker_pids=$(pids_of dockerd)
		if [ -z "$docker_pids" ]; then worse missing 'no docker socket and no dockerd'
		else worse failed 'the socket of dockerd was not found'; fi
		return 1
	fi
	command -v docker >/dev/null 2>&1 || { worse missing 'no docker command'; return 1; }
	[ -w "$socket" ] || { worse restricted "$socket may not be opened"; return 1; }
	[ ! -e "$tmp/docker.hung" ] || { worse timed_out 'not asked: docker version did not answer'; return 1; }
}
ask_docker() { docker -H "unix://$socket" "$@" | awk '/^[{].*[}]$/' | redact; }
take_docker() {
	docker_ready || return
	docker_member=$1 docker_limit=$2 docker_name="docker $3"
	shift 3
	take "commands/docker/$docker_member" "$docker_limit" "$@"
	[ "$code" != 124 ] || [ "$docker_member" != version.json ] || printf 1 >"$tmp/docker.hung"
	[ "$bytes" = 0 ] || return
	first_line "$errors"
	case $docker_member,$line in
		ps, | ps,WARN*) worse empty 'there is no container' ;;
		*) worse failed "$docker_name: ${line:-it printed nothing that is JSON}" ;;
	esac
}
template() {
	template_prefix=$1
	shift
	for template_key in "$@"; do
		template="$template,\"$template_key\":{{json $template_prefix.$template_key}}"
	done
}
list_containers() {
	template=
	template '' ID Names Image Status CreatedAt RunningFor Labels Mounts Networks State
	template=${template#,}
	ask_docker ps -a --no-trunc --format "{$template}" >"$tmp/ps"
	[ -s "$tmp/ps" ] || ask_docker ps -a --no-trunc --format "{${template%,*}}" >"$tmp/ps"
	cat "$tmp/ps"
}
inspect_template() {
	template=
	template .State Status Running Paused Restarting OOMKilled Dead Pid ExitCode Error StartedAt FinishedAt
	inspect_state=${template#,}'{{with .State.Health}},"Health":{"Status":{{json .Status}},"FailingStreak":{{json .FailingStreak}}}{{end}}'
	template=
	template .Config Image User Labels
	# shellcheck disable=SC2016 # docker's variables
	template=$template',"EnvNames":[{{range $i, $e := .Config.Env}}{{if $i}},{{end}}{{json (index (split $e "=") 0)}}{{end}}]'
	template="\"Id\":{{json .ID}},\"State\":{$inspect_state},\"Config\":{${template#,}}"
	template '' Name Created Path Image LogPath RestartCount Driver GraphDriver Mounts HostConfig
}
inspect() { ask_docker inspect --type container --format "{$template}" "$@"; }
ins_all() {
	own
	errors=$tmp/err.inspect
	ins_vain=0 ins_comma=
	printf '[\n'
	while :; do
		# shellcheck disable=SC2046 # split on purpose: container ids
		set -- $(sed -n "$((ins_at + 1)),$((ins_at + 50))p" "$tmp/ids")
		[ "$#" -gt 0 ] || break
		ins_at=$((ins_at + 50))
		run 10 "$tmp/inspect" inspect "$@"
		if [ $? != 124 ]; then ins_rows; continue; fi
		for ins_id in "$@"; do
			[ "$ins_vain" -lt 20 ] || { put "$ins_id" >>"$tmp/inspect.hung"; continue; }
			run 2 "$tmp/inspect" inspect "$ins_id"
			[ $? != 124 ] || { ins_vain=$((ins_vain + 1)); put "$ins_id" >>"$tmp/inspect.hung"; continue; }
			ins_rows
		done
	done
	printf ']\n'
}
ins_rows() {
	[ -s "$tmp/inspect" ] || return 0
	awk -v comma="$ins_comma" '{ print comma $0; comma = "," }' "$tmp/inspect"
	ins_comma=,
}
step_docker_inspect() {
	docker_ready || return
	run 8 "$tmp/ids.all" docker -H "unix://$socket" ps -aq --no-trunc
	judge 'docker ps' || return
	grep -E '^[0-9a-f]{12,64}$' "$tmp/ids.all" >"$tmp/ids"
	[ -s "$tmp/ids" ] || { worse empty 'there is no container'; return; }
	ins_at=0
	inspect_template
	take commands/docker/inspect.json 55 ins_all
	[ "$bytes" -gt 4 ] || { first_line "$tmp/err.inspect"; worse failed "docker inspect: ${line:-it printed nothing that is JSON}"; }
	[ ! -s "$tmp/inspect.hung" ] ||
		worse timed_out "docker inspect did not answer for $(cut -c 1-12 "$tmp/inspect.hung" | tr '\n' ' ')"
}
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
# ---- output and staging
open_output() {
	if [ -z "$output" ]; then exec 3>&1; return; fi
	if [ -e "$output.part" ] || [ -L "$output.part" ]; then
		fail 1 "$output.part exists already; remove it or choose another name"
	fi
	set -C
	if ! { printf '' >"$output.part"; } 2>/dev/null; then
		fail 1 "cannot write $output.part"
	fi
	set +C
	part=$output.part
	exec 3>>"$part"
}
make_staging() {
	now
	for parent in /run /dev/shm "${TMPDIR:-/tmp}" /tmp /var/tmp "${output%/*}"; do
		case $parent in /*) ;; *) continue ;; esac
		[ -w "$parent" ] || continue
		tmp=$parent/inquest.$$.$now
		mkdir -m 700 "$tmp" 2>/dev/null || { tmp=; continue; }
		if dd if=/dev/zero of="$tmp/probe" bs=65536 count=48 2>/dev/null; then
			rm -f "$tmp/probe"
			return 0
		fi
		rm -rf "$tmp"
		tmp=
	done
	return 1
}
open_archive() {
	packer=
	for packer in 'gzip -1' 'busybox gzip -1' 'cat'; do ! command -v "${packer%% *}" >/dev/null 2>&1 || break; done
	mkfifo "$tmp/gzip" && start_packer
}
start_packer() {
	exec 6<>"$tmp/gzip" 5<"$tmp/gzip" 4>"$tmp/gzip" 6>&-
	# shellcheck disable=SC2086 # a command and its options
	$packer <&5 >&3 2>/dev/null 3>&- 4>&- &
	packer_pid=$!
	exec 5<&-
}
end_packer() {
	exec 4>&-
	now
	end_at=$((now + 300))
	until ended "$packer_pid"; do
		sleep "$short_sleep"
		now
		[ -z "$stuck_step" ] || [ "$now" -lt "$end_at" ] || kill "$packer_pid"
		[ -z "$broken" ] || kill "$packer_pid" 2>/dev/null
	done
	wait "$packer_pid" 2>/dev/null || broken=1
	packer_pid=
}
probe() {
	short_sleep=0.02 long_sleep=0.1
	sleep 0.01 2>/dev/null || short_sleep=1 long_sleep=1
	dd_full=iflag=fullblock
	dd if=/dev/null iflag=fullblock bs=1 count=0 2>/dev/null || dd_full=
}
identify() {
	own
	run 2 "$tmp/names" cat /proc/sys/kernel/hostname /proc/sys/kernel/osrelease /proc/sys/kernel/random/boot_id
	{ read -r host && read -r kernel && read -r boot_id; } <"$tmp/names"
	run 2 "$tmp/zone" node_zone && read -r utc_offset <"$tmp/zone"
	run 2 "$tmp/machine" hash_machine && read -r machine_id _ <"$tmp/machine"
}
node_zone() {
	unset TZ
	date +%z
}
hash_machine() {
	read -r hash_id </etc/machine-id || return 1
	printf '%s' "$hash_id" | sha256sum
}
cls_archive() {
	[ -z "$broken" ] || return 0
	slurp /proc/stat && held_stat=$text && boot_time
	clock
	cls_list=
	if [ -n "$tmp" ] && [ -e "$tmp/abandoned" ]; then
		while IFS= read -r cls_line; do cls_list="$cls_list${cls_list:+,}$cls_line"; done <"$tmp/abandoned"
	fi
	complete=true json=null
	[ -z "$aborted" ] || { complete=false; json "$aborted"; }
	emit_text manifest.json "{\"complete\":$complete,\"steps\":$steps,\"clock\":$clock,\"abandoned\":[$cls_list],\
\"aborted\":$json}$nl"
	nuls 1024
	printf "$nuls" >&4 || broken=1
}
finish() {
	finish_code=$?
	trap '' INT TERM HUP
	trap - EXIT
	[ -n "$finished" ] || [ -n "$aborted" ] || aborted='a process could not be started'
	if [ -z "$packer_pid" ]; then
		[ -z "$started" ] || broken=1
		exec 4>&3
	fi
	if [ -z "$started$broken" ]; then
		emit_start
		emit_captured
	fi
	cls_archive
	if [ -n "$packer_pid" ]; then end_packer; fi
	keep_output
	[ -z "$tmp" ] || rm -rf "$tmp"
	if [ -n "$broken$aborted" ]; then finish_code=1; fi
	exit "$finish_code"
}
keep_output() {
	if [ -n "$broken" ]; then
		[ -z "$part" ] || rm -f "$part"
		say 'the output could not be written; nothing was kept'
		return
	fi
	say "$steps steps; complete: $complete${aborted:+ ($aborted)}"
	[ -z "$gaps" ] || say "gaps: $gaps"
	if [ -z "$part" ]; then say 'written to standard output; send that file'; return; fi
	mv -f "$part" "$output" || { say "collect.sh: $part could not be renamed; it holds the archive"; broken=1; return; }
	say "file: $output"
	say "bytes: $(wc -c <"$output")"
	! command -v sha256sum >/dev/null 2>&1 || say "sha256: $(sha256sum <"$output")"
	say 'send this file'
}
# ---- the run
prepare() {
	nl='
'
	export LC_ALL=C TZ=UTC COLUMNS=32767 HOME=/nonexistent SYSTEMD_BUS_TIMEOUT=5s SYSTEMD_COLORS=0
	export PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
	unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION
	unset CONTAINER_HOST CONTAINERD_ADDRESS KUBECONFIG CONTAINER_RUNTIME_ENDPOINT BASH_ENV ENV GREP_OPTIONS
	unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
	umask 077
	cd /
	{ printf 1000 >/proc/self/oom_score_adj; } 2>/dev/null
	steps=0 gaps= signal= aborted= broken= finished= started= packer_pid= tmp= part= left_behind= stuck_step=
	host= kernel= boot_id= machine_id= utc_offset= emit_stalled=0 sup_code=0
}
greet() {
	if [ "$uid" = 0 ]; then say "inquest collector $VERSION: running as root"
	else
		say "inquest collector $VERSION: running as uid $uid, not root: mount namespaces, kernel stacks, open files of others" \
			"and most likely service logs and docker will be missing; run it with sudo"
	fi
}
main() {
	parse "$@"
	prepare
	if ! { now && own; } 2>/dev/null; then fail 1 '/proc cannot be read'; fi
	began=$now
	capture
	prepare_tar $((btime + now / 100))
	scale
	find_container
	open_output
	trap 'signal=INT' INT
	trap 'signal=TERM' TERM
	trap 'signal=HUP' HUP
	trap 'broken=1' PIPE
	trap finish EXIT
	greet
	probe
	if ! make_staging; then aborted='no place for staging'; exit 1; fi
	open_archive || { aborted='the packer could not be started'; exit 1; }
	exec 1>/dev/null
	# shellcheck disable=SC3045 # where -S is not known there is no bound
	ulimit -S -f 32768 2>/dev/null
	identify
	started=1
	emit_start
	emit_captured
	stages
	finished=1
	exit 0
}
main "$@"
