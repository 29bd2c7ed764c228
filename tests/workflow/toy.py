"""Copies of the project, runs of Snakemake in them, and the scans of a user."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from PIL import Image

TOY = ["config/toy.yaml"]
MODEL = "results/firms/model/firms.clippings"  # What no default target asks for.
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
    "fetch_package": "it reaches the network (tests/cluster/test_fetch_faults.py)",
    "save_index": "it runs on tables of texts (tests/workflow/test_growing.py)",
    "fetch_manifests": "it reaches the network (tests/workflow/test_manifests.py)",
    **dict.fromkeys(
        ("learn_roles", "suggest_pages", "write_label_page", "export_transcriptions"),
        "they run alone on a user's own pages (tests/workflow/test_own_pages.py)",
    ),
}
ROOT = Path(__file__).resolve().parents[2]
# What no run reads: results apart, the folders that a run has no use for.
LEFT_OUT = (".git", ".venv", ".ci", ".github", "results", "tests", "docs", "bench", "__pycache__")
# Downloads and finished files are linked into copies: nothing writes into them, neither rule nor test.
LINKED = ("resources", "results")
# Written in place by Snakemake, so each copy has its own.
REWRITTEN = ("results/logs", "results/benchmarks")


def can_be_alone():
    """Whether a process may have a network namespace of its own here, in which nothing can be reached."""
    if not shutil.which(ALONE[0]):
        return False
    return subprocess.run([*ALONE, "true"], capture_output=True).returncode == 0


def snakemake(folder, *arguments, config=TOY, alone=False):
    """Run Snakemake in a copy of the project, as the Makefile does, or without a network: `alone`."""
    makefile = (ROOT / "Makefile").read_text()
    options = re.findall(r"^TRIGGERS := (.*)$", makefile, flags=re.M)
    assert len(options) == 1, "the Makefile names its triggers"
    command = [*(ALONE if alone else ()), sys.executable, "-m", "snakemake", "--cores", "2"]
    command += [*arguments, *" ".join(options).split(), "--configfile", *config]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1200)


def run_as_on_a_node(folder, *arguments, config=TOY):
    """Fetch what a run needs, then run it, without a network if that can be had."""
    fetched = snakemake(folder, "fetch", config=config)
    assert fetched.returncode == 0, fetched.stdout + fetched.stderr
    run = snakemake(folder, *arguments, "--show-failed-logs", config=config, alone=can_be_alone())
    assert run.returncode == 0, run.stdout + run.stderr


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


def copy_project(folder):
    """Copy what a run reads of the project to `folder`/project; downloads are linked where there are any."""
    return copy_run(ROOT, folder / "project", left_out=(*LEFT_OUT, ".snakemake"))


def link_downloads(folder):
    """Link what `fetch` has downloaded into a folder, and nothing else of resources/; return the folder."""
    targets = (ROOT / "config/resources.tsv").read_text(encoding="utf-8").splitlines()[1:]
    (folder / "resources").mkdir(parents=True)
    for name in {target.split("/")[0] for target in targets}:
        (folder / "resources" / name).symlink_to(ROOT / "resources" / name)
    return folder


def copy_run(source, target, *, left_out=()):
    """Copy a project with its results, the large files as hard links: a copy costs files, not bytes.

    Snakemake removes an output before it writes it anew, and the library renames what it has written, so
    that neither reaches the file of another copy. A test that changes a file uses `replace` or `edit`.
    """

    def ignored(path, names):
        return {name for name in names if name in left_out or re.fullmatch(r"\..*_cache|\.hypothesis", name)}

    def link_or_copy(path, copy):
        inside = Path(path).relative_to(source)
        if inside.parts[0] in LINKED and not any(map(inside.is_relative_to, REWRITTEN)):
            return _link(path, copy)
        return shutil.copy2(path, copy)

    shutil.copytree(source, target, symlinks=True, ignore=ignored, copy_function=link_or_copy)
    return Path(target)


def _link(path, copy):
    """Link a file, or copy it where the target lies on another disk."""
    try:
        os.link(path, copy)
    except OSError:
        shutil.copy2(path, copy)
    return copy


def replace(path, content):
    """Write text or bytes to a file of a copy, and to no other copy that may share it."""
    data = content.encode() if isinstance(content, str) else content
    path.unlink(missing_ok=True)
    path.write_bytes(data)


def edit(path, old, new):
    """Replace the one occurrence of `old` in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {text.count(old)} × {old!r}"
    replace(path, text.replace(old, new))


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
