"""The results table: order, blanks, seeds, and the paper's numbers as the paper prints them."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.figures.rows import read_layout
from clippings.figures.score_table import LINKS, lay_out


def score_table(averages, layout, paper=("firms", "one")):
    return lay_out(averages, layout, LINKS, paper=paper)


def test_rows_follow_the_paper_and_uncomputed_ones_are_absent(make_scores, average, layout):
    scores = make_scores(
        ("sup_multimodal", "noisy", 0.8),
        ("levenshtein", "clean", 0.7),
        ("mine", "clean", 0.6),
        ("levenshtein_normalised", "clean", 0.75),
    )
    table = score_table(average(scores), layout)
    assert table["method"].tolist() == ["levenshtein", "levenshtein_normalised", "sup_multimodal", "mine"]
    assert table["label"].tolist()[::3] == ["Levenshtein distance", "mine"]
    papers = table.loc[table["method"] == "levenshtein", table.columns.str.startswith("paper")]
    assert papers.values.tolist() == [[0.630, 0.731, 0.626, 0.618]]
    assert table.loc[table["method"] == "levenshtein", "noisy_top1"].isna().all()


def test_a_row_without_text_stands_for_every_ocr_of_its_dataset(make_scores, average, layout):
    visual = ("sup_visual", "none", 0.9, 0)
    row = score_table(average(make_scores(visual)), layout).iloc[0]
    assert row["noisy_top1"] == row["clean_top1"] == 0.9
    one_ocr = make_scores(visual, ("levenshtein", "clean", 0.7), dataset="one")
    two_ocrs = make_scores(visual, ("levenshtein", "clean", 0.7), ("levenshtein", "noisy", 0.6))
    table = score_table(average(pd.concat([one_ocr, two_ocrs])), layout).query("method == 'sup_visual'")
    assert table["clean_top1"].tolist() == [0.9, 0.9]
    assert table["noisy_top1"].isna().tolist() == [True, False]


def test_what_the_averages_say_of_a_row_is_shown_as_it_is(layout):
    row = {"dataset": "firms", "method": "sup_language", "ocr": "noisy", "seeds": 3}
    numbers = [("top1", 0.85, 0.07, 0.8, 0.89), ("aurc", 0.2, 0.01, 0.18, 0.23), ("n", 640, None, None, None)]
    averages = pd.DataFrame(numbers, columns=["score", "mean", "sd", "low", "high"]).assign(**row)
    table = score_table(frames.check(averages, tables.AVERAGES, where="test"), layout)
    assert table["seeds"].tolist() == [3]
    for name, *expected in numbers[:2]:
        shown = [f"noisy_{name}{end}" for end in ("", "_sd", "_low", "_high")]
        assert table[shown].values.tolist() == [expected]
    assert table["noisy_n"].tolist() == [640] and "noisy_n_low" not in table
    assert table[["noisy_ece", "clean_top1"]].isna().all(axis=None)


def test_one_seed_has_no_spread(make_scores, average, layout):
    scores = make_scores(("sup_visual", "none", 0.8, 0), ("levenshtein", "noisy", 0.6))
    table = score_table(average(scores), layout)
    assert table["seeds"].tolist() == [0, 1]
    assert table[["noisy_top1_sd", "noisy_accuracy_sd"]].isna().all(axis=None)


def test_the_paper_table_names_each_row_once(layout):
    assert layout["method"].is_unique and layout["label"].is_unique
    numbers = layout.drop(columns=["method", "label"])
    assert numbers.stack().dropna().between(0.6, 0.95).all()


def test_a_layout_without_its_columns_is_named(tmp_path):
    (tmp_path / "paper.csv").write_text("method,label,noisy\n")
    with pytest.raises(ValueError, match=r"paper\.csv: column 'clean' is missing, expected method, label"):
        read_layout(tmp_path / "paper.csv", LINKS.paper)


def test_the_papers_numbers_stand_beside_the_datasets_that_are_named(make_scores, average, layout):
    parts = [make_scores(("levenshtein", "clean", 0.7), dataset=name) for name in ("firms", "pr_tk")]
    table = score_table(average(pd.concat(parts)), layout, paper=["firms"]).set_index("dataset")
    papers = table.loc[:, table.columns.str.startswith("paper")]
    assert papers.loc["firms"].tolist() == [0.630, 0.731, 0.626, 0.618]
    assert papers.loc["pr_tk"].isna().all()
