#!/bin/sh
# The programs tests need beside Python: a browser, a PostgreSQL server, Go with its x/mod.
set -eu
need=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || need="chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || need="$need postgresql"
command -v go >/dev/null 2>&1 || need="$need golang-go"
[ -d /usr/share/gocode/src/golang.org/x/mod ] || need="$need golang-golang-x-mod-dev"
[ -z "$need" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing $need …"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need >/dev/null
else
  echo "The tests need: $need. On Debian: sudo apt-get install $need" >&2
  exit 1
fi
