#!/bin/sh
# Make .boot: a small environment that holds the installer (uv), nothing else.
set -eu
find_python() {
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; then
      echo "$candidate"; return 0
    fi
  done
  return 1
}
python=$(find_python) || {
  echo "Smeaton needs Python 3.11 or newer. None was found (looked for ${PYTHON:-python3, python3.13, python3.12, python3.11})." >&2
  echo "Install it, or say where it is: make PYTHON=/path/to/python3.11" >&2
  exit 2
}
rm -rf .boot
"$python" -m venv .boot 2>.boot-error || {
  cat .boot-error >&2; rm -rf .boot .boot-error
  echo "This Python cannot make an environment. On Debian or Ubuntu: apt-get install python3-venv" >&2
  exit 2
}
rm -f .boot-error
# uv is only the faster installer: without it, tools/install.sh uses pip with the same lock.
.boot/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
  -r requirements/boot.txt || echo "uv could not be installed; going on with pip (slower)." >&2
touch .boot/.ok
