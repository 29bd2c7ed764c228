"""The page of tables: every file a sortable table, numbers as numbers."""

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
