"""A source whose pages are a IIIF manifest: fetched first, then planned, with Snakemake."""

import json
import re

import pytest
from PIL import Image
from serving import serving
from toy import copy_project, snakemake

DATASET = """
task: link
input: pages
sources:
  pr: {orientation: horizontal, sides: {partner: query}, pages: ADDRESS}
  tk: {orientation: vertical, sides: {name: target}, pages: index.png}
ocr: {noisy: tesseract, clean: ppocr}
encoder: {models: []}
export: [levenshtein/noisy]
"""
CONFIG = ["config/config.yaml", "config/own.yaml"]
TABLE = "resources/iiif/own-pr/images.tsv"


@pytest.fixture
def project(tmp_path):
    """A copy of the project with a dataset of pages on a server of this machine, which runs meanwhile."""
    project = copy_project(tmp_path)
    Image.new("L", (30, 40), 255).save(project / "index.png")
    with serving() as server:
        canvas = {"images": [{"resource": {"@id": f"{server.address}a.png"}}]}
        manifest = {"@type": "sc:Manifest", "sequences": [{"canvases": [canvas, canvas]}]}
        server.files = {"book": json.dumps(manifest).encode(), "a.png": (project / "index.png").read_bytes()}
        text = DATASET.replace("ADDRESS", f"{server.address}book")
        (project / "config/datasets/own.yaml").write_text(text, encoding="utf-8")
        (project / "config/own.yaml").write_text("datasets: [own]\nfetch: {delay: 0}\n", encoding="utf-8")
        yield project


def test_a_run_says_to_fetch_first_and_goes_on_from_what_was_fetched(project):
    run = snakemake(project, "--dry-run", config=CONFIG)
    (line,) = [line for line in run.stderr.splitlines() if line.startswith("clippings:")]
    assert (
        run.returncode == 1 and "/book: not fetched yet, run `snakemake fetch` first with this config" in line
    )
    assert snakemake(project, "--dry-run", "fetch", config=CONFIG).returncode == 0
    run = snakemake(project, TABLE, config=CONFIG)
    assert run.returncode == 0, run.stdout + run.stderr
    run = snakemake(project, "--dry-run", config=CONFIG)
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"^detect_layout +2$", run.stdout + run.stderr, flags=re.M)
    assert "fetch_manifests" not in run.stdout + run.stderr
    assert "resources/iiif/own-pr/pr-1-0002.jpg" in run.stdout + run.stderr
