"""A run of tests says at its end which it left out, and how to run them."""

import os
import re
import subprocess
import sys

import pytest
from toy import ROOT


def pytest_said(*arguments, **environment):
    command = [sys.executable, "-m", "pytest", *arguments]
    run = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300
    )
    return run.stdout


@pytest.mark.parametrize(("marker", "file"), [("cluster", "slurm_run"), ("environments", "own_environments")])
def test_what_needs_slurm_or_its_own_environments_is_said_not_to_have_run(marker, file):
    said = pytest_said("--collect-only", "-m", f"not {marker}", f"tests/cluster/test_{file}.py")
    assert re.search(
        r"^[1-9]\d* tests on a real Slurm or in environments of their own did not run:"
        r" `make test` runs the former, `make test-environments` the latter\.$",
        said,
        flags=re.M,
    )


@pytest.mark.parametrize("file", ["slurm_run", "own_environments"])
def test_nothing_is_said_where_nothing_was_left_out(file):
    assert "did not run" not in pytest_said("--collect-only", f"tests/cluster/test_{file}.py")


def test_a_skipped_test_of_a_cluster_says_why():
    """Without a PATH no tool is found that makes network namespaces."""
    said = pytest_said("-m", "environments", "tests/cluster/test_own_environments.py", PATH="")
    assert re.search(r"^DID NOT RUN: tests/cluster/test_own_environments.py \(.+\)$", said, flags=re.M)
