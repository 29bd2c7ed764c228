"""The node that the tests on Slurm share; where there can be none, each of them is skipped and says why."""

import os
import signal
import subprocess

import bad_day
import pytest
import slurm_node
from made_up_work import SQUEUE_FOR_SACCT, Work

CPUS = 4  # on any machine, since the local run that is compared takes two


@pytest.fixture(scope="session")
def node():
    """A running Slurm of one node, stopped and removed at the end of the tests."""
    lock = None
    reason = slurm_node.obstacle()
    if reason is None and (lock := slurm_node.lock()) is None:
        reason = "another run of these tests uses the node"
    try:
        if reason is None:
            reason = slurm_node.failure_to_start(cpus=CPUS)
        if reason is not None:
            pytest.skip(f"no Slurm here: {reason}")
        yield
    finally:
        if lock is not None:
            slurm_node.stop()
            os.close(lock)


@pytest.fixture(scope="session")
def begun(node, tmp_path_factory):
    """A run beside the other tests, whose shards exit, want memory or time, are killed or cancelled."""
    shards = [*bad_day.FAULTS, "fine"]
    kinds = {"trainings": bad_day.TRAININGS, "hurried": bad_day.HURRIED}
    work = Work(tmp_path_factory.mktemp("bad_day"), shards, bad_day.FAULTS, **kinds)
    process = work.start("--retries", "3", path=SQUEUE_FOR_SACCT)
    subprocess.run(["scancel", work.wait_until_begun("cancelled")], check=True)
    yield work, process
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@pytest.fixture
def make_work(node, tmp_path):
    """Return a function that lays out made-up work: a list of shards, and the fault of some of them."""

    def lay_out(shards, **faults):
        return Work(tmp_path, shards, faults)

    return lay_out
