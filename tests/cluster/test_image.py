"""The image of envs/apptainer.def, built and run where Apptainer is at hand."""

import shutil
import subprocess

import pytest
from tables_compared import tables
from toy import ROOT, copy_project, snakemake

pytestmark = [
    pytest.mark.environments,
    pytest.mark.timeout(5400),
    pytest.mark.skipif(not shutil.which("apptainer"), reason="no Apptainer: no image is built or run"),
]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """An image with what a run needs, without the workflow."""
    file = tmp_path_factory.mktemp("image") / "clippings.sif"
    subprocess.run(["apptainer", "build", file, "envs/apptainer.def"], cwd=ROOT, check=True)
    return file


def test_every_job_of_the_toy_run_passes_in_the_image(image, finished, tmp_path):
    project = copy_project(tmp_path)
    run = snakemake(project, "--sdm", "apptainer", "--show-failed-logs", "--config", f"container={image}")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Activating singularity image" in run.stdout + run.stderr
    assert tables(project).keys() == tables(finished).keys()


def test_the_whole_run_passes_in_the_image(image, tmp_path):
    project = copy_project(tmp_path)
    command = ["apptainer", "run", "--pwd", project, "--bind", project, image, "--cores", "1"]
    target = "results/firms/synthesis/entries.parquet"
    subprocess.run([*command, target, "--configfile", "config/toy.yaml"], check=True)
    assert (project / target).is_file()
