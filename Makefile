# Everything a person types; each line says what it does.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup setup-test demo run check test bench messages prove
help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup:  ## install all that running needs (quick the second time)
	@$(PYTHON) scripts/setup.py run

setup-test:  ## install all that running and testing need
	@$(PYTHON) scripts/setup.py test

demo: setup  ## start the desk with a living demo; Ctrl-C stops it
	@$(BIN)/ringback up --demo

run: setup  ## start the desk
	@$(BIN)/ringback up

check: setup-test  ## format, lint, types, import contracts, migrations, translations, fast tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/messages.py check
	@$(PYTHON) scripts/setup.py npm run --silent check
	$(BIN)/pytest -q -m "not browser and not slow" tests/rules tests/config tests/test_architecture.py tests/test_migrations.py

test: setup-test  ## every test, the ten slowest named at the end
	$(BIN)/pytest --durations=10

bench: setup-test  ## one JSON line per figure; FIGURE=name for one
	@$(BIN)/python -m bench $(FIGURE)

messages: setup-test  ## merge and compile the translations
	@$(BIN)/python scripts/messages.py compile
