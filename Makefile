# Everything a newcomer, a developer or CI does here. `make help` lists it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOST   ?= 127.0.0.1:8000
LOCKS  := requirements/run requirements/build requirements/test requirements/semantic requirements/cluster
WHEN   := $(VENV)/.when
WORDS  := $(wildcard src/kenes/locale/*/LC_MESSAGES/django.po)
# In the order they are found, the long ones of tests/ first, so that no core waits in the end.
AT_ONCE := -n 2 --dist loadfile --no-loadscope-reorder
# Tests begin hundreds of processes: none compiles what another has, whatever is set elsewhere.
COMPILED := PYTHONDONTWRITEBYTECODE=

.PHONY: help run test check format bench lock messages docs wheel clean

help: ## list these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(WHEN)-run ## install, load the demonstration body, serve it, print the sign-ins
	@KENES_DEMONSTRATION=yes KENES_SECOND_FACTOR=no $(BIN)/kenes demo --serve $(HOST)

test: $(WHEN)-test check ## install what tests need, then run all of them on SQLite and PostgreSQL
	@sh tests/system_packages.sh
	@$(COMPILED) $(BIN)/python -m pytest -q $(AT_ONCE)
	@$(COMPILED) $(BIN)/python tests/with_postgres.py $(BIN)/python -m pytest -q $(AT_ONCE) -m "not install and not files and not look and not browser"

check: $(WHEN)-test ## style, types, layers, migrations, catalogues, printed references
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m django makemigrations --check --dry-run --settings kenes.config.settings
	@$(BIN)/python tools/messages.py --check
	@$(BIN)/python tools/reference.py --check

format: $(WHEN)-test ## rewrite the code in the house style
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(WHEN)-test ## measure every claim; prints ratios
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

lock: $(BIN)/pip ## resolve requirements/*.in again into hashed locks without addresses
	@$(BIN)/pip install -q --disable-pip-version-check uv
	@for lock in $(LOCKS); do $(BIN)/uv pip compile -q --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  $$([ $$lock = requirements/run ] || echo "-c requirements/run.txt") \
	  $$([ $$lock != requirements/test ] || echo "-c requirements/build.txt") \
	  $$lock.in -o $$lock.txt || exit 1; done

messages: $(WHEN)-test ## collect sentences from code and templates into the three catalogues
	@$(BIN)/python tools/messages.py

docs: $(WHEN)-test ## print docs/reference from the code and take the screenshots of the guides
	@$(BIN)/python tools/reference.py
	@$(BIN)/python tools/screenshots.py

wheel: $(WHEN)-test ## build the wheel into dist/
	@$(BIN)/python -m build -q --wheel --no-isolation

clean: ## remove everything that was generated; keeps var/
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kenes needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)

$(WHEN)-needs: $(BIN)/pip requirements/run.txt requirements/build.txt
	@echo "Installing Kenes (a minute or two, once) …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt -r requirements/build.txt
	@touch $@

# Installing compiles the catalogues, so that a newer tree speaks its newer words.
$(WHEN)-run: $(WHEN)-needs hatch_build.py pyproject.toml $(WORDS)
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(WHEN)-test: $(WHEN)-run requirements/test.txt
	@echo "Installing what the tests need …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@
