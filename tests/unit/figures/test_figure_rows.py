"""Which rows a figure with few lines shows, and in which order."""

from clippings.figures.rows import (
    best_normalised,
    best_raw,
    best_single,
    best_trained,
    chosen,
    in_order,
    is_normalised,
    label_of,
    labels,
    ocrs_of,
)


def test_the_best_string_rows_are_found_per_ocr(full_scores):
    assert best_raw(full_scores, "noisy") == ["jaccard"]
    assert best_raw(full_scores, "clean") == ["levenshtein"]
    assert best_normalised(full_scores, "noisy") == ["levenshtein_normalised"]
    assert best_normalised(full_scores.query("method == 'jaccard'"), "noisy") == []


def test_chosen_rows_are_strings_and_encoders_in_the_order_of_the_table(full_scores, layout):
    assert chosen(full_scores, "clean", names=labels(layout)) == [
        ("levenshtein", "clean"),
        ("levenshtein_normalised", "clean"),
        ("selfsup_visual", "none"),
        ("selfsup_multimodal", "clean"),
        ("unaligned_visual", "none"),
        ("sup_visual", "none"),
        ("sup_language", "clean"),
        ("sup_multimodal", "clean"),
    ]


def test_of_each_modality_the_best_trained_row_stays(full_scores, layout):
    rows = best_trained(chosen(full_scores, "noisy", names=labels(layout)))
    methods = ["jaccard", "levenshtein_normalised", "sup_visual", "sup_language", "sup_multimodal"]
    assert [method for method, _ in rows] == methods
    partly = [("jaccard_normalised", "noisy"), ("selfsup_visual", "none"), ("sup_multimodal", "noisy")]
    assert best_trained([*partly, ("unaligned_visual", "none")]) == partly


def test_rows_of_both_ocrs_stand_behind_those_of_one_and_say_so(all_scores, layout):
    names = labels(layout)
    rows = [row for row in chosen(all_scores, "noisy", names=names) if row[0].endswith("all_evidence")]
    assert rows == [
        (f"{supervision}_all_evidence", ocr)
        for supervision in ("selfsup", "sup")
        for ocr in ("noisy", "both")
    ]
    assert [label_of(row, names) for row in rows[2:]] == ["Sup all evidence", "Sup all evidence, both OCRs"]
    assert best_trained(rows) == rows[2:]


def test_the_best_single_row_weighs_no_others_and_reads_no_other_ocr(all_scores):
    assert best_single(all_scores, "noisy") == [("sup_multimodal", "noisy")]
    assert best_single(all_scores, "both") == [("sup_multimodal", "clean")]
    assert best_single(all_scores.query("modality == 'all'"), "both") == []


def test_unknown_methods_come_last_and_ocrs_are_those_with_text(full_scores, text_scores, layout):
    assert in_order(["zz", "mine", "sup_visual"], labels(layout)) == ["sup_visual", "mine", "zz"]
    assert ocrs_of(full_scores) == ["noisy", "clean"]
    assert ocrs_of(text_scores) == ["clean"]
    assert ocrs_of(full_scores.query("ocr == 'none'")) == ["none"]


def test_only_a_folded_spelling_makes_a_measure_normalised():
    names = (
        "strokes_normalised",
        "levenshtein_nfkc",
        "levenshtein_forms",
        "jaccard_words",
        "phash",
        "jaccard",
    )
    assert [is_normalised(name) for name in names] == [True, True, True, False, False, False]
