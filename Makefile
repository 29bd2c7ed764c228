# The menu. `make demo` and `make test` do all the set-up that they need; the rest is for daily work.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
CORES ?= $(shell nproc)
# Processes of the tests: runs of Snakemake within them take two cores each.
WORKERS ?= 2
# The config of the run that `make report` reports on.
CONFIG ?= config/demo.yaml
# Without the trigger `code`: the param of that name decides it, and a comment in a script is no change.
TRIGGERS := --rerun-triggers mtime params input software-env
SNAKEMAKE := $(BIN)/snakemake --cores $(CORES) --rerun-incomplete --show-failed-logs $(TRIGGERS)
# For runs of a hundred jobs and more. Each job that ends adds a look at all waiting jobs, once in this span: at the default,
# 1s, such a run loses a core to it. But any run ends as late as its last span does, so a short one keeps the default.
PACE := --max-jobs-per-timespan 1000/10s
# The tests of a file stay in one process; their order is that of tests/conftest.py, quick ones first.
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# What tests read: the files of the default run, and those of the toy, which draws names to train on.
FETCH := for config in config toy; do $(BIN)/snakemake fetch --cores 1 --quiet all --configfile config/$$config.yaml || exit 1; done
# What a run reads whose config is called like its target.
FETCH_OWN = $(BIN)/snakemake fetch --cores 1 --quiet all --configfile config/$@.yaml
# Scans that are at hand need not be fetched.
LINK := [ -e resources/catalogues ] || [ ! -d "$$CLIPPINGS_REAL_DATA/catalogues" ] || \
    ln -s "$$(realpath "$$CLIPPINGS_REAL_DATA")/catalogues" resources/catalogues
# What `make encoder` makes.
TRAINED := results/drawn_names/encoder/ppocr/s0/sup_multimodal/half
# What `make test` leaves to `make test-all`. To have one of them in `make test` too, take its mark from this list.
APART := cluster or environments or chains
UV := uv==0.13.9
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
export PATH := $(CURDIR)/$(BIN):$(PATH)

# The head of the summary (the table, what to open), and how long it took.
define SHOW
{ sed '/^## Details/,$$d' results/summary.md; \
echo "It took $$((SECONDS / 60)) min $$((SECONDS % 60)) s, set-up not counted."; }
endef

.PHONY: help demo tables catalogues sweep encoder report test test-all bench peers lint format docs lock setup clean

help:  ## show this menu
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-9s %s\n", $$1, $$2}'

demo: setup  ## set up, link the names of a few drawn pages from scan to link (config/demo.yaml), show the results
	@$(SNAKEMAKE) --configfile config/demo.yaml && $(SHOW)

tables: setup  ## everything of Tables 1 and 2 (config/config.yaml): firms, real texts in folds, photographs
	@$(SNAKEMAKE) $(PACE) && $(SHOW)

catalogues: setup  ## real pages: link the artists of printed catalogues (config/catalogues.yaml), from scans and labels
	@$(LINK)
	@$(FETCH_OWN)
	@$(SNAKEMAKE) --configfile config/catalogues.yaml && \
	    column -s, -t results/catalogues/scores/layout.csv && $(SHOW)

sweep: setup  ## when to trust what: real lines scanned again (simulated) and drawn firms, from good print to poor (config/sweep.yaml)
	@$(LINK)
	@$(FETCH_OWN)
	@$(SNAKEMAKE) $(PACE) --configfile config/sweep.yaml && cat results/sweep/quality.md

encoder: setup  ## train the encoder that comes with the project anew (config/encoder.yaml), into resources/encoders/names
	@$(FETCH_OWN)
	@$(SNAKEMAKE) --configfile config/encoder.yaml -- all $(TRAINED)/model.safetensors && \
	    mkdir -p resources/encoders/names && cp $(TRAINED)/model.safetensors $(TRAINED)/card.md resources/encoders/names/ && $(SHOW)

report: setup  ## after a run: results/report.zip with its figures and tables, to open without network; CONFIG=… of the run
	@$(BIN)/snakemake --report results/report.zip --configfile $(CONFIG)

test: setup lint  ## set up, check style and types, run the tests: units, refusals, the toy run, pages, a small Slurm
	@$(FETCH)
	@$(PYTEST) -m "not ($(APART))"

test-all: setup  ## what `make test` leaves out: faults and the toy on Slurm, own environments, more chains
	@$(FETCH)
	@$(PYTEST) -m "$(APART)" --timeout 3600

bench: setup  ## time each stage beside its plain counterpart, and as records grow; OPTIONS="--help" says how
	@$(BIN)/snakemake fetch --cores 1 --quiet all
	@PYTHONPATH=workflow/lib $(BIN)/python bench/measure_speed.py $(OPTIONS)

peers: .venv/peers/.ready  ## after tables and catalogues: other tools on the same records, their rows beside ours
	@PYTHONPATH=workflow/lib .venv/peers/bin/python bench/peers.py $(OPTIONS)

lint: setup  ## style, spelling, types, the workflow's own lint
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/snakefmt --check Snakefile workflow/Snakefile workflow/rules
	@$(BIN)/codespell
	@$(BIN)/mypy
	@$(BIN)/snakemake --lint

format:  ## format Python and Snakemake files
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(BIN)/snakefmt Snakefile workflow/Snakefile workflow/rules

docs: setup  ## build the site, results/site/index.html, and, where Graphviz is, draw docs/dag.svg anew
	@if command -v dot >/dev/null; then $(BIN)/snakemake --rulegraph 2>/dev/null | $(BIN)/python docs/render_dag.py; fi
	@$(BIN)/sphinx-build -nWq --keep-going docs results/site

lock: setup  ## resolve envs/lock.txt anew after a change of a pin; versions that may stay do
	@$(BIN)/python -m venv --clear .venv/lock && .venv/lock/bin/python -m pip install -q '$(UV)'
	@.venv/lock/bin/uv pip compile pyproject.toml --extra all --python-version 3.11 --python-platform linux \
	    --annotation-style line --custom-compile-command 'make lock' --quiet --output-file envs/lock.txt

setup: .venv/.ready  ## system packages and the virtual environment, once

# Packages that are there already are not asked for again, so a prepared machine needs neither root nor network. Every
# version stands in the lock file, so nothing is left to resolve.
.venv/.ready: envs/lock.txt envs/no-deps.txt envs/debian.txt
	@missing=$$(comm -23 <(grep -v '^#' envs/debian.txt | sort) \
	    <(dpkg-query -W -f '$${db:Status-Abbrev} $${Package}\n' 2>/dev/null | awk '$$1 == "ii" {print $$2}' | sort)); \
	if [ -n "$$missing" ]; then \
	    $(SUDO) apt-get update -q && \
	    DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -qy --no-install-recommends $$missing; \
	fi
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --upgrade 'pip==26.2'
	@$(BIN)/python -m pip install -q --no-deps -r envs/lock.txt -r envs/no-deps.txt
	@touch $@

# Apart from all else, whose pandas is newer than one of these tools can use.
.venv/peers/.ready: pyproject.toml .venv/.ready
	@$(PYTHON) -m venv --clear .venv/peers && .venv/peers/bin/python -m pip install -q --upgrade 'pip==26.2'
	@.venv/peers/bin/python -m pip install -q --group peers
	@touch $@

clean:  ## remove results; keep downloads and the environment
	rm -rf results
