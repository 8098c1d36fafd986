#!/bin/sh
# `make check`: contracts, types, lint, templates, migrations, deployment settings, docs. Runs all, then says what failed.
set -u
py=.venv/bin/python
failed=

run() { name=$1; shift; printf '\n== %s\n' "$name"; "$@" || failed="$failed $name;"; }

run "import contracts" $py -c 'from importlinter.cli import lint_imports_command as lint; lint()'
run "types" $py -m mypy
run "lint" $py -m ruff check src tests benchmarks tools
run "format" $py -m ruff format --check src tests benchmarks tools
run "templates" $py -m djlint --lint --quiet src
run "migrations" $py -m django makemigrations --check --dry-run --settings smeaton.project.settings
key=$($py -c 'import secrets; print(secrets.token_urlsafe(50))')
run "settings" env SMEATON_HTTPS=1 SMEATON_SECRET_KEY="$key" SMEATON_HOSTS=smeaton.example.org $py -W error -m django check --deploy --fail-level WARNING --settings smeaton.project.settings
run "generated docs" $py tools/generate_docs.py --check
if [ -n "$failed" ]; then printf '\nFailed:%s\n' "$failed"; exit 1; fi
printf '\nAll checks passed.\n'
