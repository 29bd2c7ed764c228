"""The page of tables: every file a tab, numbers as numbers."""

import json
import runpy
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
