"""The published table of pairs is read once a pair; what is wrong with it is one line."""

import pandas as pd
import pytest

from clippings.published import read_candidates

ENDINGS = ("firm_title", "address", "product", "est_date", "capital", "bank", "shareholder")


def published(*pairs):
    """Rows of the published table from (PR id, TK id, 1 if true)."""
    rows = [
        {"source": f"/crops/{pr}.png", "tk_path_value": f"/images/{tk}.png", "tk_truth": true}
        | {f"{start}_{ending}": "0042" for start in ("source", "tk") for ending in ENDINGS}
        for pr, tk, true in pairs
    ]
    return pd.DataFrame(rows)


def test_texts_that_look_like_numbers_stay_text(tmp_path):
    published(("1", "a", 1)).to_csv(tmp_path / "pairs.csv", index=False)
    row = read_candidates(tmp_path / "pairs.csv").iloc[0]
    assert (row["tk_capital"], row["tk_truth"]) == ("0042", "1")


def test_a_pair_that_stands_twice_is_one(tmp_path):
    pairs = published(("1", "a", 1), ("1", "a", 1), ("1", "b", 0))
    pairs.to_csv(tmp_path / "pairs.csv", index=False)
    assert len(read_candidates(tmp_path / "pairs.csv")) == 2


def test_a_strange_label_is_one_line(tmp_path):
    published(("1", "a", -9)).to_csv(tmp_path / "pairs.csv", index=False)
    with pytest.raises(ValueError, match=r"pairs\.csv: tk_truth is '-9', expected 0 or 1"):
        read_candidates(tmp_path / "pairs.csv")


def test_a_missing_column_is_one_line(tmp_path):
    published(("1", "a", 1)).drop(columns="tk_capital").to_csv(tmp_path / "pairs.csv", index=False)
    with pytest.raises(ValueError, match=r"no column 'tk_capital', expected source"):
        read_candidates(tmp_path / "pairs.csv")


def test_a_row_with_a_cell_too_many_is_one_line(tmp_path):
    header, row = published(("1", "a", 1)).to_csv(index=False).splitlines()
    (tmp_path / "pairs.csv").write_text(f"{header}\n{row},\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"pairs\.csv: line 2 has 18 cells, expected 17"):
        read_candidates(tmp_path / "pairs.csv")
