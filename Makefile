# baokan: `make demo` digitizes the sample issue, `make test` passes the tests. Each sets up whatever is missing first;
# a second run finds everything in place and sets up nothing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

# The first Python that is new enough. `make PYTHON=… setup` takes another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
SYSTEM := $(VENV)/.system

# The second OCR engine with its Chinese data; what opencv-python needs; the fonts that the tests typeset with;
# jq, which the docs show and the tests run.
PACKAGES := tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-chi-sim-vert tesseract-ocr-chi-tra \
	tesseract-ocr-chi-tra-vert libgl1 libglib2.0-0 \
	fonts-noto-cjk fonts-arphic-ukai fonts-arphic-uming fonts-wqy-zenhei jq
# What the tests look at the reader and the UI with. Not every Ubuntu has it as a package; all else works without it.
BROWSER_PACKAGES := chromium
BROWSER := $(VENV)/.browser

.PHONY: setup demo serve test lint bench soak clean help
help: ## This list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(INSTALLED) $(SYSTEM) ## Everything the other targets need: system packages, .venv

demo: setup ## Digitize the sample issue in scans/ into output/
	$(BIN)/baokan run

serve: setup ## Watch scans/ and digitize what is dropped there, with a UI, until Ctrl-C
	$(BIN)/baokan serve

test: setup $(BROWSER) ## All tests
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: setup ## Style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict ocr flows

bench: setup ## Seconds a page, the recognizer's share, peak memory
	$(BIN)/python -m tests.bench

soak: setup ## What may happen to a served instance, done to it: an hour
	$(BIN)/python -m tests.soak

clean: ## Remove .venv and caches; scans and results stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
	find ocr flows tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml constraints.txt setup/venv
	@setup/venv $(VENV) "$(PYTHON)"
	$(BIN)/pip install --quiet --disable-pip-version-check --use-pep517 \
		--editable '.[dev]' --constraint constraints.txt
	@touch $@

$(SYSTEM): setup/system-packages Makefile | $(INSTALLED)
	@setup/system-packages $(PACKAGES)
	@touch $@

$(BROWSER): setup/system-packages Makefile | $(SYSTEM)
	@setup/system-packages $(BROWSER_PACKAGES)
	@touch $@
