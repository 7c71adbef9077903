# Everything a person types. `make run` and `make test` need Python 3.11+, make, git and npm.

# A command of that name may be a launcher without its Python behind it: each is tried before it is taken.
PYTHON ?= $(shell for found in python3 python3.11 python3.12 python3.13 python3.14; do \
  $$found -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$found && break; done)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
JOBS ?= 2

.PHONY: run test test-services check fix prove bench screens migrate translate clean

run: .venv/.run node_modules/.done  ## start everything on http://127.0.0.1:8000
	@exec $(BIN)/python -m server serve

test: .venv/.dev node_modules/.done chromium  ## all tests, on throw-away embedded servers
	$(PYTEST) -n $(JOBS)

test-services: .venv/.dev node_modules/.done chromium  ## the same suite on servers of one's own
	ONETRIP_TEST_DATABASE_URL=$${ONETRIP_TEST_DATABASE_URL:-postgres://root@127.0.0.1:5432/postgres} \
	ONETRIP_TEST_REDIS_URL=$${ONETRIP_TEST_REDIS_URL:-redis://127.0.0.1:6379/9} $(PYTEST) -n $(JOBS)

check: .venv/.dev  ## format, lint, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy server bots
	$(BIN)/lint-imports

fix: .venv/.dev  ## what a machine can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

prove: .venv/.dev node_modules/.done  ## the issues' full numbers, as a table
	$(PYTEST) tests/prove -m prove -p no:randomly -s -o "norecursedirs=.* node_modules var"

bench: .venv/.dev  ## each figure beside its reference, in one run
	$(BIN)/python -m bench

screens: .venv/.dev node_modules/.done chromium  ## every page at every size, checked and kept in var/screens
	$(BIN)/python scripts/screens.py

migrate: .venv/.run
	$(BIN)/python -m server migrate

translate: .venv/.dev  ## take new page texts into the catalogues
	PYTHONPATH=. $(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output -o locales/onetrip.pot .
	$(BIN)/pybabel -q update -i locales/onetrip.pot -D onetrip -d locales -l en --no-fuzzy-matching --no-wrap

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "OneTrip needs Python 3.11 or newer, with its venv module"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: .venv/bin/python requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.run

node_modules/.done: package-lock.json
	npm ci --silent
	@touch $@

.PHONY: chromium
chromium:
	@if command -v chromium >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null || true; \
	fi; \
	command -v chromium >/dev/null 2>&1 || echo "no Chromium here: browser tests are skipped"; \
	if [ "$$CI" = true ] && ! command -v chromium >/dev/null 2>&1; then exit 1; fi

clean:
	rm -rf var .venv node_modules
