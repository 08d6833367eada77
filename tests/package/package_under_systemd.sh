#!/bin/bash
# The Debian package on a machine with a real systemd: package_under_systemd.sh DEB
# Installs, upgrades, breaks, removes and purges it, so run it on a root that may be thrown away
# (./dev deb --test does). A line per promise; status: how many were broken.
# shellcheck disable=SC2016,SC2317  # check runs functions, and eval runs the quoted lines
deb=$(readlink -f "$1") here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
# shellcheck disable=SC1091
. "$here/../system/under_systemd.bash"

said() { grep -qE -- "$1" "$work/said" || { cat "$work/said"; false; }; }
installs() { dpkg -i --force-confold "$1" >"$work/said" 2>&1 </dev/null || { cat "$work/said"; false; }; }
version() { dpkg-query -W -f '${db:Status-Status} ${Version}' newswatch; }
events() { newswatch events list --since 2025-01-01 "$@"; }
runs_new_program() { [ "/proc/$(shows MainPID)/exe" -ef /usr/bin/newswatch ]; }
write_config() {
  cat > /etc/newswatch/newswatch.toml <<'END'
[fetch]
allow_networks = ["127.0.0.0/8"]
[notify]
first_poll = "notify"
[[feed]]
name = "gazette"
url = "http://127.0.0.1:8923/feed"
[[topic]]
name = "harbour"
[[topic.clause]]
any = { title = ["harbour"] }
[[sink]]
name = "file"
type = "file"
END
}
break_config() { echo 'nonsense = [' >> /etc/newswatch/newswatch.toml; }

# The package of the version before: this one, with a number and a default of its own.
dpkg-deb -R "$deb" "$work/old"
sed -i 's/^Version: .*/Version: 0.1.0~before/' "$work/old/DEBIAN/control"
echo '# of the version before' >> "$work/old/etc/newswatch/newswatch.toml.default"
sed -i 's/^\(# newswatch\)/# before\n\1/' "$work/old/etc/newswatch/newswatch.toml"
dpkg-deb --root-owner-group -Znone -b "$work/old" "$work/old.deb" >/dev/null

mkdir "$work/www"
printf '<rss version="2.0"><channel><title>Gazette</title><item><title>Harbour plan is approved</title>
<link>https://gazette.example/1</link><pubDate>%s</pubDate></item></channel></rss>' \
  "$(date -uR)" > "$work/www/feed"
python3 -m http.server -b 127.0.0.1 -d "$work/www" 8923 >/dev/null 2>&1 &
server=$!

rm -f /usr/sbin/policy-rc.d  # of a container: nothing would start
check "installs" installs "$work/old.deb"
check "as a package" [ "$(version)" = "installed 0.1.0~before" ]
check "is enabled" systemctl is-enabled newswatch
check "and started" soon is ActiveState active
check "as its own user" is User newswatch
check "without the socket, which is not asked for" fails systemctl -q is-enabled newswatch.socket
check "with its page" soon eval 'journal | grep -q "web.ready at=http://127.0.0.1:8787/"'
check "whose folder others do not enter" \
  [ "$(stat -c '%U:%G %a' /var/lib/newswatch)" = "newswatch:newswatch 750" ]
check "its config is a conffile" \
  eval 'dpkg-query -W -f "\${Conffiles}" newswatch | grep -q "/etc/newswatch/newswatch.toml "'
check "and is good" newswatch config check
check "the manual is there" test -s /usr/share/man/man5/newswatch-database.5.gz
check "the alert rules are there" test -s /usr/share/newswatch/newswatch.rules.yml

write_config
check "takes a config" systemctl reload newswatch
check "tells of an event" soon grep -q '"type":"event.new"' /var/lib/newswatch/notifications.jsonl
systemctl stop newswatch
rm -rf /var/lib/newswatch/store
python3 "$here/old_store.py" 7 "$work/store"
cp -r "$work/store" /var/lib/newswatch/store
chown -R newswatch:newswatch /var/lib/newswatch/store

check "upgrades" installs "$deb"
check "to this version" [ "$(version)" = "installed $(dpkg-deb -f "$deb" Version)" ]
check "runs after it" soon is ActiveState active
check "upgrades the store" eval 'journal | grep -q "store of schema 7 upgraded"'
check "which has its events" eval 'events | grep -q "Event 1"'
check "keeps a copy of the old store" eval 'ls -d /var/lib/newswatch/store-before-schema-*'
check "keeps the config" grep -q harbour /etc/newswatch/newswatch.toml
check "brings the new default" \
  eval 'newswatch config show --default | cmp - /etc/newswatch/newswatch.toml.default'

pid=$(shows MainPID)
check "upgrades what runs" installs "$deb"
check "restarts it" fails [ "$(shows MainPID)" = "$pid" ]
check "as the new program" runs_new_program
check "once" is NRestarts 0

pid=$(shows MainPID)
break_config
check "upgrades beside a broken config" installs "$deb"
check "says that the old version runs on" said "not restarted, the old version runs on"
check "which it does" is MainPID "$pid"
check "and tells people" soon grep -q '"type":"config.rejected"' \
  /var/lib/newswatch/notifications.jsonl
systemctl stop newswatch
check "upgrades what is stopped beside a broken config" installs "$deb"
check "which ends with 78" is ExecMainStatus 78
sleep 6
check "and is not tried again" is ActiveState failed
check "the package is whole" eval 'dpkg --audit newswatch && version | grep -q "^installed "'
write_config
check "an upgrade starts it when the config is mended" installs "$deb"
check "and it runs" soon is ActiveState active

systemctl -q disable --now newswatch
check "upgrades what a person has disabled" installs "$deb"
check "which stays stopped" is ActiveState inactive
check "and disabled" fails systemctl -q is-enabled newswatch
systemctl -q enable --now newswatch

check "is removed" dpkg -r newswatch
check "stops with that" is ActiveState inactive
check "is gone" fails test -e /usr/bin/newswatch
check "keeps the database" test -d /var/lib/newswatch/store
check "keeps the config" grep -q harbour /etc/newswatch/newswatch.toml
check "comes back" installs "$deb"
check "and runs" soon is ActiveState active
check "with its events" eval 'events | grep -q "Event 1"'

echo secret > /etc/newswatch/mail.auth
check "is purged" dpkg -P newswatch
check "has no database" fails test -e /var/lib/newswatch
check "has no config, no secret" fails test -e /etc/newswatch
check "has no drop-in" fails test -e /etc/systemd/system/newswatch.service.d
check "has no link to its unit" [ -z "$(find /etc/systemd/system -name 'newswatch*')" ]
check "is not known" fails dpkg-query -W newswatch
check "its user stays" getent passwd newswatch
check "and cannot log in" eval 'getent passwd newswatch | grep -q "/nologin$"'

# What a machine may have set otherwise.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod +x /usr/sbin/policy-rc.d
check "installs where nothing may start" installs "$deb"
check "starts nothing" is ActiveState inactive
rm /usr/sbin/policy-rc.d
mkdir -p /etc/newswatch
write_config
break_config
check "starts with a broken config no more than any" fails systemctl start newswatch
check "is purged where it failed" dpkg -P newswatch
systemctl reset-failed newswatch 2>/dev/null
mkdir -p /etc/newswatch
echo 'nonsense = [' > /etc/newswatch/newswatch.toml
check "installs on a broken config" installs "$deb"
check "and does not run" is ExecMainStatus 78
mount -t tmpfs tmpfs /var/lib/newswatch
echo kept > /var/lib/newswatch/notifications.jsonl
check "is purged where its folder is a disk" dpkg -P newswatch
check "which is empty" eval '[ -z "$(ls -A /var/lib/newswatch)" ]'
umount /var/lib/newswatch

kill "$server"
rm -rf "$work"
finish
