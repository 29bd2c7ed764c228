"""The node that the tests on Slurm share; where there can be none, each of them is skipped and says why."""

import os

import pytest
import slurm_node
from made_up_work import Work

_reasons = []


@pytest.fixture(scope="session")
def node():
    """A running Slurm of one node, stopped and removed at the end of the tests."""
    lock = None
    reason = slurm_node.obstacle()
    if reason is None and (lock := slurm_node.lock()) is None:
        reason = "another run of these tests uses the node"
    try:
        if reason is None:
            reason = slurm_node.failure_to_start(cpus=max(4, os.cpu_count() or 1))
        if reason is not None:
            _reasons.append(reason)
            pytest.skip(f"no Slurm here: {reason}")
        yield
    finally:
        if lock is not None:
            slurm_node.stop()
            os.close(lock)


@pytest.fixture
def make_work(node, tmp_path):
    """Give a function that lays out made-up work: a list of shards, and the fault of some of them."""

    def lay_out(shards, **faults):
        return Work(tmp_path, shards, faults)

    return lay_out


def pytest_terminal_summary(terminalreporter):
    """Say at the end of a run of tests, skipped lines shown or not, that those on Slurm did not run."""
    if _reasons:
        terminalreporter.section("tests on Slurm")
        terminalreporter.write_line(f"THE TESTS ON SLURM DID NOT RUN: {_reasons[0]}")
