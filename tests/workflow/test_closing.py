"""A run of tests says at its end which it left out, why, and how to run them."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from closing import APART, is_apart, left_out_lines, not_run_lines
from toy import ROOT


def skipped(nodeid, reason):
    return SimpleNamespace(nodeid=nodeid, longrepr=("conftest.py", 1, f"Skipped: {reason}"))


@pytest.mark.parametrize("mark", APART)
def test_a_test_is_apart_by_its_mark(mark):
    marked = SimpleNamespace(get_closest_marker={mark: object()}.get)
    assert is_apart(marked) and not is_apart(SimpleNamespace(get_closest_marker={"slow": object()}.get))


def test_tests_that_were_left_out_are_counted_with_the_way_to_run_them():
    (line,) = left_out_lines(31)
    assert line.startswith("31 tests did not run (on a real Slurm; ")
    assert line.endswith("`make test-all` runs them.")
    assert left_out_lines(0) == []


def test_a_skipped_file_of_a_cluster_is_named_once_with_the_reason():
    reports = [
        skipped("tests/cluster/test_smoke.py::test_a", "no Slurm here: a Slurm of its own needs root"),
        skipped("tests/cluster/test_smoke.py::test_b", "no Slurm here: a Slurm of its own needs root"),
        skipped("tests/unit/test_images.py::test_c", "no picture"),
    ]
    assert not_run_lines(reports) == [
        "DID NOT RUN: tests/cluster/test_smoke.py (no Slurm here: a Slurm of its own needs root)"
    ]


def test_every_mark_of_a_test_that_is_left_out_is_registered(pytestconfig):
    registered = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    assert set(APART) <= registered


def test_a_run_says_at_its_end_what_was_left_out_and_what_was_skipped():
    """Without a PATH no tool is found that makes network namespaces, as the tests of environments want."""
    files = [f"tests/cluster/test_{name}.py" for name in ("large_plan", "own_environments")]
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-m", "environments", *files]
    run = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PATH": ""}, capture_output=True, text=True, timeout=300
    )
    assert re.search(r"^[1-9]\d* tests did not run \(on a real Slurm; .+\)", run.stdout, flags=re.M)
    assert re.search(rf"^DID NOT RUN: {files[1]} \(.+\)$", run.stdout, flags=re.M)
