# Everything a person types; `make help` lists it.
PYTHON ?= python3
SETUP := $(PYTHON) scripts/setup.py
BIN := .venv/bin

.PHONY: help setup setup-run demo run check test pictures prove bench messages
help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

setup:  ## install all that running and testing need; quick the second time
	@$(SETUP) test

setup-run:
	@$(SETUP) run

demo: setup-run  ## start the desk with a living demo; Ctrl-C stops it
	@$(BIN)/ringback up --demo

run: setup-run  ## start the desk
	@$(BIN)/ringback up

check: setup  ## format, lint, types, import contracts, migrations, translations, fast tests: under a minute
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@$(SETUP) npm run --silent check
	$(BIN)/lint-imports --no-logo
	$(BIN)/python scripts/messages.py check
	$(BIN)/pytest -q -m "not browser and not slow" $(FAST)

FAST := tests/rules tests/lines tests/dispatch tests/test_architecture.py tests/test_migrations.py

test: setup  ## every test; the ten slowest are named at the end
	$(BIN)/pytest --durations=10

pictures: setup  ## every page, wide and narrow, in both languages, light and dark, into .cache/pictures; OF=now for some
	RINGBACK_PICTURES=.cache/pictures RINGBACK_PICTURES_OF=$(OF) $(BIN)/pytest -q tests/pictures

prove: setup  ## what takes hours: exact values, kills and standby with the lengths as shipped, an hour of memory
	RINGBACK_PROVE=1 $(BIN)/pytest -s tests/processes tests/simulation/oracles tests/simulation/test_surge.py
	RINGBACK_PROVE=1 $(BIN)/python -m bench memory

bench: setup  ## one JSON line per figure; FIGURE=name for one
	@$(SETUP) peers
	@$(BIN)/python -m bench $(FIGURE)

messages: setup  ## compile the Chinese and say what it lacks
	@$(BIN)/python scripts/messages.py compile
	@$(BIN)/python scripts/messages.py check
