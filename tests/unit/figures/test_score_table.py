"""The results table: order, blanks, seeds, and the paper's numbers as the paper prints them."""

import pandas as pd
import pytest

from clippings.figures.score_table import read_layout, score_table


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
    papers = table.loc[table["method"] == "levenshtein", table.columns.str.startswith("paper")]
    assert papers.values.tolist() == [[0.630, 0.731, 0.626, 0.618]]
    assert table.loc[table["method"] == "levenshtein", "noisy_top1"].isna().all()


def test_a_row_without_text_stands_for_every_ocr_of_its_dataset(make_scores, layout):
    visual = ("sup_visual", "none", 0.9, 0)
    row = score_table(make_scores(visual), layout).iloc[0]
    assert row["noisy_top1"] == row["clean_top1"] == 0.9
    one_ocr = make_scores(visual, ("levenshtein", "clean", 0.7), dataset="one")
    two_ocrs = make_scores(visual, ("levenshtein", "clean", 0.7), ("levenshtein", "noisy", 0.6))
    table = score_table(pd.concat([one_ocr, two_ocrs]), layout).query("method == 'sup_visual'")
    assert table["clean_top1"].tolist() == [0.9, 0.9]
    assert table["noisy_top1"].isna().tolist() == [True, False]


def test_seeds_are_averaged_counted_and_spread(make_scores, layout):
    seeded = [("sup_visual", "none", top1, seed) for seed, top1 in enumerate((0.8, 0.9))]
    row = score_table(make_scores(*seeded), layout).iloc[0]
    assert row["noisy_top1"] == pytest.approx(0.85)
    assert row["noisy_top1_sd"] == pytest.approx(0.1 / 2**0.5)
    assert row["seeds"] == 2


def test_one_seed_has_no_spread(make_scores, layout):
    table = score_table(make_scores(("sup_visual", "none", 0.8, 0), ("levenshtein", "noisy", 0.6)), layout)
    assert table["seeds"].tolist() == [0, 1]
    assert table[["noisy_top1_sd", "noisy_accuracy_sd"]].isna().all(axis=None)


def test_the_paper_table_names_each_row_once(layout):
    assert layout["method"].is_unique and layout["label"].is_unique
    numbers = layout.drop(columns=["method", "label"])
    assert numbers.stack().dropna().between(0.6, 0.95).all()


def test_a_layout_without_its_columns_is_named(tmp_path):
    (tmp_path / "paper.csv").write_text("method,label,noisy\n")
    with pytest.raises(ValueError, match=r"paper\.csv: column 'clean' is missing, expected method, label"):
        read_layout(tmp_path / "paper.csv")
