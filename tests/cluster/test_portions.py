"""Portions as jobs on a real Slurm: four at a time give, byte for byte, what one at a time gives."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tables_compared import differing, tables
from toy import copy_project

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(3000)]

PORTIONS, NAMES = 4, 120
LETTERS = list("東京大阪日本工業商事電機製作所山川田中三菱化学繊維")
DATASET = f"""
task: link
input: records
records: [names.csv]
portions: {PORTIONS}
sources:
  pr: {{orientation: horizontal, sides: {{name: query}}}}
  tk: {{orientation: vertical, sides: {{name: target}}}}
texts: [clean]
truth: table
measures: [levenshtein, tfidf]
encoder: {{name: names, models: [selfsup]}}
export: [all_evidence]
shares: {{train: 0, val: 0.5, test: 0.5}}
"""
LINKS = "results/names_of_two/linkage/links.csv"


def write_names(folder):
    """Write drawn names, each as a target, and misread as a query."""
    rng = np.random.default_rng(0)
    texts = ["".join(rng.choice(LETTERS, 6)) for _ in range(NAMES)]
    misread = [
        text[:place] + text[place + 1 :]
        for text, place in zip(texts, rng.integers(6, size=NAMES), strict=True)
    ]
    sides = {"pr": misread, "tk": texts}
    rows = [(f"{s}-{n:03d}", s, f"e{n}", text) for s, own in sides.items() for n, text in enumerate(own)]
    pd.DataFrame(rows, columns=["record", "source", "entity", "clean"]).to_csv(
        folder / "names.csv", index=False
    )
    (folder / "config/datasets/names_of_two.yaml").write_text(DATASET, encoding="utf-8")
    (folder / "config/portions.yaml").write_text("datasets: [names_of_two]\n", encoding="utf-8")


@pytest.fixture
def linked(node, tmp_path):
    """Return a function that links the names with some jobs at a time: the folder, and how many were sent."""

    def linked(jobs):
        folder = copy_project(tmp_path / f"{jobs}-at-a-time")
        write_names(folder)
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        command = ["snakemake", "--profile", "slurm", "--jobs", str(jobs), "--configfile", "config/toy.yaml"]
        run = subprocess.run(
            [*command, "config/portions.yaml", "--", LINKS],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=1500,
        )
        said = run.stdout + run.stderr
        assert run.returncode == 0, said
        return folder, len(re.findall("has been submitted with SLURM jobid", said))

    return linked


def test_four_at_a_time_give_the_tables_that_one_at_a_time_gives(linked):
    (one, sent), (four, _) = linked(1), linked(4)
    assert sent >= 3 * PORTIONS, "strings, vectors and evidence are compared by a job a portion"
    assert sum("/pairs/" in name for name in tables(one)) == PORTIONS
    assert differing(one, four) == []
