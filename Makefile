# Everything here sets itself up in .venv; Python 3.11 or later is all that is needed.
PYTHON ?= python3
BIN := .venv/bin
TOOLS := $(CURDIR)/.venv/clients/bin

.PHONY: help run quick test check clients fuzz kill endure field bench scale lock contract clean
.DEFAULT_GOAL := help

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run ## Set everything up and serve on http://127.0.0.1:8000
	$(BIN)/palier serve

SLOW := browser or corpus or fuzz or isolation or live or postgres or process or storage
quick: .venv/test ## Run in a minute the tests that start no process and need no database, properties at 10 examples
	PALIER_TEST_DEPTH=shallow $(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not ($(SLOW))"

test: .venv/test ## Set everything up and run the tests
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

check: .venv/test ## Format, lint, types, layers, methodology and contract
	$(BIN)/ruff format --check service tests
	$(BIN)/ruff check service tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/palier methodology check
	$(BIN)/palier openapi | diff openapi/openapi.yaml -
	$(BIN)/openapi-spec-validator openapi/openapi.yaml
	$(BIN)/python -m tests.contract.breaking openapi/released.yaml openapi/openapi.yaml

clients: .venv/test .venv/clients/made ## Lint the contract; generate clients in Python, TypeScript and, with a JDK, Java, and try them
	cd openapi && PATH="$(TOOLS):$$PATH" node_modules/.bin/spectral lint --fail-severity=hint --ruleset spectral.yaml openapi.yaml
	cd openapi && PATH="$(TOOLS):$$PATH" node_modules/.bin/redocly lint openapi.yaml
	PATH="$(TOOLS):$$PATH" $(BIN)/python -m tests.contract.run

EXAMPLES ?= 2000
SEEDS ?= 1
fuzz: .venv/test ## Fuzz a served Palier by its contract: EXAMPLES (2000) an operation, on SEEDS (1) fresh seeds
	$(BIN)/python -m tests.drills.fuzz $(EXAMPLES) $(SEEDS)

CYCLES ?= 200
kill: .venv/test ## Kill a server CYCLES (200) times on each database, and ask for all that it promised
	$(BIN)/python -m tests.drills.kill $(CYCLES) sqlite
	$(BIN)/python -m tests.drills.kill $(CYCLES) postgres

endure: .venv/test ## Crash after each system call, restart PostgreSQL under load, 2,000 slow sockets, all combinations
	$(BIN)/python -m tests.drills.crash
	$(BIN)/python -m tests.drills.restart 20
	$(BIN)/python -m tests.drills.sockets 2000 60
	PALIER_TEST_DEPTH=thorough $(BIN)/python -m pytest -q -n 2 --dist worksteal tests/isolation tests/live

field: .venv/test .venv/readers/made ## What goes wrong in the field: clocks, frozen databases, resets, restarts, one tenant at its worst, other programs
	$(BIN)/python -m tests.drills.clock
	$(BIN)/python -m tests.drills.frozen 30
	$(BIN)/python -m tests.drills.resets 4000
	$(BIN)/python -m tests.drills.rolling 20 100 1
	$(BIN)/python -m tests.bench.quota
	$(BIN)/python -m tests.drills.fairness 30
	$(BIN)/python -m tests.drills.readers

REQUESTS ?= 3200
bench: .venv/test ## Measure: microseconds per assessment; the service beside a bare echo and a usual one
	$(BIN)/python -m tests.bench $(REQUESTS)

scale: .venv/test ## Measure a million assessments and ten million votes, on both databases: an hour, 10 GB
	$(BIN)/python -m tests.bench.assessments 1000000
	$(BIN)/python -m tests.bench.norms 10000000

contract: .venv/test ## Write the contract to openapi/openapi.yaml
	$(BIN)/palier openapi > openapi/openapi.yaml

lock: ## Renew the hash-locked requirements (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	    pyproject.toml --group install -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	    -c requirements.txt --group test -o requirements-test.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	    --group clients -o openapi/requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	    --group readers -o openapi/requirements-readers.txt
	npm install --prefix openapi --package-lock-only
	$(PYTHON) openapi/without_addresses.py openapi/package-lock.json

clean: ## Remove what the targets above made
	rm -rf .venv openapi/node_modules

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Palier needs Python 3.11 or later; name one: make PYTHON=python3.12 run"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/test: requirements-test.txt | .venv/run
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-test.txt
	touch $@

# Node comes as a Python package too, so that nothing has to be on the machine beforehand.
.venv/clients/made: openapi/requirements.txt openapi/package-lock.json openapi/.npmrc | .venv/bin/python
	$(PYTHON) -m venv .venv/clients
	$(TOOLS)/python -m pip install -q --disable-pip-version-check --require-hashes -r openapi/requirements.txt
	PATH="$(TOOLS):$$PATH" npm ci --silent --prefix openapi
	touch $@

# What reads exports, apart: none of it is part of the service or of its tests.
.venv/readers/made: openapi/requirements-readers.txt | .venv/bin/python
	$(PYTHON) -m venv .venv/readers
	.venv/readers/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	touch $@
