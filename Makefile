# The menu. `make demo` and `make test` do all the set-up they need; the rest is for daily work.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
CORES ?= $(shell nproc)
# Without the trigger `code`: the param of that name decides it, and a comment in a script is no change.
TRIGGERS := --rerun-triggers mtime params input software-env
# Each job that ends adds a look at all waiting jobs, once in this span: at the default, 1s, a long run loses a core to it.
PACE := --max-jobs-per-timespan 1000/10s
SNAKEMAKE := $(BIN)/snakemake --cores $(CORES) --rerun-incomplete --show-failed-logs $(TRIGGERS) $(PACE)
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help demo report test test-environments bench lint format docs setup clean

help:  ## show this menu
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-17s %s\n", $$1, $$2}'

demo: setup  ## set up, run the default config, print the results
	@$(SNAKEMAKE)
	@cat results/summary.md

report: setup  ## after a run: results/report.zip with all figures and tables, to open without network
	@$(BIN)/snakemake --report results/report.zip

test: setup lint  ## set up, check style and types, fetch what tests look at, run them, on a real Slurm too
	@$(BIN)/snakemake fetch --cores 1 --quiet all
	@$(BIN)/python -m pytest -m "not environments"

test-environments: setup  ## set up, run the toy with every rule in an environment of its own
	@$(BIN)/snakemake fetch --cores 1 --quiet all
	@$(BIN)/python -m pytest -m environments --timeout 3600 tests/cluster

bench: setup  ## time each stage beside its plain counterpart, and as records grow; OPTIONS="--help" says how
	@$(BIN)/snakemake fetch --cores 1 --quiet all
	@PYTHONPATH=workflow/lib $(BIN)/python bench/measure_speed.py $(OPTIONS)

lint: setup  ## style, types, the workflow's own lint
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/snakefmt --check Snakefile workflow/rules
	@$(BIN)/mypy
	@$(BIN)/snakemake --lint

format:  ## format Python and Snakemake files
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(BIN)/snakefmt Snakefile workflow/rules

docs: setup  ## print docs/tables.md and, where Graphviz is, draw docs/dag.svg anew
	@$(BIN)/python docs/render_tables.py > docs/tables.md
	@if command -v dot >/dev/null; then $(BIN)/snakemake --rulegraph 2>/dev/null | $(BIN)/python docs/render_dag.py; fi

setup: .venv/.ready  ## system packages and the virtual environment, once

# Packages that are there already are not asked for again, so a prepared machine needs neither root nor network.
.venv/.ready: pyproject.toml envs/debian.txt envs/no-deps.txt
	@missing=$$(comm -23 <(grep -v '^#' envs/debian.txt | sort) \
	    <(dpkg-query -W -f '$${db:Status-Abbrev} $${Package}\n' 2>/dev/null | awk '$$1 == "ii" {print $$2}' | sort)); \
	if [ -n "$$missing" ]; then \
	    $(SUDO) apt-get update -q && \
	    DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -qy --no-install-recommends $$missing; \
	fi
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --upgrade 'pip==26.2'
	@$(BIN)/python -m pip install -q '.[all]'
	@$(BIN)/python -m pip install -q --no-deps $$(cat envs/no-deps.txt)
	@touch $@

clean:  ## remove results; keep downloads and the environment
	rm -rf results
