#!/usr/bin/env bash
# Install the system packages that are missing: with apt where this is root, else by naming the command.
#   system-packages.sh run    what the demo needs (the sandbox)
#   system-packages.sh test   what the tests need as well (browser, fonts, databases, containers)
set -euo pipefail

missing=()
need() { # need <package> <test command...>
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
has() { command -v "$1"; }
# `grep -q` would end the pipe early, which pipefail takes for a fault.
has_library() { { ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null | grep -F "$1" >/dev/null; }
has_postgresql() { has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb'; }
has_font() { has fc-list && fc-list | grep -Ei "$1" >/dev/null; }
has_chromium() {
  [ -x "${CHROMIUM_PATH:-}" ] || has chromium || has chromium-browser || has google-chrome
}

case "${1:-}" in
  run)
    need bubblewrap has bwrap
    need util-linux has prlimit
    need libseccomp2 has_library libseccomp.so.2
    ;;
  test)
    need chromium has_chromium
    need fonts-liberation has_font liberation
    need fonts-noto-core has_font 'noto ?sans'
    need postgresql has_postgresql
    need redis-server has redis-server
    # Only root can start an engine of its own.
    [ "$(id -u)" -ne 0 ] || need docker.io has dockerd
    ;;
  *)
    echo "usage: $0 run|test" >&2
    exit 2
    ;;
esac

[ "${#missing[@]}" -eq 0 ] && exit 0

command="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null; then
  echo "These are missing (names as in Debian), install them and run make again: ${missing[*]}" >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "System packages are missing. Run this, then make again:" >&2
  echo "  sudo sh -c '$command'" >&2
  exit 1
fi

echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# Servers are for the tests to start, in folders of their own: none may start by itself.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
log=$(mktemp)
if ! { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "failed: $command" >&2
  exit 1
fi
rm -f "$log"
