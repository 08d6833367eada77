# For the scripts that run under a systemd of their own: a line per promise, and
# the installed service. Read by `.`, with $build and $feed set; `finish` ends the script.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2317  # check runs functions, and eval quoted lines
set -u
unset STATE_DIRECTORY NEWSWATCH_CONFIG
bad=0

check() {  # check WHAT COMMAND...
  local what=$1 said
  shift
  if said=$("$@" 2>&1); then echo "ok: $what"; return; fi
  bad=$((bad + 1))
  echo "BROKEN: $what: $*"
  printf '%s\n' "$said" | tail -n 8
}
fails() { ! "$@"; }
shows() { systemctl show newswatch -P "$1"; }
is() { local v; v=$(shows "$1"); echo "$1=$v, not $2"; [ "$v" = "$2" ]; }
journal() { journalctl -q -u newswatch -o json --no-pager; }
soon() {  # soon COMMAND...: within 10 seconds
  local end=$((SECONDS + 10))
  until "$@" >/dev/null 2>&1; do [ "$SECONDS" -lt "$end" ] || { "$@"; return; }; sleep 0.2; done
}
mode() { stat -c '%U:%G %a' "$1"; }


# The boot is in a chroot, where the kernel gives no user namespaces (PrivateUsers=), and takes itself
# for a container, where systemd shares no mounts (LoadCredential=). On a machine / is the root of all
# mounts, and they are shared.
like_a_machine() {
  local root
  root=$(nsenter -t 1 -m findmnt -n -o TARGET -t overlay | tail -n 1)
  [ "$root" = / ] || nsenter -t 1 -m mount --move "$root" / || return
  mount --make-rshared /
}
check "boots like a machine" like_a_machine

drop_in() {  # drop_in LINE...: for the end of [Service]
  mkdir -p /etc/systemd/system/newswatch.service.d
  printf '%s\n' '[Service]' "$@" > /etc/systemd/system/newswatch.service.d/test.conf
  systemctl daemon-reload
}

install_service() {
  cmake --install "$build" --prefix /usr >/dev/null &&
    systemd-sysusers newswatch.conf && systemd-tmpfiles --create newswatch.conf && systemctl daemon-reload
}

finish() {
  [ $bad = 0 ] || journalctl -q -u newswatch --no-pager -o short-precise | tail -n 60
  exit $bad
}
