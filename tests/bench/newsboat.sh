#!/bin/bash
# Debian's newsboat and `newswatch run --once` in one round of 100 feeds of 20 items, all on
# loopback: CPU with an empty state, and again with nothing changed.
#
#     tests/bench/newsboat.sh PATH/newswatch [ROUNDS]
#
# In turns, each round with folders of its own; the figures are medians of user and system time.
# Targets: newswatch takes a 8th of newsboat's with an empty state, a 20th when nothing changed.
# Needs newsboat (apt-get install newsboat) and python3 for the feeds.
set -eu

program=${1:?usage: newsboat.sh PATH/newswatch [ROUNDS]}
rounds=${2:-5}
command -v newsboat >/dev/null || { echo "newsboat is missing: apt-get install newsboat" >&2; exit 1; }
folder=$(mktemp -d)
feeds=
trap 'kill $feeds 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
export LC_ALL=C.UTF-8

mkdir "$folder/feeds"
python3 - "$folder/feeds" <<'END'
import random, sys, time
from email.utils import formatdate
random.seed(1)
words = ("harbour council bridge ferry market school river winter grain railway budget storm "
         "theatre museum clinic football engineers farmers teachers quota vote strike delay").split()
now = int(time.time())
for feed in range(100):
    with open(f"{sys.argv[1]}/{feed}.xml", "w") as out:
        out.write(f'<rss version="2.0"><channel><title>Feed {feed}</title>'
                  f'<link>https://feed{feed}.example/</link><description>News</description>')
        for item in range(20):
            link = f"https://feed{feed}.example/{item}"
            title = " ".join(random.choices(words, k=8)).capitalize()
            text = " ".join(random.choices(words, k=50))
            out.write(f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
                      f"<pubDate>{formatdate(now - 3600 * item, usegmt=True)}</pubDate>"
                      f"<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>")
        out.write("</channel></rss>")
END
# http.server answers If-Modified-Since with 304; HTTP/1.1, so that connections may stay open.
python3 -u - "$folder/feeds" >"$folder/http" 2>/dev/null <<'END' &
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
handler.func.protocol_version = "HTTP/1.1"
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print("port", server.server_address[1])
server.serve_forever()
END
feeds=$!
port=
for _ in $(seq 100); do
  port=$(sed -n 's/^port //p' "$folder/http")
  [ -z "$port" ] || break
  sleep 0.1
done
[ -n "$port" ] || { echo "the feeds' server does not start" >&2; exit 1; }

{
  printf '[fetch]\nallow_networks = ["127.0.0.0/8"]\nhost_gap = "0s"\n'
  for feed in $(seq 0 99); do
    printf '[[feed]]\nname = "feed%s"\nurl = "http://127.0.0.1:%s/%s.xml"\n' "$feed" "$port" "$feed"
    printf 'http://127.0.0.1:%s/%s.xml\n' "$port" "$feed" >>"$folder/urls"
  done
} >"$folder/newswatch.toml"
: >"$folder/newsboat.conf"
# One feed that may not be asked: what is left is the start and the stop.
printf '[[feed]]\nname = "none"\nurl = "http://127.0.0.1:1/"\n' >"$folder/start.toml"

# CPU milliseconds of a command that ends with $1, into $spent. bash counts what its children used.
cpu() {
  local TIMEFORMAT='%U %S' times status=0 expected=$1
  shift
  times=$({ time "$@" >"$folder/out" 2>&1; } 2>&1) || status=$?
  [ "$status" = "$expected" ] || { cat "$folder/out" >&2; exit 1; }
  spent=$(awk '{ printf "%d", ($1 + $2) * 1000 }' <<<"$times")
}
newsboat_reload() {
  cpu 0 timeout 300 newsboat -C "$folder/newsboat.conf" -u "$folder/urls" -c "$folder/$1/cache.db" -x reload
}
newswatch_once() {  # folder, config, exit status
  cpu "$3" timeout 300 "$program" run --once --config "$folder/$2.toml" --state-dir "$folder/$1/state"
}

for round in $(seq "$rounds"); do
  mkdir "$folder/$round"
  newsboat_reload "$round"; echo "$spent" >>"$folder/newsboat-empty"
  newswatch_once "$round" newswatch 0; echo "$spent" >>"$folder/newswatch-empty"
  for _ in 1 2 3; do
    newsboat_reload "$round"; echo "$spent" >>"$folder/newsboat-same"
    newswatch_once "$round" newswatch 0; echo "$spent" >>"$folder/newswatch-same"
  done
  newswatch_once "$round" start 1; echo "$spent" >>"$folder/newswatch-start"
  last=$folder/$round
done
# Both must have read everything.
items=$(python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("select count(*) from rss_item").fetchone()[0])' "$last/cache.db")
stored=$("$program" feeds list --config "$folder/newswatch.toml" --state-dir "$last/state" --json |
  grep -c '"status": *\(200\|304\)') || true
echo "items in newsboat's cache: $items of 2000; feeds that newswatch has read: $stored of 100"

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
line() {  # what, file ending, target
  awk -v what="$1" -v theirs="$(median "$folder/newsboat-$2")" -v ours="$(median "$folder/newswatch-$2")" \
    -v target="$3" 'BEGIN { ratio = ours > 0 ? theirs / ours : 0
      printf "%-16s newsboat %5d ms, newswatch %5d ms CPU: %.1f times less, target %d: %s\n",
        what, theirs, ours, ratio, target, (ratio >= target ? "met" : "missed") }'
}
line "empty state" empty 8
line "nothing changed" same 20
echo "of that newswatch's start and stop: $(median "$folder/newswatch-start") ms"
