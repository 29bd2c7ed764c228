"""A run of tests says at its end which it left out, and how to run them."""

import os
import re
import subprocess
import sys

from toy import ROOT


def pytest_said(*arguments, **environment):
    command = [sys.executable, "-m", "pytest", *arguments]
    run = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300
    )
    return run.stdout


def test_what_needs_its_own_environments_is_said_not_to_have_run():
    said = pytest_said("--collect-only", "-m", "not environments", "tests/cluster/test_own_environments.py")
    assert re.search(r"^[1-9]\d* tests .* did not run: .* `make test-environments` the latter", said, re.M)


def test_nothing_is_said_where_nothing_was_left_out():
    assert "did not run" not in pytest_said("--collect-only", "tests/cluster/test_own_environments.py")


def test_a_skipped_test_of_a_cluster_says_why():
    """Without a PATH no tool is found that makes network namespaces."""
    said = pytest_said("-m", "environments", "tests/cluster/test_own_environments.py", PATH="")
    assert re.search(r"^DID NOT RUN: tests/cluster/test_own_environments.py \(.+\)$", said, flags=re.M)
