"""The toy run, as on a cluster: `snakemake --profile slurm` in a copy of the project, on a real Slurm."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import slurm_node
from rules_read import rules
from tables_compared import differing, tables
from toy import TOY, copy_project, snakemake

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(3000)]

ALLOWED = 3.0  # starts of Snakemake that a job may take beside its own work: each job starts it twice
STARTS = 3
AT_ONCE = str(os.cpu_count())  # The node claims more: jobs that share a core would start at half its speed.


def run_profile(folder):
    """Run the toy config under the profile; return the finished process."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = ["snakemake", "--profile", "slurm", "--jobs", AT_ONCE, "--configfile", *TOY]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=1500
    )


@pytest.fixture(scope="module")
def through_slurm(node, tmp_path_factory):
    """The copy that was run, its jobs, and what each took beside its own work, in starts of Snakemake."""
    folder = copy_project(tmp_path_factory.mktemp("slurm"))
    start = time.monotonic()
    run = run_profile(folder)
    seconds = time.monotonic() - start
    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    jobs = re.findall(r"has been submitted with SLURM jobid (\d+)", said)
    # The wall time of the run is no measure: a chain of few jobs waits at each step until Slurm is asked.
    beside = (seconds_in_slurm(jobs) - seconds_of_work(folder)) / len(jobs)
    start_of_one = seconds_to_start(folder)
    print(
        f"Slurm: {len(jobs)} jobs in {seconds:.0f} s, {beside:.1f} s each beside its work;"
        f" a start of Snakemake takes {start_of_one:.1f} s"
    )
    return folder, len(jobs), beside / start_of_one


def seconds_in_slurm(jobs):
    """Sum the seconds from start to end of jobs, as the controller remembers them."""
    asked = ["squeue", "-h", "-t", "all", "-j", ",".join(jobs), "-o", "%S %e"]
    lines = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(lines) == len(jobs)
    start, end = (pd.to_datetime([line.split()[place] for line in lines]) for place in (0, 1))
    return float((end - start).sum().total_seconds())


def seconds_of_work(folder):
    """Sum what the benchmark files of submitted rules say."""
    benchmarks, submitted = folder / "results/benchmarks", {rule.name for rule in rules() if not rule.local}
    files = {
        file: file.relative_to(benchmarks).with_suffix("").parts[1] for file in benchmarks.rglob("*.tsv")
    }
    return sum(pd.read_csv(file, sep="\t")["s"].sum() for file, rule in files.items() if rule in submitted)


def seconds_to_start(folder):
    """Seconds that Snakemake takes to read the workflow and plan one file, the median of a few times."""
    seconds = []
    for _ in range(STARTS):
        begun = time.monotonic()
        assert snakemake(folder, "--dry-run", "results/firms/records/records.parquet").returncode == 0
        seconds.append(time.monotonic() - begun)
    return sorted(seconds)[STARTS // 2]


def test_its_tables_are_those_of_the_local_run(through_slurm, finished):
    assert len(tables(finished)) > 20
    assert differing(through_slurm[0], finished) == []


def test_a_job_costs_little_more_than_it_takes_to_start(through_slurm):
    """Seconds depend on the machine, so they are printed; two of the starts are not ours to spare."""
    assert through_slurm[1] > 10
    assert through_slurm[2] <= ALLOWED


def test_a_second_run_submits_nothing(through_slurm):
    run = run_profile(through_slurm[0])
    assert run.returncode == 0 and "Nothing to be done" in run.stdout + run.stderr


def test_the_rules_that_can_use_a_gpu_get_one(through_slurm):
    """Slurm's own record of each job: its comment names the rule."""
    wanted = {f"rule_{rule.name}" for rule in rules() if rule.stage == "encoder" and "gpu" in rule.resources}
    said = slurm_node.answer("squeue", "-h", "-t", "all", "-O", "tres-per-job:30,comment:200")
    with_gpu = [line[30:] for line in said.splitlines() if "gpu:1" in line[:30]]
    assert wanted and {comment.split("_wildcards")[0].strip() for comment in with_gpu} == wanted
