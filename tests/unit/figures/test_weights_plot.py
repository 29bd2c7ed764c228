"""The weights of all evidence as a figure, on a table small enough to check by hand."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.figures.weights_plot import choose_weights, draw_weights

NAMES = {"selfsup_all_evidence": "SelfSup all evidence", "sup_all_evidence": "Sup all evidence"}
ROWS = [
    ("sup_all_evidence", "both", 1, "sup_visual", "picture", "value", 0.5, 0.25, 0.75),
    ("sup_all_evidence", "both", 2, "sup_visual", "picture", "value", 1.0, 0.75, 1.25),
    ("sup_all_evidence", "both", 1, "tfidf_noisy", "text", "value", 0.25, None, None),
    ("sup_all_evidence", "both", 1, "tfidf_noisy", "text", "behind", -2.0, -2.5, -1.5),
    ("sup_all_evidence", "both", 1, "jaccard_noisy", "text", "value", 0.5, 0.25, 0.75),
    ("sup_all_evidence", "both", 1, "address_noisy", "address", "value", 0.125, 0.0, 0.25),
    ("selfsup_all_evidence", "both", 0, "tfidf_noisy", "text", "value", 0.25, None, None),
    ("sup_all_evidence", "noisy", 1, "length_noisy", "quality", "value", 9.0, 8.0, 10.0),
]


@pytest.fixture
def weights():
    columns = ["method", "ocr", "fold", "comparison", "part", "form", "weight", "low", "high"]
    return frames.check(pd.DataFrame(ROWS, columns=columns).assign(seed=0), tables.WEIGHTS, where="test")


def test_rows_of_both_ocrs_stand_by_part_the_heaviest_first_as_means_over_folds(weights):
    chosen = choose_weights(weights)
    names = ["sup_visual", "tfidf_noisy", "jaccard_noisy", "address_noisy"]
    assert list(dict.fromkeys(chosen["comparison"])) == names
    picture = chosen.iloc[0]
    assert (picture["weight"], picture["low"], picture["high"]) == (0.75, 0.5, 1.0)
    alone = choose_weights(weights.query("ocr == 'noisy'"))
    assert alone["comparison"].tolist() == ["length_noisy"]


def test_of_many_comparisons_the_heaviest_are_drawn_and_said_to_be(weights):
    assert set(choose_weights(weights, most=2)["comparison"]) == {"tfidf_noisy", "sup_visual"}
    assert "the 2 heaviest of 5 comparisons" in draw_weights(weights, NAMES, most=2)._supxlabel.get_text()
    assert "all 5 comparisons" in draw_weights(weights, NAMES)._supxlabel.get_text()


def test_a_row_and_form_has_a_panel_and_a_part_its_heading(weights):
    axes = draw_weights(weights, NAMES).axes
    assert [axis.get_title(loc="left") for axis in axes] == [
        "SelfSup all evidence\nthe value itself",
        "Sup all evidence\nthe value itself",
        "Sup all evidence\nhow far behind the best",
    ]
    lines = [label.get_text() for label in axes[0].get_yticklabels()]
    assert lines == [
        "picture",
        "sup visual",
        "text",
        "tfidf noisy",
        "jaccard noisy",
        "address",
        "address noisy",
    ]
    assert [bar.get_width() for bar in axes[2].patches] == [-2.0]
    assert [bar.get_y() + 0.35 for bar in axes[2].patches] == pytest.approx([lines.index("tfidf noisy")])
    # A weight without interval has a bar and no line.
    assert [len(axis.collections[0].get_segments()) for axis in axes] == [0, 3, 1]


def test_a_scorer_without_weights_is_drawn_as_such(weights):
    (text,) = draw_weights(weights[:0], NAMES).texts
    assert text.get_text() == "The scorer gives no weights: nothing to draw."
