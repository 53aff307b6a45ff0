# The two commands are `make run` and `make test`. `make help` lists the others.

.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

# Tools come from the virtualenv; npm's scripts look for node on PATH.
IN_VENV := PATH="$(CURDIR)/.venv/bin:$$PATH"
NPM := $(IN_VENV) npm --prefix frontend run --silent

# Where templates lie; djhtml changes nothing but their indentation.
TEMPLATES := templates talentsync/lib/templates

# Browsers, servers and pages share the cores: one test process for each is enough.
PYTEST_WORKERS ?= auto
# For example: make test ARGS="tests/rooms -k presence"
ARGS ?=

# Locked for every platform, and without a word about the index that this machine happened to ask. uv does not read pip's
# settings, on purpose here: a private mirror that holds only some of the files would give a lock with only their hashes.
UV_COMPILE := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

# What imports the settings to look at the code needs a value here, and only here.
check generate languages: export SECRET_KEY := a value that only make itself uses, and no server

.PHONY: help run dev languages test test-fast test-postgres coverage check generate format lock bench

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { sub("%", "NAME", $$1); printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is missing, build, start everything and print the links
	@bin/bootstrap run
	@.venv/bin/python bin/run.py

dev: ## the same with reloading: Python on change, the front-end by Vite
	@bin/bootstrap dev
	@.venv/bin/python bin/run.py --reload

languages: ## install every compiler that the sandbox knows (half a gigabyte to fetch) and tell which languages work
	@bin/bootstrap languages
	@$(IN_VENV) python manage.py languages --skip-checks

test: ## install what is missing and run every test
	@bin/bootstrap test
	@$(NPM) test
	@$(IN_VENV) python -m pytest -n $(PYTEST_WORKERS) $(ARGS)

test-fast: ## run the tests that need no browser, no compiler and no second process
	@bin/bootstrap check
	@bin/bootstrap bundle
	@$(NPM) test
	@$(IN_VENV) python -m pytest --fast -n $(PYTEST_WORKERS) $(ARGS)

coverage: ## run every test and tell which lines of Python none of them runs
	@bin/bootstrap test
	@$(IN_VENV) python -m pytest -n $(PYTEST_WORKERS) --cov --cov-report=html --cov-report=term:skip-covered $(ARGS)

test-postgres: ## run the Python tests on a PostgreSQL that lives as long as they do
	@bin/bootstrap test
	@$(IN_VENV) python bin/with_postgres.py python -m pytest -n $(PYTEST_WORKERS) $(ARGS)

check: ## lint, types, import directions, migrations, generated files and lock files
	@bin/bootstrap check
	@$(IN_VENV) python bin/check_locks.py
	@$(IN_VENV) ruff check .
	@$(IN_VENV) ruff format --check --quiet .
	@$(IN_VENV) djhtml --check --tabwidth 2 $(TEMPLATES)
	@$(IN_VENV) mypy .
	@$(IN_VENV) lint-imports
	@$(IN_VENV) python manage.py makemigrations --check --dry-run --skip-checks
	@$(IN_VENV) python bin/lint_migrations.py
	@$(IN_VENV) python bin/generate.py --check
	@$(NPM) typecheck
	@$(NPM) lint
	@$(NPM) format:check

generate: ## write the front-end's types out of the schemas of the HTTP API and of the room's events
	@bin/bootstrap check
	@$(IN_VENV) python bin/generate.py

format: ## put every file into the house's format
	@bin/bootstrap check
	@$(IN_VENV) ruff check --fix .
	@$(IN_VENV) ruff format .
	@$(IN_VENV) djhtml --tabwidth 2 $(TEMPLATES)
	@$(NPM) format

lock: ## compile requirements*.txt and the npm lock file again
	@bin/bootstrap check
	@for name in requirements requirements-dev; do \
	    $(IN_VENV) uv pip compile $(UV_COMPILE) $(ARGS) $$name.in --output-file $$name.txt >/dev/null || exit 1; done
	@for folder in frontend languages; do \
	    $(IN_VENV) npm --prefix $$folder install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund || exit 1; done
	@$(IN_VENV) python bin/check_locks.py

bench: ## run every benchmark
	@bin/bootstrap test
	@set -e; for main in bench/*/__main__.py; do name=$${main#bench/}; $(MAKE) bench-$${name%/__main__.py}; done

bench-%: ## run the benchmark in bench/NAME; its last line is a JSON object
	@bin/bootstrap test
	@$(IN_VENV) python -m bench.$* $(ARGS)
