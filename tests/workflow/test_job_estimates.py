"""What docs/estimate_jobs.py makes of a plan and of the table of docs/cluster.md."""

import importlib.util
import subprocess
import sys

import pytest
from toy import ROOT

PROGRAM = ROOT / "docs/estimate_jobs.py"
PAGE = """
| `build_records` | 2 | 1,000 | 1.0 | 1 | 1.0 | 99 |
| `read_names` | 4 | 1,000 | 11.0 | 12 | 11.0 | 99 |
| `embed_records` | 2 | 500 | 3.0 | 4 | 6.0 | 99 |
"""
JOB = "rule {rule}:\n    input: in\n    output: out\n    wildcards: {wildcards}\n    resources: mem_mb=1\n\n"


def plan_of(*jobs):
    return "".join(JOB.format(rule=rule, wildcards=wildcards) for rule, wildcards in jobs)


@pytest.fixture
def estimate():
    """Return a function that estimates the jobs of a plan by PAGE, as rows."""
    spec = importlib.util.spec_from_file_location("estimate_jobs", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda plan, **records: module.estimate(plan, records, page=PAGE).to_numpy().tolist()


def test_a_shard_has_its_share_of_the_records(estimate):
    """Two shards of 4,000 records, each read by both engines."""
    shards = [f"dataset=firms, engine={engine}, shard=pr-00{n}" for engine in "ab" for n in range(2)]
    plan = plan_of(*(("read_names", wildcards) for wildcards in shards))
    assert estimate(plan, firms=4000) == [["read_names", "firms", 4, 2000, 21.0]]


def test_a_portion_has_its_share_of_the_records_however_many_are_left_to_do(estimate):
    plan = plan_of(*(("embed_records", f"dataset=firms, seed={n}, portion=2, portions=4") for n in "01"))
    assert estimate(plan, firms=4000) == [["embed_records", "firms", 2, 1000, 5.0]]


def test_each_dataset_has_its_own_records_and_what_runs_here_is_no_job(estimate):
    rules = ("build_records", "write_summary")
    plan = plan_of(*((rule, f"dataset={dataset}") for rule in rules for dataset in ("firms", "names")))
    assert estimate(plan, firms=500, names=700) == [
        ["build_records", "firms", 1, 500, 1.0],
        ["build_records", "names", 1, 700, 1.0],
    ]


@pytest.mark.parametrize(("words", "given"), [(["firms=9"], "firms=9"), ([], "none")])
def test_a_dataset_without_a_number_ends_it_in_one_line(words, given):
    plan = plan_of(("build_records", "dataset=pr_tk"))
    run = subprocess.run([sys.executable, PROGRAM, *words], input=plan, capture_output=True, text=True)
    expected = f"estimate_jobs: records: found {given}, expected pr_tk=… too, which the plan has\n"
    assert (run.returncode, run.stdout, run.stderr) == (1, "", expected)
