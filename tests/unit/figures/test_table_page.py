"""The page of tables: every file a tab, numbers as numbers."""

import json
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

ROOT = Path(__file__).parents[3]


def test_each_file_is_a_tab_with_its_values(tmp_path):
    files = [tmp_path / "scores.csv", tmp_path / "paired.csv"]
    frame = pd.DataFrame({"method": ["編集距離", None], "top1": [0.5, None], "n": [3, 4]})
    for file in files:
        frame.to_csv(file, index=False, encoding="utf-8-sig")
    given = SimpleNamespace(
        input=SimpleNamespace(tables=files),
        output=SimpleNamespace(page=tmp_path / "tables.html"),
        wildcards=SimpleNamespace(dataset="firms"),
        log=[str(tmp_path / "write_tables.log")],
    )
    runpy.run_path(str(ROOT / "workflow/scripts/write_tables.py"), init_globals={"snakemake": given})
    text = (tmp_path / "tables.html").read_text(encoding="utf-8")
    for word in ("Scores of firms", '"scores"', '"paired"', json.dumps("編集距離"), '"method"', '"top1"'):
        assert word in text
    assert 'name="viewport"' in text


def test_the_page_is_the_same_bytes_in_each_run(tmp_path):
    pd.DataFrame({"method": ["a"], "top1": [0.5]}).to_csv(tmp_path / "scores.csv", index=False)
    code = """import sys
from clippings.figures.table_page import write_tables
write_tables(sys.argv[1:2], sys.argv[2], title="Scores")
"""
    pages = [tmp_path / name for name in ("first.html", "second.html")]
    for seed, page in enumerate(pages, start=1):
        environment = {"PYTHONPATH": str(ROOT / "workflow/lib"), "PYTHONHASHSEED": str(seed)}
        command = [sys.executable, "-c", code, str(tmp_path / "scores.csv"), str(page)]
        subprocess.run(command, check=True, env=environment)
    assert pages[0].read_bytes() == pages[1].read_bytes()
