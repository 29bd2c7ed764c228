"""String search against double loops, and against figures known of real records."""

from collections import Counter
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings.linkage.candidates.lookalikes import training_pairs
from clippings.linkage.candidates.measures import MEASURES
from clippings.linkage.candidates.string_rows import compare_strings
from clippings.linkage.candidates.strokes import open_strokes

RESOURCES = Path(__file__).parents[3] / "resources"
FIRM_RECORDS, KANJIVG = RESOURCES / "firm_records/jp_pr_tkv2.csv", RESOURCES / "strokes/kanjivg.zip"
TEXTS = st.lists(st.text(alphabet="日本工業電會社エ(a", max_size=5), min_size=1, max_size=12)
# What the OCR takes for one another and old forms, in a test below, folded by hand.
FOLDED = str.maketrans("工會", "王会")
needs_drawings = pytest.mark.skipif(
    not KANJIVG.is_file(), reason="needs `snakemake fetch`: KanjiVG's drawings are absent"
)


def compared(records, *measures, k, ocr="noisy"):
    """Search without folds by measures that choose nothing on validation: neighbours by measure."""
    searches = compare_strings(
        records, measures=measures, ocrs=[ocr], lengths=[], objective=None, k=k, kanjivg=KANJIVG, threads=2
    )
    found = {search.row["method"]: search.neighbours for search in searches}
    assert list(found) == list(measures)
    return found


def edits(one, other):
    """Count edits by the textbook recursion over prefixes: the oracle."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b)))
    return row[-1]


def edit_similarity(one, other):
    return 1 - edits(one, other) / max(len(one), len(other))


def bigram_jaccard(one, other):
    """Compare the sets of marked bigrams as sets: the oracle."""
    sets = [{(a, b) for a, b in zip(["start", *text], [*text, "end"], strict=True)} for text in (one, other)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def stroke_runs(text):
    """List every four strokes in a row of a text, with a mark at either end of each character: the oracle."""
    strokes_of, line = open_strokes(KANJIVG).strokes_of, ["edge"]
    for character in text:
        line += [*strokes_of(character), "edge"]
    return [
        tuple(line[start : start + 4]) for start in range(len(line)) if start == 0 or start + 4 <= len(line)
    ]


def stroke_cosine(one, other):
    """Count the runs of strokes and take the cosine in plain Python: the oracle."""
    a, b = (Counter(stroke_runs(text)) for text in (one, other))
    dot = sum(count * b[gram] for gram, count in a.items())
    return dot / sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))


def searched(queries, targets, similarity, k):
    """Link every query to every target in a double loop and keep the best: the oracle."""
    found = []
    for query, text in queries:
        pairs = [(target, round(similarity(text, other), 6)) for target, other in targets if text and other]
        pairs = sorted((p for p in pairs if p[1] > 0), key=lambda pair: (-pair[1], pair[0]))
        best = [p for place, p in enumerate(pairs) if place < k or p[1] == pairs[0][1]]
        found += [(query, target, place, score) for place, (target, score) in enumerate(best, 1)]
    return found


@pytest.mark.parametrize(
    ("measure", "similarity"),
    [
        ("levenshtein", edit_similarity),
        ("jaccard", bigram_jaccard),
        pytest.param("strokes", stroke_cosine, marks=needs_drawings),
    ],
)
@settings(max_examples=25, deadline=None)
@given(TEXTS, TEXTS, st.integers(1, 4))
def test_search_equals_a_double_loop(measure, similarity, queries, targets, k):
    queries = [(f"q{number:02d}", text) for number, text in enumerate(queries)]
    targets = [(f"t{number:02d}", text) for number, text in enumerate(targets)]
    rows = [(*query, "query") for query in queries] + [(*target, "target") for target in targets]
    records = pd.DataFrame(rows, columns=["record", "noisy", "side"]).sample(frac=1, random_state=k)
    found = compared(records, measure, k=k)[measure]
    expected = searched(queries, targets, similarity, k)
    assert [(r.query, r.target, r.rank) for r in found.itertuples()] == [row[:3] for row in expected]
    assert np.allclose(found["score"], [row[3] for row in expected])


@pytest.mark.parametrize(
    ("measure", "similarity"), [("levenshtein", edit_similarity), ("jaccard", bigram_jaccard)]
)
def test_pruning_loses_none_of_many_targets(measure, similarity):
    generator = np.random.default_rng(0)
    texts = [
        "".join(generator.choice(list("日本工業電會社商事"), generator.integers(1, 9))) for _ in range(3000)
    ]
    queries = [(f"q{number:04d}", text) for number, text in enumerate(texts[:130])]
    targets = [(f"t{number:04d}", text) for number, text in enumerate(texts[130:])]
    rows = [(*query, "query") for query in queries] + [(*target, "target") for target in targets]
    records = pd.DataFrame(rows, columns=["record", "noisy", "side"])
    found = compared(records, measure, k=10)[measure]
    expected = searched(queries[::10], targets, similarity, 10)
    found = found[found["query"].isin(dict(queries[::10]))]
    assert list(found[["query", "target", "rank"]].itertuples(index=False, name=None)) == [
        row[:3] for row in expected
    ]


def test_empty_texts_match_nothing(make_records):
    records = make_records(
        ("q1", "query", "test", "a", ""),
        ("q2", "query", "test", "b", None),
        ("q3", "query", "test", "c", "日本"),
        ("t1", "target", "test", "a", ""),
        ("t2", "target", "test", "c", "日本"),
    )
    found = compared(records, "levenshtein_normalised", "jaccard", ocr="clean", k=10)
    for neighbours in found.values():
        assert neighbours[["query", "target", "score"]].values.tolist() == [["q3", "t2", 1.0]]


def test_no_text_at_all_gives_an_empty_table(make_records):
    records = make_records(("q1", "query", "none", None, ""), ("t1", "target", "none", None, "日本"))
    assert all(found.empty for found in compared(records, "levenshtein", "jaccard", k=10).values())


def test_normalised_comparison_sees_through_old_forms_and_learned_lookalikes(make_records):
    learned = [
        (f"{side[0]}{number}", side, "train", f"e{number}", f"第{number}製鋼{letter}業")
        for number in range(4)
        for side, letter in (("query", "工"), ("target", "ェ"))
    ]
    records = make_records(
        *learned, ("qx", "query", "test", "x", "東京工會"), ("tx", "target", "test", "x", "東京ェ会")
    )
    found = compared(
        records, "levenshtein", "levenshtein_nfkc", "levenshtein_forms", "levenshtein_normalised", k=1
    )
    scores = [neighbours.set_index("query").loc["qx", "score"] for neighbours in found.values()]
    assert scores == [0.5, 0.5, 0.75, 1.0]


@pytest.mark.parametrize(
    ("measure", "similarity"),
    [
        ("levenshtein", edit_similarity),
        ("jaccard", bigram_jaccard),
        pytest.param("strokes", stroke_cosine, marks=needs_drawings),
    ],
)
def test_a_normalised_measure_is_the_raw_one_on_texts_folded_by_hand(make_records, measure, similarity):
    learned = [
        (f"{side[0]}{number}", side, "train", f"e{number}", f"第{number}製鋼{letter}業")
        for number in range(4)
        for side, letter in (("query", "工"), ("target", "王"))
    ]
    asked = [("qx", "東京工會"), ("qy", "ﾀｶ製鋼王業會社")]
    named = [("tx", "東京王会"), ("ty", "東京 工会社"), ("tz", "タカ製鋼工業會")]
    texts = [("query", "x", *row) for row in asked] + [("target", "x", *row) for row in named]
    records = make_records(
        *learned, *((name, side, "test", entity, text) for side, entity, name, text in texts)
    )
    found = compared(records, measure, f"{measure}_normalised", k=10)
    targets = [(name, text) for name, side, _, _, text in learned if side == "target"] + named
    folded = [
        [(name, text.translate(FOLDED).replace(" ", "").replace("ﾀｶ", "タカ")) for name, text in rows]
        for rows in (asked, targets)
    ]
    for neighbours, expected in zip(found.values(), ((asked, targets), folded), strict=True):
        own = neighbours[neighbours["query"].isin(dict(asked))].sort_values(["query", "rank"])
        expected = searched(*expected, similarity, 10)
        assert [(r.query, r.target, r.rank) for r in own.itertuples()] == [row[:3] for row in expected]
        assert np.allclose(own["score"], [row[3] for row in expected])


@needs_drawings
def test_all_measures_give_one_for_equals_and_lie_between(make_records):
    names = ["日本工業", "東京ェ業", "大阪電機商會", "(株)Ａ", "ー"]
    sides = [(side, name) for side in ("query", "target") for name in names]
    records = make_records(
        *((f"{side[0]}{n}", side, "train", name, name) for n, (side, name) in enumerate(sides))
    )
    measures = [name for name, measure in MEASURES.items() if not measure.tuned]
    for neighbours in compared(records, *measures, k=10).values():
        assert neighbours["score"].between(0, 1).all()
        first = neighbours[neighbours["rank"] == 1]
        assert (first["score"] == 1).all() and len(first) == len(names)


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


@pytest.mark.skipif(not FIRM_RECORDS.is_file(), reason="needs `snakemake fetch`: the firm records are absent")
def test_accuracy_on_real_records_is_as_measured_by_other_means():
    rows = pd.read_csv(FIRM_RECORDS, dtype=str, keep_default_na=False)
    rows = rows.drop_duplicates(["source", "tk_path_value"])
    truth = rows[rows["tk_truth"] == "1"].drop_duplicates("source")
    pool = rows.drop_duplicates("tk_path_value")
    queries = pd.DataFrame({"record": truth["source"], "noisy": truth["source_firm_title"], "side": "query"})
    targets = pd.DataFrame(
        {"record": pool["tk_path_value"], "noisy": pool["tk_firm_title"], "side": "target"}
    )
    expected = {"levenshtein": 0.819, "levenshtein_nfkc": 0.837, "levenshtein_forms": 0.877}
    found = compared(pd.concat([queries, targets]), *expected, k=1)
    accepted = truth.set_index("source")["tk_path_value"]
    for measure, accuracy in expected.items():
        right = found[measure]["target"] == found[measure]["query"].map(accepted)
        share = right.groupby(found[measure]["query"]).mean().sum() / len(truth)
        assert len(truth) == 596 and share == pytest.approx(accuracy, abs=0.003), measure
