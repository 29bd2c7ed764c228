"""String search against a double loop, and against figures known of real records."""

from functools import partial
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings.linkage.measures import edit_similarity
from clippings.linkage.spelling import fold_forms
from clippings.linkage.strings import compare_strings, compare_texts, training_pairs

FIRM_RECORDS = Path(__file__).parents[3] / "resources/firm_records/jp_pr_tkv2.csv"
TEXTS = st.lists(st.text(alphabet="日本工業電會社", max_size=5), min_size=1, max_size=12)


def edits(one, other):
    """Count edits by the textbook recursion over prefixes: the oracle."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b)))
    return row[-1]


def searched(queries, targets, k):
    """Link every query to every target in a double loop and keep the best: the oracle."""
    found = []
    for query, text in queries:
        pairs = [
            (target, np.float32(1 - edits(text, other) / max(len(text), len(other))))
            for target, other in targets
            if text and other
        ]
        pairs = sorted((p for p in pairs if p[1] > 0), key=lambda pair: (-pair[1], pair[0]))
        best = [p for place, p in enumerate(pairs) if place < k or p[1] == pairs[0][1]]
        found += [(query, target, place, score) for place, (target, score) in enumerate(best, 1)]
    return found


@settings(max_examples=40)
@given(TEXTS, TEXTS, st.integers(1, 4))
def test_search_equals_a_double_loop(queries, targets, k):
    queries = [(f"q{number:02d}", text) for number, text in enumerate(queries)]
    targets = [(f"t{number:02d}", text) for number, text in enumerate(targets)]
    rows = [(*query, "query") for query in queries] + [(*target, "target") for target in targets]
    records = pd.DataFrame(rows, columns=["record", "noisy", "side"]).sample(frac=1, random_state=k)
    found = compare_strings(records, measure="levenshtein", ocr="noisy", k=k)
    expected = searched(queries, targets, k)
    assert [(r.query, r.target, r.rank) for r in found.itertuples()] == [row[:3] for row in expected]
    assert np.allclose(found["score"], [row[3] for row in expected])


def test_empty_texts_match_nothing(make_records):
    records = make_records(
        ("q1", "query", "test", "a", ""),
        ("q2", "query", "test", "b", None),
        ("q3", "query", "test", "c", "日本"),
        ("t1", "target", "test", "a", ""),
        ("t2", "target", "test", "c", "日本"),
    )
    found = compare_strings(records, measure="levenshtein_normalised", ocr="clean", k=10)
    assert found[["query", "target", "score"]].values.tolist() == [["q3", "t2", 1.0]]


def test_no_text_at_all_gives_an_empty_table(make_records):
    records = make_records(("q1", "query", "none", None, ""), ("t1", "target", "none", None, "日本"))
    assert compare_strings(records, measure="levenshtein", ocr="noisy", k=10).empty


def test_normalised_comparison_sees_through_old_forms_and_learned_lookalikes(make_records):
    learned = [
        (f"{side[0]}{number}", side, "train", f"e{number}", f"第{number}製鋼{letter}業")
        for number in range(4)
        for side, letter in (("query", "工"), ("target", "ェ"))
    ]
    records = make_records(
        *learned, ("qx", "query", "test", "x", "東京工會"), ("tx", "target", "test", "x", "東京ェ会")
    )
    raw, folded = (
        compare_strings(records, measure=measure, ocr="noisy", k=1).set_index("query")
        for measure in ("levenshtein", "levenshtein_normalised")
    )
    assert raw.loc["qx", "score"] == 0.5
    assert folded.loc["qx", "score"] == 1.0


def test_lookalikes_come_from_the_training_split_alone(make_records):
    records = make_records(
        ("q1", "query", "train", "a", "あ"),
        ("t1", "target", "train", "a", "い"),
        ("q2", "query", "val", "b", "う"),
        ("t2", "target", "val", "b", "え"),
        ("q3", "query", "test", "c", "お"),
        ("t3", "target", "test", "c", "か"),
        ("q4", "query", "none", None, "き"),
    )
    assert training_pairs(records["noisy"], records) == [("あ", "い")]


def test_an_unknown_measure_is_named_with_those_there_are(make_records):
    records = make_records(("q1", "query", "test", "a", "日本"))
    with pytest.raises(ValueError, match=r"measure 'levenstein' is unknown, expected one of levenshtein,"):
        compare_strings(records, measure="levenstein", ocr="noisy", k=10)


@pytest.mark.skipif(not FIRM_RECORDS.is_file(), reason="needs `snakemake fetch`: the firm records are absent")
@pytest.mark.parametrize(
    ("fold", "expected"),
    [(str, 0.819), (partial(normalize, "NFKC"), 0.837), (fold_forms, 0.877)],
    ids=["raw", "NFKC", "NFKC and new forms"],
)
def test_accuracy_on_real_records_is_as_measured_by_other_means(fold, expected):
    rows = pd.read_csv(FIRM_RECORDS, dtype=str, keep_default_na=False)
    rows = rows.drop_duplicates(["source", "tk_path_value"])
    rows["query"], rows["target"] = rows["source_firm_title"].map(fold), rows["tk_firm_title"].map(fold)
    pool = rows.drop_duplicates("tk_path_value")
    truth = rows[rows["tk_truth"] == "1"].drop_duplicates("source")
    texts = pool["target"].unique().tolist()
    best = compare_texts(truth["query"].unique().tolist(), texts, edit_similarity(texts, 1), k=1)
    best = best.merge(pool[["target", "tk_path_value"]], left_on="target_text", right_on="target")
    best = best.merge(truth[["query", "source", "tk_path_value"]], left_on="query_text", right_on="query")
    right = best["tk_path_value_x"] == best["tk_path_value_y"]
    assert right.groupby(best["source"]).mean().mean() == pytest.approx(expected, abs=0.003)
