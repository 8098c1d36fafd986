#!/bin/sh
# `make test`: SQLite always; PostgreSQL, Chromium and R join where they are found, and it says where they are not.
set -u
py=.venv/bin/python
status=0
# Three on two cores: many tests wait (for a killed worker, a letter, a planner's time) while others compute.
workers=${SMEATON_TEST_WORKERS:-3}
# A file's tests share what they start (a server, a place): one process does them all, long files first.
by_file="--dist loadfile --no-loadscope-reorder"
postgres=${SMEATON_TEST_POSTGRES_URL:-postgresql://postgres@127.0.0.1:5432/smeaton}

say() { printf '\n== %s\n' "$1"; }

# SMEATON_COVERAGE=1 also tells which lines no test ran; that takes more time.
first= then=
if [ -n "${SMEATON_COVERAGE:-}" ]; then
  rm -f .coverage .coverage.*
  first="--cov --cov-report=" then="--cov --cov-append --cov-report=term:skip-covered"
fi

say "Terms and engine, as if Django were not installed"
$py tools/test_pure.py -n "$workers" $by_file --durations=10 $first || status=1

say "Everything else, on SQLite"
SMEATON_DATABASE_URL= $py -m pytest -q -n "$workers" $by_file --durations=20 $then \
  --ignore=tests/journeys --ignore=tests/engine --ignore=tests/terms || status=1

if SMEATON_PROBE="$postgres" $py -c 'import os, psycopg; psycopg.connect(os.environ["SMEATON_PROBE"].rsplit("/", 1)[0] + "/postgres", connect_timeout=3).close()' 2>/dev/null; then
  say "What has a database, on PostgreSQL"
  # What a database may do differently: constraints, writes, queries; and everything about people, what they
  # may see and what is recorded of it (access, people, history; records, erasure, retention and sign-in in home).
  # Pages that only show it are asked on SQLite; races start their own databases, both kinds, in the stage above.
  # SMEATON_TEST_POSTGRES_ONLY= (empty) runs all.
  some="services or models or queries or connection or order or sending or answering or replies or worker"
  people="access or people or history or record or erasing or retaining or sign_in or signing_in or providers"
  slow="stateful or withdrawn or any_address or journeys"
  some="($some or (($people) and not ($slow))) and not race"
  SMEATON_DATABASE_URL="$postgres" $py -m pytest -q -n "$workers" $by_file --durations=10 \
    -k "${SMEATON_TEST_POSTGRES_ONLY-$some}" \
    tests/apps tests/cli/test_answering_crowd.py || status=1
else
  say "PostgreSQL was not found at $postgres: its tests were left out (SMEATON_TEST_POSTGRES_URL names another)"
fi

if [ -n "${SMEATON_CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1; then
  say "Journeys in Chromium"
  $py -m pytest -q -n "$workers" $by_file --durations=10 tests/journeys || status=1
else
  say "Chromium was not found: the journeys were left out (on Debian: apt-get install chromium)"
fi

command -v Rscript >/dev/null 2>&1 || say "R was not found: stored reference figures were compared, but not made anew"
exit $status
