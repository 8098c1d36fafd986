#!/bin/sh
# `make audit`: are faults known in what is locked? Asks public lists, so it needs the network and is no test.
set -u
status=0
say() { printf '\n== %s\n' "$1"; }

[ -x .audit/bin/python ] || .boot/bin/python -m venv .audit || exit 2
.audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
  -r requirements/audit.txt || { echo "pip-audit could not be installed; nothing was asked." >&2; exit 2; }

for lock in runtime boot dev; do
  say "Python: requirements/$lock.txt"
  told=$(.audit/bin/python -m pip_audit --requirement "requirements/$lock.txt" --require-hashes --disable-pip \
    --progress-spinner off 2>&1)
  found=$?
  printf '%s\n' "$told"
  case $told in
    *"No known vulnerabilities"*) ;;
    *"Found "*" vulnerabilit"*) status=1 ;;
    *) [ "$found" -eq 0 ] || { echo "The list of faults was not reached: this lock was not looked at."; status=2; } ;;
  esac
done

say "Node: package-lock.json"
if command -v npm >/dev/null 2>&1; then
  npm audit --package-lock-only --audit-level=low || { echo "Faults stand above, or the list was not reached."; status=1; }
else
  echo "npm was not found: package-lock.json was not looked at."
  status=2
fi
[ "$status" -ne 0 ] || printf '\nNo fault is known in what is locked.\n'
exit "$status"
