"""One toy run of the whole chain in a copy of the project, shared by the tests that look at it."""

import time

import pytest
from toy import copy_project, snakemake


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A copy of the project in which the toy run has ended, and its seconds. Tests must not change it."""
    folder = copy_project(tmp_path_factory.mktemp("finished"))
    start = time.monotonic()
    run = snakemake(folder, "--show-failed-logs")
    assert run.returncode == 0, run.stdout + run.stderr
    (folder / "seconds.txt").write_text(str(time.monotonic() - start))
    return folder
