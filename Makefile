# The two commands a newcomer needs are `make demo` and `make test`; `make help` lists the rest.
# Everything is called through `.venv/bin/python -m …` and relative paths, so a checkout may be moved.
SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test test-browser check fix bench docs audit lock clean

PY := .venv/bin/python
export UV_SYSTEM_CERTS ?= 1
export PYTHONUTF8 := 1
# Compiled bytecode is kept, whatever the environment says: without it every command compiles numpy anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

setup: .venv/.runtime src/smeaton/ui/static/ui/built/.ok .venv/.compiled ## environment and assets, from hashed locks

setup-dev: .venv/.dev src/smeaton/ui/static/ui/built/.ok .venv/.compiled ## the same, with what tests and checks need

demo: setup ## the demonstration place, analysed and planned, served on localhost
	@$(PY) -m smeaton.cli demo

test: setup-dev ## the tests: SQLite always; PostgreSQL, browser and R where found
	@sh tools/test.sh

test-browser: setup-dev ## the browser journeys; fails where no Chromium is found
	@SMEATON_TEST_BROWSER=required $(PY) -m pytest tests/journeys -n 0

check: setup-dev ## contracts, types, lint, migrations, docs
	@sh tools/check.sh

fix: setup-dev ## mend what ruff and djlint can mend
	@$(PY) -m ruff check --fix src tests benchmarks tools
	@$(PY) -m ruff format src tests benchmarks tools
	@$(PY) -m djlint --reformat --quiet src || true

bench: setup-dev ## every benchmark, one table each
	@for f in benchmarks/*.py; do case $$f in */_*) ;; *) echo "== $$f"; $(PY) $$f || exit 1;; esac; done

docs: setup-dev ## write the generated reference pages anew
	@$(PY) tools/generate_docs.py

audit: .boot/.ok ## ask public lists about faults in what is locked (needs the network)
	@sh tools/audit.sh

lock: .boot/.ok ## resolve requirements/*.in anew (no index address is written)
	@for f in boot node runtime dev audit; do \
	  .boot/bin/python -m uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --python-version 3.11 --custom-compile-command 'make lock' \
	    requirements/$$f.in -o requirements/$$f.txt || exit 1; done
	@npm install --package-lock-only

clean: ## remove the environments and everything built
	@rm -rf .boot .audit .venv node_modules src/smeaton/ui/static/ui/built .mypy_cache .ruff_cache .pytest_cache

.boot/.ok: requirements/boot.txt tools/boot.sh
	@sh tools/boot.sh

.venv/.runtime: requirements/runtime.txt tools/install.sh | .boot/.ok
	@if [ -f .venv/.dev ] && [ .venv/.dev -nt requirements/dev.txt ]; then touch $@; else sh tools/install.sh runtime; fi

.venv/.dev: requirements/dev.txt tools/install.sh | .boot/.ok
	@sh tools/install.sh dev && touch .venv/.runtime

# The planner's loops, in machine code: kept beside their sources, made anew when these change.
.venv/.compiled: $(wildcard src/smeaton/engine/support/local/*.py src/smeaton/engine/support/columns/*.py) tools/compile.py | .venv/.runtime
	@$(PY) tools/compile.py && touch $@

node_modules/.ok: package-lock.json tools/node.sh | .boot/.ok
	@sh tools/node.sh

src/smeaton/ui/static/ui/built/.ok: node_modules/.ok tools/build_assets.py | .venv/.runtime
	@$(PY) tools/build_assets.py && touch $@
