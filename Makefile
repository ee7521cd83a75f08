# Two commands: `make run` and `make test`. Everything else serves them.

PYTHON ?= python3
SAMPLES := index_data/samples
SOURCES ?=
HOST ?= 127.0.0.1
PORT ?= 8000
SIZES ?= 10000
ENGINES ?=
REBUILD ?= ours
PLUGIN := search_web/wordpress_plugin
PHP_KEYWORDS := $(addprefix -k ,__ esc_html__ esc_attr__ esc_html_e esc_attr_e _n:1,2)
VENV := .venv
BIN := $(VENV)/bin
CLASSIC := .venv-classic
LOWEST := .venv-lowest
RUN_PIP = $(1)/bin/pip install --quiet --disable-pip-version-check
# What a lock file names, with its hashes, then the project itself.
INSTALL = $(RUN_PIP) --require-hashes -r $(2) && $(RUN_PIP) --no-deps --no-build-isolation -e .
QUICK := -m "not slow and not browser and not cluster"
RESOLVE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 \
  --no-emit-index-url --no-emit-find-links pyproject.toml
LOCK = $(RESOLVE) --group build --generate-hashes --universal

.PHONY: run install install-dev test test-quick check test-classic test-lowest test-wheel bench bench-smoke format \
  messages pictures lock wheel chromium redis jvm wordpress cluster clean

# An index that staff built of other sources is served as it is, never replaced by the samples.
run: $(VENV)/.installed ## index the sources (the sample articles) and serve them
	@$(BIN)/indexer build $(or $(SOURCES),--keep-other $(SAMPLES)) || test $$? -eq 3
	@exec $(BIN)/search-web serve --host $(HOST) --port $(PORT)

install: $(VENV)/.installed ## what `make run` does first

install-dev: $(VENV)/.installed-dev ## what `make test` does first

test: $(VENV)/.installed-dev chromium redis jvm wordpress ## every test, the browser's too
	$(BIN)/pytest

test-quick: $(VENV)/.installed-dev ## the tests that take no minutes, no browser and no cluster
	$(BIN)/pytest $(QUICK)

check: $(VENV)/.installed-dev ## format, lint, imports, types, published figures
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python -m tests.benchmarks.measured

test-classic: $(CLASSIC)/.installed ## the engine's tests on the classic Whoosh 2.7.4
	$(CLASSIC)/bin/python -c 'import whoosh; assert whoosh.__version__ == (2, 7, 4), whoosh.__version__'
	$(CLASSIC)/bin/pytest tests/indexer/engines -m "not cluster"

test-lowest: $(LOWEST)/.installed ## the quick tests on the lowest versions that pyproject.toml allows
	$(LOWEST)/bin/pytest $(QUICK)

bench: $(VENV)/.installed-bench ## measure, beside other engines: make bench SIZES="10000 100000"
	$(BIN)/python -m tests.benchmarks --sizes "$(SIZES)" --rebuild $(REBUILD) \
	  $(if $(ENGINES),--engines "$(ENGINES)")

bench-smoke: $(VENV)/.installed-bench ## whether speed beside tantivy is far off, in a minute, without ../shared
	$(BIN)/python -m tests.benchmarks.smoke

cluster: $(VENV)/.installed-dev jvm ## three nodes of OpenSearch for trying, until Ctrl-C
	@$(BIN)/python -m tests.cluster 3

format: $(VENV)/.installed-dev ## what `make check` can mend by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(VENV)/.installed-dev ## the catalogues brought up to what the code and the templates say
	@$(BIN)/pybabel -q extract -F pyproject.toml -k Message:1,1t -k Message:1,2c,2t --add-location=file --sort-output --project=Bahith -o $(VENV)/messages.pot .
	@$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d search_web/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(BIN)/pybabel compile -d search_web/translations --statistics
	@$(BIN)/pybabel -q extract -F $(PLUGIN)/messages.cfg --no-default-keywords $(PHP_KEYWORDS) -c translators: --add-location=file --sort-output --project=Bahith -o $(VENV)/bahith.pot $(PLUGIN)/bahith
	@sed '/^"POT-Creation-Date/d' $(VENV)/bahith.pot > $(PLUGIN)/bahith/languages/bahith.pot
	@$(BIN)/pybabel -q update -i $(VENV)/bahith.pot -l ar -o $(PLUGIN)/bahith/languages/bahith-ar.po --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

pictures: $(VENV)/.installed-dev chromium wordpress ## the pictures of README and guide, taken anew (../shared has the WordPress)
	$(BIN)/pytest -q tests/end_to_end/test_screenshots.py -k readme_is_taken
	$(BIN)/pytest -q tests/end_to_end/test_guide_pictures.py tests/end_to_end/test_wordpress_plugin.py -k "not shows_each"
	@mkdir -p docs/pictures/guide
	cp build/screenshots/readme/*.png docs/pictures/
	cp build/screenshots/guide/*.png docs/pictures/guide/

lock: $(VENV)/.installed-dev ## the lock files brought up to the newest versions that are allowed
	@mkdir -p build
	$(LOCK) --extra dev --output-file requirements-dev.txt
	$(LOCK) --constraints requirements-dev.txt --output-file requirements.txt
	$(LOCK) --constraints requirements-dev.txt --extra bench --output-file requirements-bench.txt
	$(RESOLVE) --resolution lowest-direct --output-file build/lowest.txt
	$(RESOLVE) --group build --extra dev --constraints build/lowest.txt --generate-hashes --no-annotate \
	  --python-platform linux --output-file requirements-lowest.txt

test-wheel: $(VENV)/.installed-dev ## the package, installed in an empty environment
	$(BIN)/pytest tests/end_to_end/test_wheel.py

wheel: $(BIN)/hatchling ## the package, in dist/
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean: ## everything that the other targets made
	rm -rf $(VENV) $(CLASSIC) $(LOWEST) .bench build dist .hypothesis .schemathesis index_data/generations index_data/crawls \
	  index_data/hooks index_data/secret.key index_data/queries.sqlite*

$(VENV)/.installed: pyproject.toml requirements.txt
	@$(call make_venv,$(VENV))
	$(call INSTALL,$(VENV),requirements.txt)
	@touch $@

$(VENV)/bin/hatchling: $(VENV)/.installed

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(call INSTALL,$(VENV),requirements-dev.txt)
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed requirements-bench.txt
	$(call INSTALL,$(VENV),requirements-bench.txt)
	@touch $@

$(CLASSIC)/.installed: pyproject.toml requirements-dev.txt requirements-classic.txt
	@$(call make_venv,$(CLASSIC))
	$(call INSTALL,$(CLASSIC),requirements-dev.txt)
	$(CLASSIC)/bin/pip uninstall --quiet --yes whoosh3
	$(call RUN_PIP,$(CLASSIC)) --require-hashes --no-deps -r requirements-classic.txt
	@touch $@

$(LOWEST)/.installed: pyproject.toml requirements-lowest.txt
	@$(call make_venv,$(LOWEST))
	$(call INSTALL,$(LOWEST),requirements-lowest.txt)
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

# Without a JDK and Maven, or what Maven fetches, the tests on a cluster of OpenSearch are left out, in CI too.
jvm:
	@{ command -v mvn >/dev/null && command -v java >/dev/null; } || test "$$(id -u)" != 0 || \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends maven default-jdk-headless >/dev/null; } || true

# The tests of the plugin run a WordPress of Debian's, with the script of ../shared; without either they are left out.
wordpress:
	@! test -e ../shared/wordpress/wordpress.sh || test "$$(id -u)" != 0 || test -e /usr/share/wordpress || \
	  { apt-get update -qq && bash ../shared/wordpress/wordpress.sh install >/dev/null 2>&1; } || true
