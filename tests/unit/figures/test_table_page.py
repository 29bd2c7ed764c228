"""The page of tables: every file a sortable table, numbers as numbers."""

import os
import subprocess
import sys

import pandas as pd

from clippings.figures.pages import table_page


def test_each_file_is_a_table_with_its_values(tmp_path):
    files = [tmp_path / "scores.csv", tmp_path / "paired.csv"]
    frame = pd.DataFrame({"method": ["編集距離", None, "<b>"], "top1": [0.5, None, 1], "n": [3, 4, None]})
    for file in files:
        frame.to_csv(file, index=False, encoding="utf-8-sig")
    text = table_page(files, title="Scores of firms")
    assert text == table_page(files, title="Scores of firms")
    for word in (
        "<h1>Scores of firms</h1>",
        'id="scores"',
        'id="paired"',
        "<td>編集距離",
        'name="viewport"',
    ):
        assert word in text
    rows = [line for line in text.splitlines() if line.startswith("<tr><td>")]
    number = '<td class="number">'
    assert rows[1] == f"<tr><td>–</td>{number}–</td>{number}4</td></tr>"
    assert rows[2] == f"<tr><td>&lt;b&gt;</td>{number}1.0000</td>{number}–</td></tr>"
    assert "http" not in text


def test_the_page_is_the_same_bytes_in_each_run(tmp_path):
    """In processes that hash words differently, so that no order of a set decides."""
    draw = "print(table_page(sys.argv[1:], title='Scores'))"
    code = f"import sys\nfrom clippings.figures.pages import table_page\n{draw}"
    files = [tmp_path / f"{name}.csv" for name in ("scores", "paired", "averages", "breakdown")]
    for file in files:
        pd.DataFrame({"method": ["a"], "ocr": ["noisy"], "top1": [0.5], "n": [3]}).to_csv(file, index=False)
    pages = [
        subprocess.check_output(
            [sys.executable, "-c", code, *files],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for seed in "12"
    ]
    assert pages[0] == pages[1] and b'id="paired"' in pages[0]
