"""Copies of the project, bare or after a run, that a test may change."""

import pytest
from toy import SCANS, copy_project, copy_run, lay_out_scans, link_downloads, snakemake


@pytest.fixture
def bare(tmp_path):
    """A copy of the project without results."""
    return copy_project(tmp_path)


@pytest.fixture
def elsewhere(tmp_path):
    """An empty folder with the downloads alone."""
    return link_downloads(tmp_path / "elsewhere")


@pytest.fixture
def project(finished, tmp_path):
    """A copy of the finished project that a test may change."""
    return copy_run(finished, tmp_path / "project")


@pytest.fixture(scope="session")
def linked_scans(finished, make_once):
    """A copy of the finished project that also linked scans, some of them bad. Tests must not change it."""

    def make(folder):
        project = copy_run(finished, folder / "project")
        lay_out_scans(project)
        run = snakemake(project, "--show-failed-logs", config=SCANS)
        assert run.returncode == 0, run.stdout + run.stderr

    return make_once("scans", make)


@pytest.fixture
def scans(linked_scans, tmp_path):
    """A copy of the project with linked scans that a test may change, and its table of pages."""
    copy = copy_run(linked_scans, tmp_path / "project")
    return copy, copy / "config/pages/scans.tsv"
