"""One toy run of the whole chain in a copy of the project, shared by the tests that look at it."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".snakemake", "results", "__pycache__", ".*_cache", ".hypothesis"
)


def snakemake(folder, *arguments):
    """Run Snakemake on the toy config in a copy of the project; give the finished process."""
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--configfile", "config/toy.yaml"]
    environment = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(
        [*command, *arguments], cwd=folder, capture_output=True, text=True, env=environment, timeout=900
    )


def planned(folder, *arguments):
    """Count the jobs that a run would start, by rule."""
    run = snakemake(folder, "--dry-run", *arguments)
    assert run.returncode == 0, run.stderr
    return Counter(re.findall(r"^(?:local)?rule (\w+):", run.stdout + run.stderr, flags=re.M))


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A copy of the project in which the toy run has ended. Tests must not change it."""
    folder = tmp_path_factory.mktemp("finished") / "project"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    run = snakemake(folder, "--show-failed-logs")
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture
def project(finished, tmp_path):
    """A copy of the finished project that a test may change."""
    folder = tmp_path / "project"
    shutil.copytree(finished, folder, symlinks=True)
    return folder


def edit(path, old, new):
    """Replace the one occurrence of `old` in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {text.count(old)} × {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")
