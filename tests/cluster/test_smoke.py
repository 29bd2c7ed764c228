"""A few jobs on a real Slurm, under the project's own profile: submitted, tried again, collected.

Faults, the whole toy run and what Slurm has to wait for are in other files of this folder: `make test-all`.
"""

import re

import pytest
import slurm_node
from made_up_work import Work


@pytest.fixture(scope="module")
def ended(node, tmp_path_factory):
    """Made-up work of two shards, of which one exits with an error in its first attempt, after its end."""
    work = Work(
        tmp_path_factory.mktemp("smoke"), ["fine", "exits"], {"exits": "test $attempt -gt 1 || exit 3"}
    )
    assert work.run() == 0, work.said()
    return work


def test_every_job_is_submitted_and_what_they_give_is_collected(ended):
    jobs = re.findall(r"has been submitted with SLURM jobid (\d+)", ended.said())
    assert len(jobs) == 3 and len(set(jobs)) == 3
    assert ended.is_right() and ended.queued() == []


def test_a_job_that_fails_is_tried_again_with_more_memory(ended):
    """By Slurm's own record of the three jobs: 400 MB in the first attempt, twice as much in the second."""
    assert ended.attempts() == {"fine": 1, "exits": 2}
    lines = slurm_node.answer("squeue", "-h", "-t", "all", "-o", "%A %T %m").splitlines()
    records = {job: (state, memory) for job, state, memory in map(str.split, lines)}
    first, second = ended.marks("exits")
    assert records[first] == ("FAILED", "400M")
    assert records[second] == ("COMPLETED", "800M")


def test_a_second_run_submits_nothing(ended):
    before = ended.said().count("has been submitted")
    assert ended.run() == 0
    assert ended.said().count("has been submitted") == before
