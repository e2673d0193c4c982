.DEFAULT_GOAL := help
ifeq ($(OS),Windows_NT)
SHELL := bash
PYTHON ?= python
BIN := .venv/Scripts
EXE := .exe
else
PYTHON ?= python3
BIN := .venv/bin
endif

.PHONY: help demo test lint types gallery gallery-check docs bench torture sites wheel lowest newest versions tagged check clean

help: ## List every target with one sentence.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

demo: .venv/installed ## Install into .venv and draw a transposed convolution.
	@$(BIN)/convanim transposed -i 3 -k 3 -p 1 -s 2

test: .venv/installed-dev ## Run all tests.
	@$(BIN)/pytest

lint: .venv/installed-dev ## Check style and common mistakes with ruff, and the order of imports with import-linter.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

types: .venv/installed-dev ## Check types with mypy --strict.
	@$(BIN)/mypy

gallery: .venv/installed ## Draw the gallery's pictures that changed.
	@$(BIN)/convanim gallery gallery/gallery.toml

gallery-check: .venv/installed-dev ## Check that every picture of the gallery is what would be drawn now, and so are many more by their digests.
	@$(BIN)/convanim gallery --check --quiet gallery/gallery.toml
	@$(BIN)/python -m tests.digests

docs: .venv/installed-dev ## Bring the pages' help texts and tables up to date.
	@$(BIN)/python -m tests.readme

bench: .venv/installed-dev ## Measure speed and size against other ways, as ratios.
	@$(BIN)/python -m tests.bench

torture: .venv/installed-dev ## Kill runs, send signals, fill disks, close streams, try odd words and spoilt texts for minutes: nothing may be lost.
	@$(BIN)/python -m tests.torture

wheel: .venv/installed-dev ## Build the sdist and the wheel into dist, and draw with the wheel alone, each warning an error.
	@$(BIN)/python -m tests.versions wheel

sites: .venv/installed-dev ## Build a small site with each system of documentation and look at it in a browser.
	@$(BIN)/python -m pip install --quiet --group sites
	@$(BIN)/pytest tests/test_sphinxext.py tests/test_mkdocs.py tests/test_pandoc.py tests/test_slides.py tests/test_hooks.py

lowest: .venv/installed-dev ## Test with the lowest versions that pyproject.toml allows.
	@$(BIN)/python -m tests.versions lowest

newest: .venv/installed-dev ## Test with the newest versions that there are.
	@$(BIN)/python -m tests.versions newest

versions: wheel lowest newest ## Prove the wheel, the lowest versions and the newest.

tagged: ## Check that TAG is v and the version of pyproject.toml.
	@test "$$TAG" = "v$$(sed -n 's/^version = "\(.*\)"$$/\1/p' pyproject.toml)"

check: test ## Run all that must pass before a commit lands.
	@$(MAKE) --no-print-directory -j2 lint types gallery-check

clean: ## Remove the environment and what the tools left behind.
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache build dist

$(BIN)/python$(EXE):
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1' # the first to know dependency groups

.venv/installed: $(BIN)/python$(EXE) pyproject.toml
	@$(BIN)/python -m pip install --quiet --editable .
	@$(BIN)/python -m compileall -q convanim # where Python is told not to, every start would compile again
	@touch $@

.venv/installed-dev: .venv/installed
	@$(BIN)/python -m pip install --quiet --group dev
	@touch $@
