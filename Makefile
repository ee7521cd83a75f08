# Two commands: `make run` and `make test`. Everything else serves them.

PYTHON ?= python3
SAMPLES := index_data/samples
SOURCES ?=
HOST ?= 127.0.0.1
PORT ?= 8000
SIZES ?= 1000 10000
ENGINES ?=
REBUILD ?= ours
VENV := .venv
BIN := $(VENV)/bin
CLASSIC := .venv-classic
RUN_PIP = $(1)/bin/pip install --quiet --disable-pip-version-check

.PHONY: run test check test-classic bench format messages chromium redis clean

# An index that staff built of other sources is served as it is, never replaced by the samples.
run: $(VENV)/.installed ## index the sources (the sample articles) and serve them
	@$(BIN)/indexer build $(or $(SOURCES),--keep-other $(SAMPLES)) || test $$? -eq 3
	@exec $(BIN)/search-web serve --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-dev chromium redis ## every test, the browser's too
	$(BIN)/pytest

check: $(VENV)/.installed-dev ## format, lint, imports, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

test-classic: $(CLASSIC)/.installed ## the engine's tests on the classic Whoosh 2.7.4
	$(CLASSIC)/bin/python -c 'import whoosh; assert whoosh.__version__ == (2, 7, 4), whoosh.__version__'
	$(CLASSIC)/bin/pytest tests/indexer/engines

bench: $(VENV)/.installed-bench ## measure, beside other engines: make bench SIZES="1000 10000 50000"
	$(BIN)/python -m tests.benchmarks --sizes "$(SIZES)" --rebuild $(REBUILD) \
	  $(if $(ENGINES),--engines "$(ENGINES)")

format: $(VENV)/.installed-dev ## what `make check` can mend by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(VENV)/.installed-dev ## the catalogues brought up to what the code and the templates say
	@$(BIN)/pybabel -q extract -F pyproject.toml --add-location=file --sort-output --project=Bahith -o $(VENV)/messages.pot .
	@$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d search_web/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(BIN)/pybabel -q compile -d search_web/translations --statistics

clean: ## everything that the other targets made
	rm -rf $(VENV) $(CLASSIC) .bench build .hypothesis .schemathesis index_data/generations index_data/crawls \
	  index_data/hooks index_data/secret.key index_data/queries.sqlite*

$(VENV)/.installed: pyproject.toml
	@$(call make_venv,$(VENV))
	$(call RUN_PIP,$(VENV)) -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(call RUN_PIP,$(VENV)) -e '.[dev]'
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed
	$(call RUN_PIP,$(VENV)) -e '.[bench]'
	@touch $@

$(CLASSIC)/.installed: pyproject.toml
	@$(call make_venv,$(CLASSIC))
	$(call RUN_PIP,$(CLASSIC)) -e '.[dev]'
	$(CLASSIC)/bin/pip uninstall --quiet --yes whoosh3
	$(call RUN_PIP,$(CLASSIC)) whoosh==2.7.4
	@touch $@

# Debian keeps `venv` in a package of its own.
define make_venv
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
  { echo "Bahith needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }; \
$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
  { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq python3-venv; } || \
  { echo "python3-venv is missing: sudo apt-get install python3-venv"; exit 1; }; \
$(PYTHON) -m venv $(1)
endef

# Without a browser, the browser tests say so and skip; in CI that is a failure.
chromium:
	@command -v chromium >/dev/null || test "$$(id -u)" != 0 || \
	  { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || true

# Without a Redis, so do the tests of limits that servers share.
redis:
	@command -v redis-server >/dev/null || test "$$(id -u)" != 0 || \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends redis-server >/dev/null; } || true
