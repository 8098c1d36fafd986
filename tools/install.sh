#!/bin/sh
# Install .venv from requirements/$1.txt, by uv where it works and by pip with the same hashes where not.
set -eu
which=$1
[ -x .venv/bin/python ] || .boot/bin/python -m venv --without-pip .venv
lock=requirements/$which.txt
.boot/bin/python -m uv pip sync --quiet --python .venv/bin/python --require-hashes --only-binary :all: "$lock" 2>.boot/uv-error || {
  echo "uv could not install (first line: $(head -n 1 .boot/uv-error)); trying pip." >&2
  .boot/bin/python -m pip --python .venv/bin/python install --quiet --disable-pip-version-check --no-compile \
    --require-hashes --only-binary :all: -r "$lock" || {
    echo "The packages in $lock could not be installed. Check that this machine reaches its package index, then run make again." >&2
    exit 2
  }
}
# Smeaton itself: a relative path and a relative command, so that the checkout may be renamed.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "../../../../src" >"$site/smeaton.pth"
cat >.venv/bin/smeaton <<'SCRIPT'
#!/bin/sh
exec "$(dirname "$0")/python" -m smeaton.cli "$@"
SCRIPT
chmod +x .venv/bin/smeaton
touch ".venv/.$which"
