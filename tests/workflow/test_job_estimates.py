"""What docs/estimate_jobs.py makes of a plan and of the table of docs/cluster.md."""

import importlib.util
import subprocess
import sys

import pytest
from toy import ROOT

PAGE = """
| `build_records` | 2 | 1,000 | 1.0 | 1 | 1.0 | 99 |
| `read_names` | 4 | 1,000 | 11.0 | 12 | 11.0 | 99 |
| `tabulate_candidates` | 2 | – | 2.0 | 2 | – | 99 |
"""
JOB = "rule {rule}:\n    input: in\n    output: out\n    wildcards: {wildcards}\n    resources: mem_mb=1\n\n"


def load():
    spec = importlib.util.spec_from_file_location("estimate_jobs", ROOT / "docs/estimate_jobs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plan(*jobs):
    return "".join(JOB.format(rule=rule, wildcards=wildcards) for rule, wildcards in jobs)


def test_time_beyond_the_start_grows_with_the_records_of_a_job():
    """Two shards of 4,000 records: 1 s to start, and twice the 10 s that 1,000 records took."""
    shards = [("read_names", f"dataset=firms, engine=ppocr, shard=pr-00{n}") for n in range(2)]
    found = load().estimate(plan(*shards), {"firms": 4000}, page=PAGE)
    assert found.to_dict("records") == [
        {"rule": "read_names", "dataset": "firms", "jobs": 2, "records": 2000, "s": 21.0}
    ]


def test_a_portion_has_its_share_of_the_records_however_many_are_left_to_do():
    page = PAGE.replace("tabulate_candidates", "embed_records")
    left = plan(*(("embed_records", f"dataset=firms, model={m}, portion=2, portions=4") for m in "ab"))
    found = load().estimate(left, {"firms": 4000}, page=page)
    assert found[["jobs", "records"]].to_numpy().tolist() == [[2, 1000]]


def test_a_fold_has_the_records_of_its_whole_unless_its_own_are_given():
    folds = plan(*(("build_records", f"dataset=pr_tk_fold{n}") for n in (1, 2)))
    found = load().estimate(folds, {"pr_tk": 500, "pr_tk_fold2": 700}, page=PAGE)
    assert found["records"].tolist() == [500, 700]


def test_a_rule_that_was_not_measured_has_no_seconds():
    found = load().estimate(plan(("import_crops", "dataset=firms, shard=pr-000")), {"firms": 9}, page=PAGE)
    assert found["s"].isna().all() and len(found) == 1


def test_what_takes_as_long_at_any_size_is_taken_as_it_is():
    page = PAGE.replace("tabulate_candidates", "search_neighbours")
    found = load().estimate(plan(("search_neighbours", "dataset=firms")), {"firms": 9}, page=page)
    assert found["s"].tolist() == [2.0]


@pytest.mark.parametrize(("words", "given"), [(["firms=9"], "firms=9"), ([], "none")])
def test_a_dataset_without_a_number_ends_it_in_one_line(words, given):
    command = [sys.executable, ROOT / "docs/estimate_jobs.py", *words]
    told = plan(("build_records", "dataset=pr_tk_fold1"))
    run = subprocess.run(command, input=told, capture_output=True, text=True)
    expected = f"estimate_jobs: records: found {given}, expected pr_tk=… too, which the plan has\n"
    assert (run.returncode, run.stderr) == (1, expected)
