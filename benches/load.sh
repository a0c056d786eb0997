#!/bin/sh
# The whole over HTTP, signed in, audit on: how long a page takes and how many a second.
# Needs curl and wrk (both in Debian). Usage: benches/load.sh [CHILDREN] [PORT]
set -eu
children=${1:-10000}
port=${2:-8107}
program=${SEEN:-target/release/seen}
folder=$(mktemp -d)
base="http://127.0.0.1:$port"
server=
trap 'test -z "$server" || kill "$server"; rm -rf "$folder"' EXIT

echo "== making $children children"
/usr/bin/time -f "%e s, %M kB at most" "$program" demo --children "$children" --no-serve --data-dir "$folder" > "$folder/said"
du -m "$folder/seen.sqlite" | sed 's/\t.*/ MB on disk/'

"$program" serve --bind "127.0.0.1:$port" --data-dir "$folder" > "$folder/log" 2>&1 &
server=$!
until grep -q Listening "$folder/log"; do sleep 0.01; done

jar="$folder/jar"
token=$(curl -s -c "$jar" "$base/sign-in" | sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p' | head -1)
curl -s -o "$folder/in" -b "$jar" -c "$jar" -H "Origin: $base" -d "form_token=$token" \
  -d 'email=amina.farrow@wexcombe.example' -d 'password=wexcombe-demonstration' "$base/sign-in"
cookie=$(awk '!/^# / && NF >= 7 { printf "%s=%s; ", $6, $7 }' "$jar")
test "$(curl -s -o "$folder/page" -w '%{http_code}' -H "Cookie: $cookie" "$base/not-seen")" = 200 || { echo "sign-in failed"; exit 1; }
wc -c < "$folder/page" | sed 's/$/ bytes in the first page of Not seen/'

# The median of 300, one after another on one connection; then eight clients for ten seconds.
measure() {
  seq 300 | awk -v url="$base$2" '{ printf "url = \"%s\"\noutput = \"/dev/null\"\n", url }' > "$folder/urls"
  median=$(curl -s --compressed -H "Cookie: $cookie" -w '%{time_total}\n' -K "$folder/urls" |
    sort -n | awk '{ t[NR] = $1 } END { printf "%.2f", t[int((NR + 1) / 2)] * 1000 }')
  rate=$(wrk -t2 -c8 -d10s -H "Cookie: $cookie" -H 'Accept-Encoding: gzip' "$base$2" | awk '/Requests\/sec/ { r = $2 } /Non-2xx/ { e = " FAILED " $NF } END { print r e }')
  echo "$1: median $median ms; 8 clients $rate a second"
}
next=$(sed -n 's/.*href="\(\/not-seen?[^"]*after=[^"]*\)".*/\1/p' "$folder/page" | head -1 | sed 's/&amp;/\&/g; s/&#38;/\&/g')
child=$(sed -n 's/.*href="\(\/children\/[0-9a-f-]\{36\}\)".*/\1/p' "$folder/page" | head -1)
echo "== over HTTP"
measure "a ready file (style sheet)" "$(sed -n 's/.*href="\(\/assets\/[^"]*\.css[^"]*\)".*/\1/p' "$folder/page" | head -1)"
measure "Not seen, first page" /not-seen
test -z "$next" || measure "Not seen, next page" "$next"
test -z "$child" || measure "a record" "$child"
measure "Today" /
grep VmRSS "/proc/$server/status" | sed 's/VmRSS:[[:space:]]*/memory while serving: /'
