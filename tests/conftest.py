"""Runs of the whole chain in copies of the project, shared by the tests that look at them.

What is fetched is fetched first; then there is no network where that can be had, as on a cluster's nodes.
"""

import time

import hypothesis
import pytest
from photographs import ALBUM, BESIDE, lay_out_album
from toy import TOY, can_be_alone, copy_project, snakemake

# An example may take longer than the library's 200 ms on a machine that has other work.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def run_as_on_a_node(folder, *arguments, config=TOY):
    """Fetch what a run needs, then run it, without a network if that can be had; give the run's seconds."""
    fetched = snakemake(folder, "fetch", config=config)
    assert fetched.returncode == 0, fetched.stdout + fetched.stderr
    start = time.monotonic()
    run = snakemake(folder, *arguments, "--show-failed-logs", config=config, alone=can_be_alone())
    assert run.returncode == 0, run.stdout + run.stderr
    return time.monotonic() - start


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A copy of the project in which the toy run has ended, and its seconds. Tests must not change it."""
    folder = copy_project(tmp_path_factory.mktemp("finished"))
    (folder / "seconds.txt").write_text(str(run_as_on_a_node(folder)))
    return folder


@pytest.fixture(scope="session")
def album(tmp_path_factory):
    """A copy of the project in which a user's photographs have been grouped. Tests must not change it."""
    folder = copy_project(tmp_path_factory.mktemp("grouped"))
    lay_out_album(folder)
    run_as_on_a_node(folder, "all", *BESIDE, config=ALBUM)
    return folder


def pytest_terminal_summary(terminalreporter):
    """Say in a line that tests on a real Slurm or in environments of their own were left out."""
    deselected = terminalreporter.stats.get("deselected", [])
    apart = ("cluster", "environments")
    left_out = [item for item in deselected if any(map(item.get_closest_marker, apart))]
    if left_out:
        terminalreporter.write_line(
            f"{len(left_out)} tests on a real Slurm or in environments of their own did not run:"
            " `make test` runs the former, `make test-environments` the latter."
        )
