"""A run in another folder: what belongs to the workflow is found where the workflow lies."""

import os
from collections import Counter

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


def test_a_job_runs_in_another_folder_with_its_own_dataset(elsewhere):
    (elsewhere / "config/datasets").mkdir(parents=True)
    (elsewhere / "config/datasets/own.yaml").write_text(OWN, encoding="utf-8")
    rows = "".join(f"q{n},pr,Firm {n},e{n}\nt{n},tk,Firm {n},e{n}\n" for n in range(20))
    (elsewhere / "firms.csv").write_text(f"record,source,noisy,entity\n{rows}", encoding="utf-8")
    (elsewhere / "own.yaml").write_text("datasets: [own]\n", encoding="utf-8")
    target = "results/own/records/records.parquet"
    run = snakemake(elsewhere, target, "--snakefile", str(ROOT / "Snakefile"), config=["own.yaml"])
    assert run.returncode == 0, run.stdout + run.stderr
    assert (elsewhere / target).is_file()


def test_a_prefix_is_refused_in_one_line(elsewhere):
    module = AS_MODULE.format(root=ROOT).replace(
        "    config: config", '    config: config\n    prefix: "part"'
    )
    (elsewhere / "Snakefile").write_text(module, encoding="utf-8")
    (elsewhere / "empty.yaml").write_text("{}\n", encoding="utf-8")
    run = snakemake(elsewhere, "--dry-run", config=["empty.yaml"])
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].startswith("clippings: found a module with a prefix")
