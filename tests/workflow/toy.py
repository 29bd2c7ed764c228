"""Copies of the project, runs in them, and the scans of a user."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from PIL import Image

TOY = ["config/toy.yaml"]
SCANS = ["config/toy.yaml", "config/scans.yaml"]
CONFIG = """
datasets: [scans]
layout: {on_bad_page: skip}
"""
DATASET = """
task: link
input: pages
pages: [config/pages/scans.tsv]
sources:
  pr: {orientation: horizontal, sides: {name: context, partner: query}}
  tk: {orientation: vertical, sides: {name: target}}
ocr: {noisy: tesseract, clean: ppocr}
encoder: {trained_on: firms}
"""
PAGES = [
    ("page", "path", "source", "frame"),
    ("tk-0001", "scans/tk-0001.png", "tk", "0"),
    ("pr-0001", "scans/pr-0001.png", "pr", "0"),
    ("pr-blank", "scans/blank.png", "pr", "0"),
    ("pr-broken", "scans/broken.jpg", "pr", "0"),
    ("pr-missing", "scans/missing.png", "pr", "0"),
    ("pr-0002", "scans/pr-0002.png", "pr", "0"),
]
ALONE = ["unshare", "--map-root-user", "--net"]
# Rules that no test runs without a network, and why.
NOT_ALONE = {
    "fetch_resource": "it alone reaches the network (test_fetch_faults.py)",
    "train_layout": "it wants a GPU and hours; nothing in a run asks for it",
}
ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".snakemake", "results", "__pycache__", ".*_cache", ".hypothesis"
)


def can_be_alone():
    """Whether a process may have a network namespace of its own here, in which nothing can be reached."""
    if not shutil.which(ALONE[0]):
        return False
    return subprocess.run([*ALONE, "true"], capture_output=True).returncode == 0


def snakemake(folder, *arguments, config=TOY, alone=False):
    """Run Snakemake in a copy of the project, as the Makefile does, or without a network: `alone`."""
    makefile = (ROOT / "Makefile").read_text()
    options = re.findall(r"^(?:TRIGGERS|PACE) := (.*)$", makefile, flags=re.M)
    assert len(options) == 2, "the Makefile names its triggers and its pace"
    command = [*(ALONE if alone else ()), sys.executable, "-m", "snakemake", "--cores", "2"]
    command += [*arguments, *" ".join(options).split(), "--configfile", *config]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1200)


def planned(folder, *arguments, config=TOY):
    """Count the jobs that a run would start, by rule."""
    run = snakemake(folder, "--dry-run", *arguments, config=config)
    assert run.returncode == 0, run.stdout + run.stderr
    return Counter(re.findall(r"^(?:local)?rule (\w+):", run.stdout + run.stderr, flags=re.M))


def rules_run(folder):
    """Name the rules of which Snakemake ran a job in a copy of the project, by its own logs."""
    logs = (folder / ".snakemake/log").glob("*.log")
    return {
        rule for log in logs for rule in re.findall(r"^(?:local)?rule (\w+):", log.read_text(), flags=re.M)
    }


def rules_with_script():
    """Name the rules of the workflow that run a script, with those that run the script of another."""
    found = set()
    for file in (ROOT / "workflow/rules").rglob("*.smk"):
        text = file.read_text(encoding="utf-8")
        parts = re.split(r"^rule ", text, flags=re.M)[1:]
        found |= {part.split(":")[0] for part in parts if "script:" in part}
        found |= set(re.findall(r"^use rule \w+ as (\w+) with:", text, flags=re.M))
    return found


def copy_project(folder):
    """Copy the project without results; downloads come along where there are any."""
    return Path(shutil.copytree(ROOT, folder / "project", ignore=LEFT_OUT))


def lay_out_scans(folder):
    """Write scans, a table of them, and the declarations of a dataset that names them."""
    (folder / "scans").mkdir()
    for source, frames in (("pr", (0, 1)), ("tk", (0,))):
        with Image.open(folder / f"results/firms/synthesis/pages/{source}-000.tif") as pages:
            for frame in frames:
                pages.seek(frame)
                pages.convert("RGB").save(folder / f"scans/{source}-{frame + 1:04d}.png")
    Image.new("L", (600, 800), 255).save(folder / "scans/blank.png")
    (folder / "scans/broken.jpg").write_bytes(b"no picture")
    Path(folder, "config/scans.yaml").write_text(CONFIG, encoding="utf-8")
    Path(folder, "config/datasets/scans.yaml").write_text(DATASET, encoding="utf-8")
    table = folder / "config/pages/scans.tsv"
    table.write_text("\n".join("\t".join(row) for row in PAGES) + "\n", encoding="utf-8")
    return table


def edit(path, old, new):
    """Replace the one occurrence of `old` in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {text.count(old)} × {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")
