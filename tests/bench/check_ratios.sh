#!/bin/bash
# Whether what a poll and a parse cost has grown: each ratio of tests/bench/ratios.tsv is measured,
# and one that is more than 1.3 times as large three times in a row fails.
#
#     tests/bench/check_ratios.sh FOLDER [--all]      FOLDER has the programs: build/release/tests/bench
#
# Ratios of CPU time of two sides in one run, so another machine gets nearly the same. --all adds the
# comparison with newsboat, where Debian's newsboat is. What made a ratio smaller for good writes the
# new one into the table.
set -eu

programs=${1:?usage: check_ratios.sh FOLDER [--all]}
table=$(dirname "$0")/ratios.tsv

# "NAME<tab>RATIO" of one run of what a first word names.
measured() {
  case $1 in
    poll) "$programs/poll_cost" 9 150 |
      awk 'NR > 1 { ratio = $(NF - 2); name = $0; sub(/ +[0-9]+ +[0-9]+ +[0-9.]+ +[0-9.]+ +[a-z]+$/, "", name)
        print "poll: " name "\t" ratio }' ;;
    parse) "$programs/parse_cost" 3 |
      awk '$1 == "all" { print "parse: items\t" $4; print "parse: items and text\t" $5 }' ;;
    newsboat) "$(dirname "$0")/newsboat.sh" "$programs/../../newswatch" 5 |
      awk '/times less/ { share = 1 / $(NF - 5); name = $0; sub(/ +newsboat.*/, "", name)
        printf "newsboat: %s\t%.3f\n", name, share }' ;;
  esac
}

check() {  # the first word of the names
  local run worst
  for run in 1 2 3; do
    measured "$1" >"$found"
    worst=$(awk -F '\t' -v what="$1" '
      NR == FNR { ratio[$1] = $2; next }
      /^#/ || index($1, what ":") != 1 { next }
      !($1 in ratio) { print "  " $1 ": not measured"; next }
      ratio[$1] > 1.3 * $2 { printf "  %s: %s, %.1f times the %s of the table\n", $1, ratio[$1], ratio[$1] / $2, $2 }
    ' "$found" "$table")
    [ -n "$worst" ] || { sed 's/^/  /' "$found"; return; }
  done
  echo "Dearer than before, $run times in a row:"
  echo "$worst"
  failed=1
}

failed=0
found=$(mktemp)
trap 'rm -f "$found"' EXIT
check poll
check parse
if [ "${2:-}" = --all ]; then
  if command -v newsboat >/dev/null; then check newsboat; else echo "newsboat is missing: apt-get install newsboat"; fi
fi
exit $failed
