# `make demo` and `make test` need Python >= 3.11, Node >= 20 and make; nothing is installed outside this folder.
PYTHON ?= python3
HOST ?= localhost
PORT ?= 8080
DATA_DIR ?= data
# Half of the tests wait for sockets and child processes.
TEST_WORKERS ?= 3
# A browser, the service and its cameras fill a core between them.
BROWSER_WORKERS ?= 2

# Tests start hundreds of processes: what they import is compiled once, whatever the shell says.
export PYTHONDONTWRITEBYTECODE =

VENV := .venv
BIN := $(VENV)/bin
PYTHON_READY := $(VENV)/.ready
CLIENT_READY := static/node_modules/.ready
CLIENT_BUILT := static/dist/index.html
CLIENT_SOURCES := $(shell find static -path static/node_modules -prune -o -path static/dist -prune -o -type f -print 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup demo test check-python check-client audit-dependencies test-python types lock clean

help:  ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

setup: $(PYTHON_READY) $(CLIENT_BUILT)  ## The virtual environment with locked dependencies, and the built client

# The lock is whole, so nothing is left to resolve; what is imported is compiled then, and the rest never.
$(PYTHON_READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(CLIENT_READY): static/package-lock.json static/package.json
	@node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' || (echo "Node 20 or newer is needed" && exit 1)
	cd static && npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(CLIENT_BUILT): $(CLIENT_READY) $(CLIENT_SOURCES)
	cd static && npm run --silent build
	touch $@

demo: setup  ## A campus, 28 simulated cameras, the service and a ready link (HOST=0.0.0.0 for phones on the same network)
	$(BIN)/responder demo --host $(HOST) --port $(PORT) --data-dir $(DATA_DIR)

test: setup  ## Everything that must hold
	$(MAKE) --no-print-directory --jobs 2 --output-sync check-python check-client
	$(MAKE) --no-print-directory audit-dependencies test-python

check-python: $(PYTHON_READY)  ## Format, lint, types, import contracts, campus maps
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m gis check campus_maps/

check-client: $(CLIENT_READY)  ## Format, lint, types, unit tests and size budget of the client
	cd static && npm run --silent check

audit-dependencies: setup  ## Known weaknesses of what is locked; without a network it says so and passes
	@.ci/audit-dependencies

# Browser tests come first and by themselves: they are the story, and a busy machine would only tell of itself.
# Every worker reads all files that it is given, so it is given those that have one.
test-python: setup  ## Browser tests, then unit, property and simulation tests, several at a time
	$(BIN)/python -m pytest $$(grep -rl --include='*.py' 'mark\.browser' tests | sort) -m browser --numprocesses $(BROWSER_WORKERS) --dist loadfile
	$(BIN)/python -m pytest -m "not browser" --numprocesses $(TEST_WORKERS) --dist loadfile

types: $(PYTHON_READY)  ## Write the client's wire types from responder/web/wire.py
	$(BIN)/python -m responder.web.typescript > static/src/wire/types.ts

lock: $(PYTHON_READY)  ## Resolve pyproject.toml into requirements.lock (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --extra dev --python-version 3.11 pyproject.toml --output-file requirements.lock

clean:  ## Remove what setup and the demo made
	rm -rf $(VENV) static/node_modules static/dist $(DATA_DIR)
