#!/bin/bash
# What the unit forbids, tried under a real systemd: sandbox_under_systemd.sh BUILD_DIR FEED_URL
# Each directive is tried in three ways: the same act is allowed without it, refused with it alone,
# and refused to a command sink of the service. Status: how many promises were broken.
# shellcheck disable=SC1091,SC2016,SC2034,SC2317  # check runs functions, and eval runs the quoted lines
build=$1 feed=$2
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/system/under_systemd.bash
. "$here/under_systemd.bash"

umask 022
install_service
install -m 755 "$here/forbidden.py" /usr/local/bin/forbidden
install -m 4755 /usr/bin/id /usr/local/bin/suid-id
mkdir -p /usr/lib/modules
for mark in /home /tmp /dev /usr/lib/modules; do touch "$mark/newswatch-probe-mark"; done
readlink /proc/self/ns/mnt > /etc/newswatch-probe-ns
cat > /etc/newswatch/newswatch.toml <<END
[fetch]
allow_networks = ["127.0.0.0/8"]
[notify]
first_poll = "notify"
[[feed]]
name = "gazette"
url = "$feed"
[[topic]]
name = "harbour"
[[topic.clause]]
any = { title = ["harbour"] }
[[sink]]
name = "probe"
type = "command"
command = ["/bin/sh", "-c", "umask; touch /dev/shm/newswatch-ipc; forbidden > /var/lib/newswatch/probe.part; mv /var/lib/newswatch/probe.part /var/lib/newswatch/probe"]
END

# As root, whom nothing else refuses; where the user matters, as the service's own.
comes_out() {  # comes_out allowed|refused PROBE SYSTEMD-RUN-OPTION...
  local said
  said=$(systemd-run --wait --pipe -q "${@:3}" forbidden "$2" 2>&1)
  echo "$said"
  [[ $said = "$2 $1"* ]]
}
alone() {  # alone DIRECTIVE [PROBE [SYSTEMD-RUN-OPTION...]]
  local directive=$1 probe=${2:-$1} with=() line
  while read -r line; do
    with+=(-p "$line")
  done < <(grep "^$directive=" /usr/lib/systemd/system/newswatch.service)
  check "$directive is in the unit" [ ${#with[@]} -gt 0 ]
  check "$probe is allowed without" comes_out allowed "$probe" "${@:3}"
  check "and refused by $directive" comes_out refused "$probe" "${@:3}" "${with[@]}"
}
alone NoNewPrivileges NoNewPrivileges -p User=newswatch
for directive in CapabilityBoundingSet ProtectSystem ProtectHome PrivateTmp PrivateMounts \
  PrivateDevices PrivateUsers ProtectHostname ProtectClock ProtectKernelTunables ProtectKernelModules \
  ProtectKernelLogs ProtectControlGroups ProcSubset RestrictAddressFamilies RestrictNamespaces \
  RestrictRealtime RestrictSUIDSGID LockPersonality MemoryDenyWriteExecute \
  SystemCallArchitectures LimitNOFILE LimitCORE; do
  alone "$directive"
done
alone ProtectProc ProtectProc -p User=newswatch
alone ProtectSystem ProtectSystem.etc
alone ProtectSystem ProtectSystem.var
alone RestrictAddressFamilies RestrictAddressFamilies.packet
alone SystemCallFilter SystemCallFilter -p SystemCallErrorNumber=EPERM
for probe in privileged mount resources; do
  alone SystemCallFilter SystemCallFilter.$probe -p SystemCallErrorNumber=EPERM
done
# Not every boot gives a limit of tasks to its units.
not_refused=refused
if grep -qw pids /sys/fs/cgroup/cgroup.controllers; then
  alone TasksMax
else
  not_refused='refused|^TasksMax'
fi

check "starts" systemctl start newswatch
check "its sink tries all" soon test -s /var/lib/newswatch/probe
check "and may do none of it" fails grep -vE "$not_refused" /var/lib/newswatch/probe
check "as many as there are" \
  [ "$(wc -l < /var/lib/newswatch/probe)" = "$(grep -cE '^    "[A-Za-z.]+":' /usr/local/bin/forbidden)" ]
check "what it writes is not for all" [ "$(mode /var/lib/newswatch/probe)" = "newswatch:newswatch 640" ]
check "its shared memory is there" test -e /dev/shm/newswatch-ipc
check "a limit of memory" is MemoryHigh 268435456
check "of tasks" is TasksMax 256
exposure=$(systemd-analyze security newswatch --no-pager | tail -n 1)
check "exposure is 1.1 at most: $exposure" systemd-analyze security --no-pager --threshold=11 newswatch
check "stops" systemctl stop newswatch
check "RemoveIPC leaves nothing behind" fails test -e /dev/shm/newswatch-ipc
finish
