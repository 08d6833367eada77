#!/bin/bash
# The installed service under a real systemd: service_under_systemd.sh BUILD_DIR FEED_URL
# Started by unit_file_test on a throw-away root. A line per promise; status: how many were broken.
# shellcheck disable=SC2016,SC2317  # check runs functions, and eval runs the quoted lines
build=$1 feed=$2
# shellcheck disable=SC1091
. "$(dirname "$0")/under_systemd.bash"

write_config() {  # write_config TOPIC
  cat > /etc/newswatch/newswatch.toml <<END
[fetch]
allow_networks = ["127.0.0.0/8"]
[notify]
first_poll = "notify"
[[feed]]
name = "gazette"
url = "$feed"
[[feed]]
name = "down"
url = "http://127.0.0.1:1/feed"
[[topic]]
name = "$1"
[[topic.clause]]
any = { title = ["harbour"] }
[[sink]]
name = "log"
type = "log"
[[sink]]
name = "file"
type = "file"
[[sink]]
name = "command"
type = "command"
command = ["/usr/bin/tee", "-a", "/var/lib/newswatch/told.txt"]
END
}

# Installed as ./dev install does it.
umask 077
check "installs" cmake --install "$build" --prefix /usr
check "its config's folder is for all to enter" [ "$(mode /etc/newswatch)" = "root:root 755" ]
check "and the config to read" [ "$(mode /etc/newswatch/newswatch.toml)" = "root:root 644" ]
check "and is good" eval 'newswatch config check | grep -q "7 feeds, 1 topic, 2 sinks"'
check "the default lies beside it" \
  eval 'newswatch config show --default | cmp - /etc/newswatch/newswatch.toml.default'
chmod 700 /etc/newswatch
umask 022
check "makes the user" systemd-sysusers newswatch.conf
check "makes the state folder" systemd-tmpfiles --create newswatch.conf
check "installs a config" test -s /etc/newswatch/newswatch.toml
write_config harbour
check "keeps a config that stands" cmake --install "$build" --prefix /usr
check "its config is the person's own" grep -q harbour /etc/newswatch/newswatch.toml
check "mends the folder's mode" [ "$(mode /etc/newswatch)" = "root:root 755" ]
useradd -r -M -G newswatch reader
useradd -r -M stranger
systemctl daemon-reload

check "start returns at READY" systemctl start newswatch
check "is active" is ActiveState active
check "runs as its own user" is User newswatch
check "says what it does" test -n "$(shows StatusText)"
check "has a watchdog" is WatchdogUSec 1min
told() { [ "$(grep -c '"type":"event.new"' /var/lib/newswatch/notifications.jsonl)" = 1 ]; }
check "tells of the one event" soon told
check "runs the command sink in the sandbox" soon grep -q harbour /var/lib/newswatch/told.txt
check "logs the event" soon eval 'journal | grep -q "event\.new id="'
check "logs an event as a notice or as information" \
  eval 'journal | grep "event\.new" | grep -qE "\"PRIORITY\":\"[56]\""'
check "logs a feed that is down more loudly" \
  soon eval 'journal | grep "feed\.error" | grep -qE "\"PRIORITY\":\"[34]\""'
check "writes no time of its own" \
  eval 'journal | grep "_TRANSPORT\":\"stdout" | fails grep -qE "\"MESSAGE\":\"\[?[0-9]{4}-"'

read_as() { runuser -u "$1" -- newswatch events list --json; }
check "a member of the group reads" eval 'read_as reader | grep -q Harbour'
check "a stranger does not" fails read_as stranger
check "and is told of the group" \
  eval 'read_as stranger 2>&1 | grep -q "usermod -aG newswatch stranger, then log in again"'
chmod 600 /etc/newswatch/newswatch.toml
check "a member reads without the config" eval 'read_as reader 2>/dev/null | grep -q Harbour'
chmod 644 /etc/newswatch/newswatch.toml
run_as() { runuser -u "$1" -- newswatch run --once 2>&1; echo "status $?"; }
check "root does not run on its folder" \
  eval 'run_as root | grep -A1 "write: sudo -u newswatch newswatch run --once" | grep "status 1"'
check "a second watch needs a folder by name" \
  eval 'run_as reader | grep -A1 "newswatch run --state-dir /" | grep "status 2"'
check "state folder is the group's" [ "$(stat -c '%U:%G %a' /var/lib/newswatch)" = "newswatch:newswatch 750" ]
check "no file is anybody's" [ -z "$(find /var/lib/newswatch -perm /007 ! -type l)" ]

pid=$(shows MainPID)
check "reloads" systemctl reload newswatch
write_config port
check "reloads another topic" systemctl reload newswatch
echo 'nonsense = [' > /etc/newswatch/newswatch.toml
check "reload of a bad config fails" fails systemctl reload newswatch
sleep 1
check "people are told" soon grep -q '"type":"config.rejected"' \
  /var/lib/newswatch/notifications.jsonl
check "the old config lives on" is MainPID "$pid"
check "and is active" is ActiveState active
write_config harbour

check "is killed" systemctl kill -s KILL newswatch
check "is started again" soon eval '[ "$(shows NRestarts)" = 1 ] && is ActiveState active'
sleep 2
check "told once all the same" told

asked() { newswatch feeds list --json | jq -r 'select(.name == "gazette").last_attempt'; }
last=$(asked)
check "restarts" systemctl restart newswatch
sleep 3
check "and asks no feed before its time ($last)" [ "$(asked)" = "$last" ]
check "and tells nothing again" told

start=$(date +%s%N)
check "stops" systemctl stop newswatch
took=$((($(date +%s%N) - start) / 1000000))
check "within 5 s ($took ms)" [ $took -lt 5000 ]
check "with success" is Result success
check "and status 0" is ExecMainStatus 0
check "a member of the group reads it stopped" eval 'read_as reader | grep -q Harbour'

echo 'nonsense = [' > /etc/newswatch/newswatch.toml
check "does not start with a bad config" fails systemctl start newswatch
check "and says so by 78" is ExecMainStatus 78
sleep 6
check "and is not tried again" is ActiveState failed
write_config harbour

systemctl reset-failed newswatch

# Once more by ./dev, which builds: only where it has nothing to build.
cd "$(dirname "$0")/../.." || exit 1
if [ "$(basename "$build")" = release ]; then
  check "starts" systemctl start newswatch
  pid=$(shows MainPID)
  check "an upgrade restarts it and says so" \
    eval './dev install 2>&1 | grep "the service was running: restarted"'
  check "by another process" [ "$(shows MainPID)" != "$pid" ]
  pid=$(shows MainPID)
  echo 'nonsense = [' > /etc/newswatch/newswatch.toml
  check "an upgrade whose config is bad fails" fails ./dev install
  check "and lets the old one run" is MainPID "$pid"
  write_config harbour
fi
check "uninstalls" ./dev uninstall
check "stops with that" fails is ActiveState active
check "is gone" fails test -e /usr/bin/newswatch
check "keeps the database" test -d /var/lib/newswatch/store
check "keeps the config" test -s /etc/newswatch/newswatch.toml
check "purges" ./dev uninstall --purge
check "has no database" fails test -e /var/lib/newswatch
check "has no config" fails test -e /etc/newswatch
check "has no user" fails getent passwd newswatch
check "has no group" fails getent group newswatch

finish
