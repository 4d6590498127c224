# Tandem. `make run` needs Python 3.11 or newer and make; everything else is fetched into this folder.
PYTHON ?= python3
BIN := .venv/bin
BOOTSTRAP := $(PYTHON) scripts/bootstrap.py
# One more than there are cores: tests wait for PostgreSQL and other processes a third of their time.
PYTEST_WORKERS ?= $(shell $(PYTHON) -c "import os; here = getattr(os, 'sched_getaffinity', None); print((len(here(0)) if here else os.cpu_count() or 1) + 1)")

.DEFAULT_GOAL := help
.PHONY: help run dev web models test lint types unit web-test e2e format migration lock clean

help: ## Show what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

run: ## Install everything and start Tandem with the demo lender (stop: Ctrl-C)
	@exec $(BOOTSTRAP) python web models up

dev: ## Install everything that tests need
	@$(BOOTSTRAP) dev web models

web: ## Build the web pages into src/tandem/web_dist
	@$(BOOTSTRAP) web

models: ## Fetch the bot's sentence encoders
	@$(BOOTSTRAP) python models

test: dev ## Run every check and test
	@$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) web-test types lint
	@$(MAKE) --no-print-directory unit e2e

lint: ## Style and the borders between contexts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@if grep -qs importlinter pyproject.toml .importlinter; then $(BIN)/lint-imports; else echo "import-linter: no contracts yet"; fi

types: ## Types of Python and TypeScript
	$(BIN)/mypy
	@$(PYTHON) scripts/web_scripts.py typecheck check

web-test: ## Tests of the web apps and packages
	@$(PYTHON) scripts/web_scripts.py test

unit: ## Tests of Python
	$(BIN)/pytest -n $(PYTEST_WORKERS) --dist worksteal --ignore=tests/journeys

e2e: ## A browser against the running product (skipped, and said so, without a Chromium)
	@if ! ls tests/journeys/test_*.py >/dev/null 2>&1; then echo "journeys: none yet"; exit 0; fi; \
	$(PYTHON) scripts/chromium.py; case $$? in 0) $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder tests/journeys web/apps/widget/tests/browser ;; 1) ;; *) exit 1 ;; esac

format: ## Rewrite Python files in the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migration: ## Write the next schema version: make migration NAME="what it does"
	$(BIN)/python scripts/make_migration.py "$(NAME)"

lock: ## Write requirements*.lock anew from pyproject.toml
	$(PYTHON) scripts/lock.py

clean: ## Remove what was built (not your data, not .venv)
	rm -rf .build dist src/tandem/web_dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
