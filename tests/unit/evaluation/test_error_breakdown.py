"""Bins of queries and the accuracy in each, on hand tables."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.evaluation.breakdown import break_down, describe, script_of


@pytest.fixture
def records(make_records):
    names = {"q1": "東京電機工業", "q2": "アジア石油", "q3": "三菱", "q4": "ABC商会", "q5": "東京電機工業"}
    read = {"q1": "東京電機工業", "q2": "アヅア石油", "q3": None, "q4": "ABO", "q5": "東京"}
    rows = [(query, "query", "test", f"e{query[1]}", read[query]) for query in names]
    targets = [(f"t{query[1]}", "target", "test", f"e{query[1]}", name) for query, name in names.items()]
    found = make_records(*rows, *targets)
    printed = [*names.values(), *names.values()]
    return found.assign(
        printed=printed, clean=printed, shortened=[False, True, None, False, False] + [None] * 5
    )


def outcomes(**rows):
    """Build test outcomes: top1 of q1 to q5 for each method_ocr."""
    parts = []
    for name, top1 in rows.items():
        method, _, ocr = name.rpartition("_")
        part = pd.DataFrame({"query": [f"q{n}" for n in range(1, 6)], "top1": np.array(top1, float)})
        parts.append(part.assign(method=method, ocr=ocr, entity=[f"e{n}" for n in range(1, 6)]))
    found = pd.concat(parts, ignore_index=True).assign(split="test", matched=True, linked=True, seed=None)
    marks = dict.fromkeys(("any_tie", "strict", "recall", "right", "score", "probability"), found["top1"])
    return found.assign(group=found["entity"], **marks)


def test_each_query_has_its_bins(records):
    found = describe(records, "noisy")
    assert found["ocr_error"].tolist() == ["0", "up to .2", "above .4", "above .4", "above .4"]
    assert found["length"].tolist() == ["5–6", "5–6", "1–3", "5–6", "5–6"]
    assert found["script"].tolist() == ["kanji", "with kana", "kanji", "with Latin or digits", "kanji"]
    assert found["shortened"].tolist()[:2] == ["whole", "shortened"] and pd.isna(found["shortened"].iloc[2])
    # Two entities are printed 東京電機工業.
    assert found["homonym"].tolist() == ["homonyms", "one firm", "one firm", "one firm", "homonyms"]


def test_fields_that_are_joined_to_a_name_are_no_errors(records):
    joined = records["noisy"].where(records["noisy"].isna(), records["noisy"] + tables.SEPARATOR + "東京市")
    assert describe(records.assign(noisy=joined), "noisy").equals(describe(records, "noisy"))


def test_rows_of_no_ocr_or_of_both_are_divided_by_the_errors_of_the_noisy_one(records):
    for ocr in ("none", "both"):
        assert describe(records, ocr).equals(describe(records, "noisy"))
    assert set(describe(records, "clean")["ocr_error"]) == {"0"}


def test_where_the_clean_text_is_the_only_one_it_divides_the_other_rows(records):
    alone = records.assign(printed=None, noisy=np.nan)
    assert describe(alone, "none").equals(describe(alone, "clean"))
    assert describe(alone, "none")["length"].notna().all()


def test_without_a_print_the_text_read_tells_length_and_script_but_no_error(records):
    found = describe(records.assign(printed=None, shortened=None), "noisy")
    assert found["ocr_error"].isna().all() and found["shortened"].isna().all()
    assert found["length"].tolist()[:2] == ["5–6", "5–6"] and pd.isna(found["length"].iloc[2])
    assert found["script"].tolist()[3:] == ["with Latin or digits", "kanji"]


def test_pictures_without_any_text_have_no_errors_and_no_names(records):
    unread = dict.fromkeys(("printed", "noisy", "clean"), np.nan)
    found = describe(records.assign(shortened=None, **unread), "none")
    assert found.isna().all(axis=None)
    assert describe(records.assign(noisy=None, clean=None), "none")["ocr_error"].isna().all()


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("佐々木商店", "kanji"),
        ("トヨタ", "with kana"),
        ("タ1号", "with Latin or digits"),
        ("日本ビクター", "with kana"),
        ("〆木製油", "kanji"),
        ("岩崎・商会", "kanji"),
        ("ÉÉÉ", "with Latin or digits"),
        ("三井No2", "with Latin or digits"),
        ("Αθήνα", "another script"),
        ("Москва 1", "another script"),
        ("서울", "another script"),
    ],
)
def test_scripts_are_told_apart(name, script):
    assert script_of(name) == script


def test_the_accuracy_of_a_bin_is_that_of_its_queries(records):
    found = break_down(
        outcomes(levenshtein_noisy=[1, 0.5, 0, 0, 1], levenshtein_clean=[1, 1, 1, 0, 1]),
        records,
        resamples=200,
        seed=0,
    )
    frames.check(found, tables.BREAKDOWN, where="test")
    noisy = found[(found["method"] == "levenshtein") & (found["ocr"] == "noisy")]
    errors = noisy[noisy["kind"] == "ocr_error"]
    assert errors[["bin", "place", "n", "top1"]].values.tolist() == [
        ["0", 0, 1, 1.0],
        ["up to .2", 1, 1, 0.5],
        ["above .4", 3, 3, pytest.approx(1 / 3)],
    ]
    assert noisy.groupby("kind")["n"].sum().to_dict() == {
        "homonym": 5,
        "length": 5,
        "ocr_error": 5,
        "script": 5,
        "shortened": 4,
    }
    assert found["top1"].between(found["low"], found["high"]).all()
