# ---- steps: network

# net_table TABLE: of the oldest process of each network namespace.
net_table() { awk -v table="$1" '!n[$1]++ && ++all <= 300 { sub(/ns\/net$/, "net/" table, $2); print $2 }' "$tmp/net" | grep_in ''; }

step_net_tables() {
  for net_table in dev route snmp netstat sockstat stat/nf_conntrack ipv6_route; do
    get "net/${net_table#*/}" 4 net_table "$net_table"
  done
}

# unix_sockets: counts per state and path. Those that wait to be accepted have the inode 0, a digit of every column.
unix_sockets() {
  awk 'NR > 1 { n[$6 " " (NF > 7 ? substr($0, index($0, " " $7 " ") + length($7) + 2) : "-")]++ }
    END { for (key in n) print n[key], key }' /proc/net/unix | sort -rn | head -n 5000
}
