"""A run in another folder: what belongs to the workflow is found where the workflow lies."""

import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from toy import ROOT, planned, snakemake

OWN = """
task: link
input: records
records: [firms.csv]
texts: [noisy]
sources:
  pr: {orientation: horizontal, sides: {name: query}}
  tk: {orientation: vertical, sides: {name: target}}
truth: table
measures: [levenshtein]
encoder: {models: []}
export: [levenshtein/noisy]
"""
RECORDS = "results/own/records/records.parquet"
# Stands in for Apptainer as Snakemake calls it: apptainer exec … image bash -c '…'. It isolates nothing.
APPTAINER = r"""#!/bin/bash
if [ "$1" = --version ]; then echo apptainer version 1.4.0; exit; fi
echo "$APPTAINER_BIND ${@: -4:1}" > bound.txt
PYTHONPATH=$APPTAINERENV_PYTHONPATH exec "${@: -3}"
"""
AS_MODULE = """
configfile: "{root}/config/config.yaml"
configfile: "{root}/config/toy.yaml"

module clippings:
    snakefile: "{root}/Snakefile"
    config: config

use rule * from clippings

rule own:
    default_target: True
    input: rules.all.input
"""


@pytest.mark.parametrize("root", [ROOT, os.path.relpath(ROOT, "/")], ids=["absolute", "relative"])
def test_another_folder_plans_the_same_jobs(bare, elsewhere, root):
    start = elsewhere if root == ROOT else "/"
    folder = ["--snakefile", f"{root}/Snakefile", "--directory", str(elsewhere)]
    assert planned(start, *folder, config=[f"{root}/config/toy.yaml"]) == planned(bare)


def test_a_module_plans_the_same_jobs(bare, elsewhere):
    (elsewhere / "Snakefile").write_text(AS_MODULE.format(root=ROOT), encoding="utf-8")
    (elsewhere / "empty.yaml").write_text("{}\n", encoding="utf-8")
    jobs = planned(elsewhere, config=["empty.yaml"])
    assert jobs.pop("own") == 1
    assert jobs + Counter(all=1) == planned(bare)


@pytest.fixture
def own_dataset(elsewhere):
    """The same folder with a dataset of its own, and its records."""
    (elsewhere / "config/datasets").mkdir(parents=True)
    (elsewhere / "config/datasets/own.yaml").write_text(OWN, encoding="utf-8")
    rows = "".join(f"q{n},pr,Firm {n},e{n}\nt{n},tk,Firm {n},e{n}\n" for n in range(20))
    (elsewhere / "firms.csv").write_text(f"record,source,noisy,entity\n{rows}", encoding="utf-8")
    (elsewhere / "own.yaml").write_text("datasets: [own]\n", encoding="utf-8")
    return elsewhere


def test_a_job_runs_in_another_folder_with_its_own_dataset(own_dataset):
    run = snakemake(own_dataset, RECORDS, "--snakefile", str(ROOT / "Snakefile"), config=["own.yaml"])
    assert run.returncode == 0, run.stdout + run.stderr
    assert (own_dataset / RECORDS).is_file()


def test_a_job_in_an_image_is_shown_the_workflow_where_it_lies(own_dataset, monkeypatch):
    """Beside the library are its schemas; Snakemake alone would show a job the library without them."""
    stand_in = own_dataset / "bin/apptainer"
    stand_in.parent.mkdir()
    stand_in.write_text(APPTAINER, encoding="utf-8")
    stand_in.chmod(0o755)
    path = f"{stand_in.parent}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)
    monkeypatch.setenv("APPTAINER_BIND", "/data")
    (own_dataset / "image.sif").touch()
    image = ["--sdm", "apptainer", "--config", "container=image.sif"]
    run = snakemake(own_dataset, RECORDS, "--snakefile", str(ROOT / "Snakefile"), *image, config=["own.yaml"])
    assert run.returncode == 0, run.stdout + run.stderr
    assert (own_dataset / "bound.txt").read_text(encoding="utf-8") == f"{ROOT},/data image.sif\n"


def test_a_module_leaves_rules_alone_that_are_not_its_own(own_dataset):
    """A rule with a script and no log before it, and a rule taken once more, which reads the module again."""
    mine = 'rule mine:\n    output: "mine.txt"\n    script: "mine.py"\n'
    (own_dataset / "mine.py").write_text("open(snakemake.output[0], 'w').close()\n", encoding="utf-8")
    module = AS_MODULE.format(root=ROOT).replace("module clippings", f"{mine}\nmodule clippings")
    (own_dataset / "Snakefile").write_text(module, encoding="utf-8")
    run = snakemake(own_dataset, RECORDS, "mine.txt", config=["own.yaml"])
    assert run.returncode == 0, run.stdout + run.stderr
    again = "use rule finetune_encoder from clippings with:\n    threads: 4\n"
    with (own_dataset / "Snakefile").open("a", encoding="utf-8") as file:
        file.write(again)
    run = snakemake(own_dataset, RECORDS, "mine.txt", "--dry-run", config=["own.yaml"])
    assert "Nothing to be done" in run.stdout + run.stderr, run.stdout + run.stderr


def test_a_prefix_is_refused_in_one_line(elsewhere):
    module = AS_MODULE.format(root=ROOT).replace(
        "    config: config", '    config: config\n    prefix: "part"'
    )
    (elsewhere / "Snakefile").write_text(module, encoding="utf-8")
    (elsewhere / "empty.yaml").write_text("{}\n", encoding="utf-8")
    run = snakemake(elsewhere, "--dry-run", config=["empty.yaml"])
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].startswith("clippings: found a module with a prefix")
