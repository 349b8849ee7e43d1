# The two commands of the project, and what they stand on. `make help` lists them all.
#
# Everything that a target sets up has a stamp file, so a second run starts at once. Stamps of the Python environment lie inside it (deleting
# .venv is enough to start afresh), and their folder is named after the place of the clone: a copied or moved clone installs itself anew.
# Needs Python 3.11 or newer and Node.js 20 or newer. With Rust's cargo, `dev` keeps its data.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$python"; break; }; done)
CARGO ?= $(shell command -v cargo || { test -x "$$HOME/.cargo/bin/cargo" && echo "$$HOME/.cargo/bin/cargo"; } || true)

VENV := .venv/bin/python
STAMPS := .venv/.made/$(shell printf '%s' "$(CURDIR)" | cksum | cut -d ' ' -f 1)
UNFINISHED := .venv/.made/unfinished
NODE_MODULES := tests/node/node_modules
NATIVE := native/dynoxide
NATIVE_FILES := $(shell find $(NATIVE) -type f \( -name '*.rs' -o -name '*.toml' -o -name '*.py' -o -name '*.pyi' \) \
	-not -path '*/target/*' 2>/dev/null)

SCHEMA ?= examples/todo/schema.yaml
DEV_OPTIONS ?= --outputs $(dir $(SCHEMA))amplify_outputs.json
TESTS ?= tests
PYTEST_OPTIONS ?= -n auto --dist worksteal

.PHONY: help dev test mutation bench lock format setup native node check lint types contracts unit clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: $(STAMPS)/project ## Serve examples/todo on this machine (SCHEMA=… another schema, DEV_OPTIONS=… options of `amplify-pulumi dev`)
	@$(MAKE) native || echo "amplify-pulumi-dynoxide could not be built (see above): the data of this run will not be kept." >&2
	@exec .venv/bin/amplify-pulumi dev $(SCHEMA) $(DEV_OPTIONS)

test: setup check ## Set everything up; lint, types, contracts between packages, all tests
	@$(MAKE) unit

setup: $(STAMPS)/project $(NODE_MODULES)/.stamp native ## Install everything, run nothing

check: lint types contracts ## Lint, types, contracts, without the tests

lint: $(STAMPS)/packages ## Ruff: rules and format
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .

types: $(STAMPS)/project $(NODE_MODULES)/.stamp ## Pyright, strict
	@$(NODE_MODULES)/.bin/pyright --pythonpath $(VENV)

contracts: $(STAMPS)/project ## Which package may import which
	@$(VENV) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo --no-cache

unit: $(STAMPS)/project $(NODE_MODULES)/.stamp ## The tests alone (TESTS=tests/local PYTEST_OPTIONS=-x)
	@$(VENV) -m pytest $(PYTEST_OPTIONS) $(TESTS)

format: $(STAMPS)/packages ## Format the code, mend what Ruff can mend
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .

mutation: $(STAMPS)/project ## Take away each check of the access rules and the resolvers: a test must notice (ONLY=access.py, JOBS=2)
	@$(VENV) -m tests.mutation $(if $(ONLY),--only '$(ONLY)') $(if $(JOBS),--jobs $(JOBS))

bench: $(STAMPS)/project native ## Measure compiling and the local API on this machine, into docs/benchmarks.md
	@$(VENV) benchmarks/run.py | tee docs/benchmarks.md

lock: $(STAMPS)/packages ## Write requirements.lock anew from pyproject.toml
	@$(VENV) -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--extra dev --group build --group lint --group test --quiet -o requirements.lock

clean: ## Remove all that was set up here; data of `dev` stays
	@rm -rf .venv $(NODE_MODULES) $(NATIVE)/target dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache .mutation

# An installation that was cut off may look whole to pip: it is made anew. So is one whose Python is gone: its stamps say nothing.
ifneq ($(shell $(VENV) -c 'print("works")' 2>/dev/null),works)
.PHONY: $(STAMPS)/packages
endif
$(STAMPS)/packages: requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv module is needed (PYTHON=… names one that is not on the path)." >&2; exit 2; }
	@if test -e $(UNFINISHED) || ! $(VENV) -m pip --version >/dev/null 2>&1; then rm -rf .venv && $(PYTHON) -m venv .venv; fi
	@mkdir -p $(@D) && touch $(UNFINISHED)
	@echo "Installing Python packages …" >&2
	@$(VENV) -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements.lock
	@rm -f $(UNFINISHED) && touch $@

$(STAMPS)/project: $(STAMPS)/packages pyproject.toml
	@$(VENV) -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(NODE_MODULES)/.stamp: tests/node/package-lock.json tests/node/package.json
	@command -v node >/dev/null || { echo "Node.js 20 or newer is needed for the tests." >&2; exit 2; }
	@node -e 'if (Number(process.versions.node.split(".")[0]) < 20) { console.error("Node.js 20 or newer is needed, this is " + process.version); process.exit(2) }'
	@echo "Installing Node packages …" >&2
	@cd tests/node && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# The embedded DynamoDB is an addition: where it cannot be built, data lives in memory.
ifeq ($(strip $(CARGO)),)
native: | $(STAMPS)/packages
	@$(VENV) -c 'import amplify_pulumi_dynoxide' 2>/dev/null || \
		echo "cargo (Rust) was not found: the local DynamoDB runs in memory and its data will not be kept." >&2
else ifeq ($(strip $(NATIVE_FILES)),)
native:
else
native: $(STAMPS)/native ## Build and install the embedded DynamoDB (where cargo is found)
endif

$(STAMPS)/native: $(NATIVE_FILES) $(STAMPS)/packages | $(STAMPS)/project
	@echo "Building the embedded DynamoDB (a minute or two, once) …" >&2
	@rm -rf $(NATIVE)/target/wheels
	@PATH="$(dir $(CARGO)):$$PATH" $(VENV) -m maturin build --quiet --release --interpreter $(VENV) --manifest-path $(NATIVE)/Cargo.toml --out $(NATIVE)/target/wheels
	@$(VENV) -m pip --disable-pip-version-check install --quiet --no-deps --force-reinstall $(NATIVE)/target/wheels/*.whl
	@touch $@
