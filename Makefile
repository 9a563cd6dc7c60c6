# GasCert. `make` alone lists what can be made.

PYTHON ?= python3.11
BIN := .venv/bin
MEMBERS := contracts services/identity services/employment services/enterprise \
	services/certificate services/review-scheduler gateway deploy/operator deploy/local
PROJECTS := $(MEMBERS:%=%/pyproject.toml)
SOURCES := $(MEMBERS:%=%/src)
READY := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help setup run appoint demo operate test faults bench check format lock clean

help: ## List these targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Make the environment from the lock (nothing but Python 3.11 is needed).

$(READY): requirements.lock $(PROJECTS)
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation $(MEMBERS:%=--editable %)
	@touch $@

run: $(READY) ## Start the whole register on this machine: http://127.0.0.1:8000.
	@$(BIN)/python -m gascert_local.run

appoint: $(READY) ## Open the first administrator's account of an empty register that runs: NAME=…
	@$(BIN)/python -m gascert_local.appoint $(NAME)

demo: $(READY) ## Tell two stories: a category change from end to end, and a certificate's whole life.
	@$(BIN)/python -m gascert_local.demo

operate: $(READY) ## Operate the register that runs here: make operate ARGS="parked list".
	@$(BIN)/python -m gascert_local.operate $(ARGS)

test: $(READY) ## Run every test, against real PostgreSQL and RabbitMQ.
	$(BIN)/python -m pytest $(ARGS)

faults: $(READY) ## Run the whole fault matrix with 1,000 kills; SEED=n replays (some 40 minutes).
	$(BIN)/python -m pytest tests/faults --faults=whole $(if $(SEED),--seed $(SEED)) $(ARGS)

bench: $(READY) ## Measure what counts, as ratios within one run (some ten minutes).
	@$(BIN)/python -W ignore -m tests.bench $(ARGS)

check: $(READY) ## Check format, lint, types, the walls between rooms and known vulnerabilities.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(SOURCES) tests
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m gascert_local.audit requirements.lock

format: $(READY) ## Format the code and sort its imports.
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

lock: ## Resolve requirements.lock anew; UPGRADE=--upgrade takes newest releases.
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header $(UPGRADE) --group pyproject.toml:dev $(PROJECTS) \
		$(foreach m,$(MEMBERS),--no-emit-package gascert-$(notdir $(m))) \
		--output-file requirements.lock
	@! grep -nE 'https?://|file:' requirements.lock

clean: ## Remove the environment, caches and what a local run left behind.
	@! test -e $(READY) || $(BIN)/python -m gascert_local.clean
	rm -rf .venv .local .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
