"""The results table: order, blanks, seeds, and the paper's numbers as the paper prints them."""

from pathlib import Path

import pandas as pd
import pytest

from clippings.figures.score_table import as_markdown, read_layout, score_table

PAPER = Path(__file__).parents[3] / "config/paper_table1.csv"


@pytest.fixture
def layout():
    return read_layout(PAPER)


def test_rows_follow_the_paper_and_uncomputed_ones_are_absent(make_scores, layout):
    scores = make_scores(
        ("sup_multimodal", "noisy", 0.8),
        ("levenshtein", "clean", 0.7),
        ("mine", "clean", 0.6),
        ("levenshtein_normalised", "clean", 0.75),
    )
    table = score_table(scores, layout)
    assert table["method"].tolist() == ["levenshtein", "levenshtein_normalised", "sup_multimodal", "mine"]
    assert table["label"].tolist()[::3] == ["Levenshtein distance", "mine"]
    assert table.loc[table["method"] == "levenshtein", ["paper_noisy", "paper_clean"]].values.tolist() == [
        [0.630, 0.731]
    ]
    assert table.loc[table["method"] == "levenshtein", "noisy_top1"].isna().all()


def test_a_row_without_text_stands_for_both_ocrs(make_scores, layout):
    row = score_table(make_scores(("sup_visual", "none", 0.9, 0)), layout).iloc[0]
    assert row["noisy_top1"] == row["clean_top1"] == 0.9


def test_seeds_are_averaged_and_counted(make_scores, layout):
    row = score_table(
        make_scores(("sup_visual", "none", 0.8, 0), ("sup_visual", "none", 0.9, 1)), layout
    ).iloc[0]
    assert row["noisy_top1"] == pytest.approx(0.85)
    assert row["seeds"] == 2


def test_markdown_shows_intervals_and_dashes(make_scores, layout):
    scores = [
        make_scores(("levenshtein_normalised", "noisy", 0.7), dataset=name) for name in ("firms", "toy")
    ]
    text = as_markdown(score_table(pd.concat(scores), layout))
    line = "| Levenshtein, normalised | 0.700 [0.670, 0.720] | – | – | – | 640 |"
    assert text.count(line) == 2
    assert text.index("**firms**") < text.index("**toy**")


def test_a_layout_without_its_columns_is_named(tmp_path):
    (tmp_path / "paper.csv").write_text("method,label,noisy\n")
    with pytest.raises(ValueError, match=r"paper\.csv: column 'clean' is missing, expected method, label"):
        read_layout(tmp_path / "paper.csv")
