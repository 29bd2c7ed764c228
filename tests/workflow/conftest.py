"""Copies of the project, bare or after the toy run, that a test may change."""

import shutil

import pytest
from toy import SCANS, copy_project, lay_out_scans, snakemake


@pytest.fixture
def bare(tmp_path):
    """A copy of the project without results."""
    return copy_project(tmp_path)


@pytest.fixture
def project(finished, tmp_path):
    """A copy of the finished project that a test may change."""
    folder = tmp_path / "project"
    shutil.copytree(finished, folder, symlinks=True)
    return folder


@pytest.fixture(scope="session")
def linked_scans(finished, tmp_path_factory):
    """A copy of the finished project that has also linked scans, some of them bad."""
    folder = tmp_path_factory.mktemp("scans") / "project"
    shutil.copytree(finished, folder, symlinks=True)
    table = lay_out_scans(folder)
    run = snakemake(folder, "--show-failed-logs", config=SCANS)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder, table


@pytest.fixture
def scans(linked_scans, tmp_path):
    """A copy of the project with linked scans that a test may change, and its table of pages."""
    folder, table = linked_scans
    copy = tmp_path / "project"
    shutil.copytree(folder, copy, symlinks=True)
    return copy, copy / table.relative_to(folder)
