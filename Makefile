# `make` alone prints what there is. Everything here works in a fresh checkout with Python 3.11 or newer.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help setup demo check test test-client bench screenshots translations lock clean distclean

BIN := .venv/bin
# One pytest worker for each core. `make test TESTS=tests/shared PYTEST_ARGS=-x` runs some, one after the other.
PYTEST_ARGS ?= --numprocesses auto
TESTS ?= tests

test test-client: export QT_QPA_PLATFORM := offscreen

help:  ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## Install what is missing: system packages, .venv, translations
	@scripts/setup

demo: setup  ## Load the demo plant, start the server, open the client; with no display, the same tour off-screen
	$(BIN)/veralot-server demo

check: setup  ## Format, lint, types, import rules, pinned packages
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/uv pip check --python $(BIN)/python

test: setup  ## Run every test, then the client's again where no server package is installed
	$(BIN)/python -m pytest $(PYTEST_ARGS) $(TESTS)
	@$(MAKE) --no-print-directory test-client

test-client:  ## Run the client's and the shared tests where no server package is installed
	@scripts/setup client
	.venv-client/bin/python scripts/client_only.py
	$(BIN)/uv pip check --python .venv-client/bin/python
	.venv-client/bin/python -m pytest $(PYTEST_ARGS) tests/client tests/shared

bench: setup  ## Measure what docs/architecture.md promises: ratios in one run, medians of at least five
	$(BIN)/python -m benchmarks

screenshots: setup  ## Take the pictures of README.md and docs/ again
	$(BIN)/python -m scripts.screenshots

translations: setup  ## Bring the catalogue into step with the code; with PO=file take that file's translations over
	$(BIN)/python -m scripts.translations --merge $(PO)

lock: setup  ## Write requirements/*.txt again; with UPGRADE=1 at the newest versions
	scripts/lock $(if $(UPGRADE),--upgrade)

clean:  ## Remove what the tools, the tests and the demo made; the environments stay
	rm -rf out build dist .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find shared server client resources tests benchmarks scripts \
		\( -name __pycache__ -o -name '*.egg-info' -o -name '*.mo' \) -prune -exec rm -rf {} +

distclean: clean  ## Remove the environments too
	rm -rf .venv .venv-client
