# What you can do here. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links
# The locks serve other systems too: what only Linux would need to say is left out.
FOR_ALL = sed -i -e "s/ ; sys_platform == 'linux'//" -e "s/ and sys_platform == 'linux'//"
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# One more at a time than there are processors: many tests wait for a browser or a server.
WORKERS = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: help install run test var/test lint transcripts slow stress bench chaos lock clean

help: ## List what you can do here
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

install: $(VENV)/.installed ## Make .venv with the line in it

$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing the line into $(VENV) (about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --no-deps --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.testing: $(VENV)/.installed requirements-test.txt
	@echo "Installing what the tests need ..."
	@$(PIP) install --no-deps --require-hashes -r requirements-test.txt
	@touch $@

run: install ## Prepare everything, then answer calls and texts at http://127.0.0.1:8000/phone
	@$(BIN)/ivr serve

test: $(VENV)/.testing ## Everything that CI runs
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || echo "*** No Chromium here: the browser tests will be SKIPPED. ***"
	@$(MAKE) --no-print-directory -j2 lint var/test
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# The sounds, and what texts are understood by: made once for all processes of the tests.
var/test: $(VENV)/.installed
	@IVR_DATA=$@ $(BIN)/ivr render
	@IVR_DATA=$@ $(BIN)/ivr text MENU

lint: $(VENV)/.testing ## Style, types, floors, and the content's own rules
	$(BIN)/ruff format --check ivr tests bench
	$(BIN)/ruff check ivr tests bench
	$(BIN)/mypy ivr tests bench
	$(BIN)/lint-imports
	$(BIN)/ivr lint --errors-only

transcripts: $(VENV)/.testing ## Rewrite the transcripts after a change that is meant
	$(BIN)/python -m pytest -q tests/flow --update-transcripts

slow: $(VENV)/.testing ## The tests that take so long that CI leaves them out: killed processes, dribbling senders, random days (ten minutes)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m slow

stress: $(VENV)/.testing ## Render 2,000 prompts under stress and count what is missing or broken (several minutes)
	$(BIN)/python -m bench.stress

bench: $(VENV)/.testing ## How long rendering takes, and how well each voice is understood by a machine (ten minutes)
	$(BIN)/python -m bench.render_times
	$(BIN)/python -m bench.compare_voices

chaos: $(VENV)/.testing ## Ask for 1,000 texts, fail and kill at every step, and count what is lost or doubled (several minutes)
	$(BIN)/python -m bench.deliveries

lock: $(VENV)/.testing ## Bring the locked versions up to date
	$(LOCK) pyproject.toml -o requirements.txt
	$(FOR_ALL) requirements.txt
	$(LOCK) -c requirements.txt --group test --extra piper --extra listen pyproject.toml -o requirements-test.txt
	$(FOR_ALL) requirements-test.txt

clean: ## Remove what was made: the environment, editions and sounds
	rm -rf $(VENV) var
