"""The toy run, as on a cluster: `snakemake --profile slurm` in a copy of the project, on a real Slurm."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import slurm_node
from tables_compared import differing, tables
from toy import ROOT, TOY, copy_project

pytestmark = pytest.mark.cluster

ALLOWED = 4.0  # seconds of wall time a job, above those of the local run
ENCODER_RULES = (ROOT / "workflow/rules/encoder.smk").read_text(encoding="utf-8").split("\nrule ")


def run_profile(folder):
    """Run the toy config under the profile; give the finished process."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = ["snakemake", "--profile", "slurm", "--configfile", *TOY]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=900
    )


@pytest.fixture(scope="module")
def through_slurm(node, finished, tmp_path_factory):
    """The run in a copy of the project, its jobs, and the seconds that each cost above the local run."""
    folder = copy_project(tmp_path_factory.mktemp("slurm"))
    start = time.monotonic()
    run = run_profile(folder)
    seconds = time.monotonic() - start
    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    jobs = len(re.findall("has been submitted with SLURM jobid", said))
    overhead = (seconds - float((finished / "seconds.txt").read_text())) / jobs
    print(f"Slurm: {jobs} jobs in {seconds:.0f} s, {overhead:.1f} s each above the local run")
    return folder, jobs, overhead


def test_its_tables_are_those_of_the_local_run(through_slurm, finished):
    assert len(tables(finished)) > 20
    assert differing(through_slurm[0], finished) == []


def test_a_job_costs_a_few_seconds(through_slurm):
    assert through_slurm[1] > 20
    assert through_slurm[2] <= ALLOWED


def test_a_second_run_submits_nothing(through_slurm):
    run = run_profile(through_slurm[0])
    assert run.returncode == 0 and "Nothing to be done" in run.stdout + run.stderr


def test_the_rules_that_can_use_a_gpu_get_one(through_slurm):
    """Slurm's own record of each job: its comment names the rule."""
    wanted = {f"rule_{text.split(':')[0]}" for text in ENCODER_RULES if "gpu=" in text}
    said = slurm_node.answer("squeue", "-h", "-t", "all", "-O", "tres-per-job:30,comment:200")
    with_gpu = [line[30:] for line in said.splitlines() if "gpu:1" in line[:30]]
    assert wanted and {comment.split("_wildcards")[0].strip() for comment in with_gpu} == wanted
