#!/usr/bin/env bash
# Run a command and show what it printed only when it fails.
set -u
output=$("$@" 2>&1)
code=$?
if [ "$code" -ne 0 ]; then
  printf '%s\n' "$output"
  printf 'failed (%s): %s\n' "$code" "$*" >&2
fi
exit "$code"
