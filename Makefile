# Everything starts with `make`, which says what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

# The Python that .venv is made with: the first of these that is 3.11 or newer. `make PYTHON=…`
# names another.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; \
	done)

VENV := .venv
PYTHON_HERE := $(VENV)/bin/python

# Installed is what these files say, in this place: a change of one of them installs anew, and
# nothing else does.
KEY := $(shell { pwd; cat requirements.lock pyproject.toml; } | cksum | cut -d ' ' -f 1)
SERVING := $(VENV)/installed-$(KEY)
TESTING := $(VENV)/installed-for-tests-$(KEY)

# pip, its output cut down to a line for each package.
INSTALL := set -o pipefail; PIP_DISABLE_PIP_VERSION_CHECK=1 \
	$(PYTHON_HERE) -m pip install -c requirements.lock
SHORTLY := | awk '/^(Collecting|Downloading|Building|Installing)/ { sub(/ \(from .*/, ""); \
	print "  " substr($$0, 1, 90); fflush() }'

# What `pincite build` says where files were left out; the rest is served all the same.
LEFT_OUT := 4

.PHONY: help serve build test lint bench readme clean

help: ## say what there is (this)
	@echo "Pincite answers questions with cited passages of the documents in corpus/."
	@echo
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | \
		awk -F '|' '{ printf "%-14s %s\n", $$1, $$2 }'
	@echo
	@echo "The first start installs into $(VENV)/ and takes minutes; later ones do not."

serve: build ## install, build the index from corpus/, serve it on http://127.0.0.1:8000
	@exec $(PYTHON_HERE) -m pincite serve

build: $(SERVING) ## install, and bring the index up to date with corpus/
	@$(PYTHON_HERE) -m pincite build || [ $$? -eq $(LEFT_OUT) ]

test: $(TESTING) ## install what the tests need, and run them
	@HF_HUB_OFFLINE=1 $(PYTHON_HERE) -m pytest -q --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(TESTING) ## check the code's form and its types
	@$(PYTHON_HERE) -m ruff check
	@$(PYTHON_HERE) -m ruff format --check
	@$(PYTHON_HERE) -m mypy

bench: $(TESTING) ## measure, which takes long
	@HF_HUB_OFFLINE=1 $(PYTHON_HERE) tests/bench/encoder.py
	@HF_HUB_OFFLINE=1 $(PYTHON_HERE) tests/bench/verify.py
	@HF_HUB_OFFLINE=1 $(PYTHON_HERE) tests/bench/growth.py --passages 1000 10000 100000 --json .bench/growth.json
	@HF_HUB_OFFLINE=1 $(PYTHON_HERE) tests/bench/serving.py --out .bench --growth .bench/growth.json

readme: $(TESTING) ## write the generated parts of README.md anew
	@HF_HUB_OFFLINE=1 $(PYTHON_HERE) tests/readme_parts.py

clean: ## remove all that make made: .venv, the built index, caches
	@rm -rf $(VENV) index/CURRENT index/g_* index/.building index/.lock *.egg-info
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis
	@find src api tests -name __pycache__ -prune -exec rm -rf {} +

$(SERVING): | $(PYTHON_HERE)
	@echo "Installing what serving needs into $(VENV)/, which takes minutes, once."
	@$(INSTALL) torch==2.13.0 setuptools $(SHORTLY)
	@$(INSTALL) --no-build-isolation -e '.[ingest]' $(SHORTLY)
	@touch $@

$(TESTING): $(SERVING)
	@echo "Installing what the tests need into $(VENV)/."
	@$(INSTALL) --no-build-isolation -e '.[ingest,dev]' $(SHORTLY)
	@touch $@

$(PYTHON_HERE):
	@if [ -z "$(PYTHON)" ]; then \
		echo "Pincite needs Python 3.11 or newer, and there is none on the PATH. Install it" >&2; \
		echo "(Debian 12: apt-get install python3 python3-venv), or name one: make PYTHON=…" >&2; \
		exit 1; \
	fi
	@if ! "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$(PYTHON) lacks the modules that make a virtual environment; install them" >&2; \
		echo "(Debian: apt-get install python3-venv), or name another Python: make PYTHON=…" >&2; \
		exit 1; \
	fi
	@rm -rf $(VENV)
	@"$(PYTHON)" -m venv $(VENV)
