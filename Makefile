# The only way tools are run. Needs Python >= 3.11, git and make; nothing is installed outside the checkout.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
BIN := .venv/bin
COMPILE = $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --extra postgres --extra node --generate-hashes --no-emit-index-url --no-header

.PHONY: help setup run test bench check fix lock spark assets messages docs clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.stamp ## Set everything up; leaves .venv/bin/changai
	@$(BIN)/changai assets

run: setup ## Start the demo: migrate, load the Jiangsu pack, serve on PORT
	@$(BIN)/changai serve --demo --port $(PORT)

test: .venv/.stamp-dev ## Set up, then run contracts, types, lint and every test
	@$(BIN)/changai assets
	@$(BIN)/python -m scripts.run_tests $(ARGS)

bench: .venv/.stamp-dev ## Measure every figure against its limit, as ratios inside one run
	@$(BIN)/changai assets
	@$(BIN)/python -m bench $(ARGS)

check: .venv/.stamp-dev ## Format, lint, types, import contracts, migrations, packs, messages
	@$(BIN)/python -m scripts.run_checks

fix: .venv/.stamp-dev ## Repair format, import order and message catalogues
	@$(BIN)/ruff check --fix --quiet . && $(BIN)/ruff format --quiet . && $(BIN)/changai messages

lock: $(filter .tools/%,$(UV)) ## Pin exact versions with hashes; names no index
	$(COMPILE) -o requirements.lock
	$(COMPILE) --group dev -o requirements-dev.lock
	$(COMPILE) --extra spark --constraints requirements.lock -o requirements-spark.lock

spark: .venv/.stamp ## Add Spark to the analytics; needs Java 17, fetches some 400 MB
	@$(BIN)/python scripts/locked.py requirements-spark.lock > .venv/requirements-spark.txt
	@$(UV) pip install --quiet --require-hashes --no-deps --python $(BIN)/python -r .venv/requirements-spark.txt

assets: setup ## Build the front end if its sources changed

messages: .venv/.stamp-dev ## Renew the English catalogues from the pages
	@$(BIN)/changai messages

docs: .venv/.stamp-dev ## Write the generated pages of docs/
	@$(BIN)/changai docs

.tools/bin/uv:
	@$(PYTHON) -m venv .tools && .tools/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"

# The Node wheel is taken only where the machine has no usable Node.
.venv/.stamp: pyproject.toml requirements.lock scripts/locked.py | $(filter .tools/%,$(UV))
	@echo "changai: installing what it needs into .venv"
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	@$(BIN)/python scripts/locked.py requirements.lock > .venv/requirements.txt
	@$(UV) pip sync --quiet --require-hashes --python $(BIN)/python .venv/requirements.txt
	@$(UV) pip install --quiet --no-deps --python $(BIN)/python -e .
	@touch $@

.venv/.stamp-dev: .venv/.stamp requirements-dev.lock
	@echo "changai: installing the test tools into .venv"
	@$(BIN)/python scripts/locked.py requirements-dev.lock > .venv/requirements-dev.txt
	@$(UV) pip install --quiet --require-hashes --no-deps --python $(BIN)/python -r .venv/requirements-dev.txt
	@touch $@

clean: ## Remove everything that setup made (not data/)
	rm -rf .venv .tools frontend/node_modules changai/ui/static/changai
