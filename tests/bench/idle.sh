#!/bin/sh
# What a daemon that waits costs: resident memory 15 s after its start, and context switches a
# second over all its threads in the 60 s after that. Six loopback feeds, asked once at the start.
#
#     tests/bench/idle.sh PATH/newswatch
#
# Targets: at most 40 MiB, at most 1 context switch a second. Needs python3 for the feeds.
set -eu

program=${1:?usage: idle.sh PATH/newswatch}
folder=$(mktemp -d)
feeds='' daemon=''
trap 'kill $daemon $feeds 2>/dev/null || true; wait; rm -rf "$folder"' EXIT

mkdir "$folder/feeds"
for feed in 1 2 3 4 5 6; do
  {
    printf '<rss version="2.0"><channel><title>Feed %s</title>' "$feed"
    item=0
    while [ "$item" -lt 40 ]; do
      item=$((item + 1))
      printf '<item><guid>%s-%s</guid><title>DeepSeek story %s of feed %s</title>' \
        "$feed" "$item" "$item" "$feed"
      printf '<link>http://paper.example/%s/%s</link>' "$feed" "$item"
      printf '<description>What happened, in a sentence or two.</description></item>'
    done
    printf '</channel></rss>'
  } >"$folder/feeds/$feed.xml"
done
python3 -u -m http.server 0 --bind 127.0.0.1 --directory "$folder/feeds" >"$folder/http" 2>&1 &
feeds=$!
port=
while [ -z "$port" ]; do
  sleep 0.1
  port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$folder/http")
done

{
  printf '[daemon]\nstate_dir = "%s/state"\n' "$folder"
  printf '[fetch]\nallow_networks = ["127.0.0.0/8"]\n'
  for feed in 1 2 3 4 5 6; do
    printf '[[feed]]\nname = "feed%s"\nurl = "http://127.0.0.1:%s/%s.xml"\n' "$feed" "$port" "$feed"
  done
} >"$folder/newswatch.toml"
"$program" run --config "$folder/newswatch.toml" 2>"$folder/log" &
daemon=$!

# voluntary and involuntary switches of all threads
switches() { cat /proc/"$daemon"/task/*/status | awk '/ctxt_switches/ { n += $2 } END { print n }'; }

sleep 15
awk '/^(VmRSS|RssAnon|RssFile|Threads)/ { print }' "/proc/$daemon/status"
awk '/^VmRSS/ { printf "resident: %.1f MiB\n", $2 / 1024 }' "/proc/$daemon/status"
before=$(switches)
sleep 60
after=$(switches)
echo "context switches: $((after - before)) in 60 s"
for task in /proc/"$daemon"/task/*; do
  printf '%s %s\n' "$(cat "$task/comm")" "$(awk '/ctxt_switches/ { n += $2 } END { print n }' "$task/status")"
done
