"""The short table of comparisons."""

import pytest

from clippings.figures.comparisons import comparison_grid, draw_differences, mirrored
from clippings.figures.rows import labels


def test_each_pair_is_given_both_ways_once(full_scores, follow):
    paired = follow(full_scores)["PAIRED"]
    one_way = paired[paired["method"] < paired["other_method"]]
    both = mirrored(one_way).set_index(["method", "ocr", "other_method", "other_ocr"])
    assert len(both) == 2 * len(one_way) and both.index.is_unique
    turned = both.loc[("sup_multimodal", "noisy", "jaccard", "noisy")]
    assert turned["difference"] == pytest.approx(0.19)
    assert (turned["low"], turned["high"]) == pytest.approx((0.17, 0.21))
    assert len(mirrored(paired)) == len(paired)


def test_labels_are_held_against_folded_strings_and_none_against_raw_ones(full_scores, follow, layout):
    text = comparison_grid(follow(full_scores)["PAIRED"], full_scores, labels(layout))
    found = [tuple(line.split(" | ")[i].strip("| ") for i in (0, 1, 3)) for line in text.splitlines()[2:]]
    for ocr, raw in (("noisy", "Jaccard, character bigrams"), ("clean", "Levenshtein distance")):
        assert [pair[1:] for pair in found if pair[0] == ocr] == [
            ("Sup multimodal", "Levenshtein, normalised"),
            ("Sup multimodal", "Sup visual"),
            ("Sup multimodal", "Sup language"),
            ("SelfSup multimodal", raw),
            ("SelfSup multimodal", "SelfSup visual"),
        ]
    line = "0.900 | Levenshtein, normalised | 0.700 | +0.200 [+0.180, +0.220] | < 0.001 | < 0.001 |"
    assert f"| noisy | Sup multimodal | {line}" in text


def test_language_stands_in_where_there_are_no_images(text_scores, follow, layout):
    text = comparison_grid(follow(text_scores)["PAIRED"], text_scores, labels(layout))
    line = "0.910 | Levenshtein, normalised | 0.880 | +0.030 [+0.010, +0.050] | 0.400 | 0.200 |"
    assert text.splitlines()[2:] == [f"| clean | Sup language | {line}"]


def test_one_row_alone_is_drawn_as_nothing_to_compare(make_scores, follow):
    paired = follow(make_scores(("levenshtein", "noisy", 0.6), ("jaccard", "noisy", 0.7)))["PAIRED"]
    (text,) = draw_differences(paired[:0], {}).texts
    assert text.get_text() == "One row alone: nothing to compare."


def test_strings_alone_leave_nothing_to_compare(make_scores, follow, layout):
    scores = make_scores(("levenshtein", "noisy", 0.6), ("jaccard", "noisy", 0.7))
    assert comparison_grid(follow(scores)["PAIRED"], scores, labels(layout)) == ""


def test_all_evidence_is_held_against_the_best_single_row(all_scores, follow, layout):
    text = comparison_grid(follow(all_scores)["PAIRED"], all_scores, labels(layout))
    found = [tuple(line.split(" | ")[i].strip("| ") for i in (0, 1, 3)) for line in text.splitlines()[2:]]
    assert [pair for pair in found if pair[1] == "Sup all evidence"] == [
        ("noisy", "Sup all evidence", "Sup multimodal"),
        ("clean", "Sup all evidence", "Sup multimodal"),
        ("both", "Sup all evidence", "Sup multimodal, clean OCR"),
    ]


def test_rows_of_both_ocrs_are_in_the_matrix_of_either(all_scores, follow, layout):
    figure = draw_differences(follow(all_scores)["PAIRED"], labels(layout))
    for axis in figure.axes[:2]:
        order = [label.get_text() for label in axis.get_yticklabels()]
        assert order[-2:] == ["Sup all evidence", "Sup all evidence, both OCRs"] and len(order) == 13
    assert figure.axes[0].images[0].get_array()[-1, -2] == pytest.approx(0.04)
