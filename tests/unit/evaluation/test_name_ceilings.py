"""What names alone can tell, on hand tables and against a loop."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.evaluation.bootstrap import interval, resampled_means
from clippings.evaluation.ceilings import expect_of_names, find_ceilings

DRAWN = {"resamples": 200, "seed": 0}


@pytest.fixture
def records(make_records):
    return make_records(
        ("q1", "query", "test", "a", "甲", "g"),
        ("q2", "query", "test", "b", "乙", "b"),
        ("q3", "query", "val", "c", "丙", "c"),
        ("q4", "query", "test", "lost", "丁", "lost"),
        ("q5", "query", "test", "a3", "甲", "g"),
        ("t1", "target", "train", "a", "會社", "g"),
        ("t2", "target", "train", "a2", "会社", "g"),
        ("t3", "target", "test", "b", "会 社", "b"),
        ("t4", "target", "test", "c", "丙", "c"),
        ("t5", "target", "test", "c", "丙商会", "c"),
        ("t6", "target", "none", None, "丙商会", None),
    )


def test_targets_of_one_name_share_the_chance(records):
    found = expect_of_names(records, "clean")
    # q1: three targets read 会社, two of its group, one its own; q3: 丙 is its own, 丙商会 half.
    assert found.loc["q1", ["top1", "strict"]].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert found.loc["q2", ["top1", "strict"]].tolist() == pytest.approx([1 / 3, 1 / 3])
    assert found.loc["q3", ["top1", "strict"]].tolist() == pytest.approx([0.75, 0.75])
    # The index holds no target of a3, but two of its homonyms.
    assert found.loc["q5", ["top1", "strict"]].tolist() == pytest.approx([2 / 3, 0])
    assert "q4" not in found.index
    assert (found["shared"] == 1).all()


def test_ceilings_count_test_queries_by_the_print_where_it_is_known(records):
    read = find_ceilings(records.assign(printed=None), dataset="toy", **DRAWN)
    assert read["ocr"].tolist() == ["noisy", "clean"]
    assert read.loc[1, ["matched", "entities", "homonyms"]].tolist() == [3, 3, 3]
    assert read.loc[1, ["top1", "any_tie"]].tolist() == pytest.approx([5 / 9, 1])
    printed = find_ceilings(records.assign(printed=records["record"]), dataset="toy", **DRAWN)
    frames.check(printed, tables.CEILINGS, where="test")
    assert printed["ocr"].tolist() == ["printed"]
    assert printed.loc[0, ["top1", "homonyms"]].tolist() == [1, 1]


def test_the_intervals_of_ceilings_draw_homonyms_as_one(records):
    found = find_ceilings(records.assign(printed=None), dataset="toy", **DRAWN).loc[1]
    # q1 and q5 stand or fall together; q2 is the only other one that is matched.
    strict, groups = np.array([[1 / 3], [1 / 3], [0]]), pd.Series(["g", "b", "g"])
    means, resampled = resampled_means(strict, groups, **DRAWN)
    low, high = interval(resampled)
    assert found[["strict", "strict_low", "strict_high"]].tolist() == pytest.approx([*means, *low, *high])
    assert found[["strict_low", "strict_high"]].tolist() == pytest.approx([1 / 6, 1 / 3])
    assert found[["any_tie_low", "any_tie_high"]].tolist() == [1, 1]


def test_a_text_that_no_record_has_gives_no_ceiling(records):
    found = find_ceilings(records.assign(printed=None, clean=None), dataset="toy", **DRAWN)
    assert found["ocr"].tolist() == ["noisy"]


def test_a_target_that_was_not_read_cannot_be_named(records):
    found = expect_of_names(records.assign(noisy=records["noisy"].mask(records["record"] == "t3")), "noisy")
    assert found.loc["q2", ["top1", "strict"]].tolist() == [0, 0]
    assert np.isnan(found.loc["q2", "shared"])


def test_folds_are_averaged_over_their_queries(records):
    folded = records.assign(printed=None, split=records["split"].replace("val", "test"), fold=1)
    found = find_ceilings(folded, dataset="toy", **DRAWN)
    assert found.loc[0, "matched"] == 4
    assert found.loc[0, "top1"] == pytest.approx((2 / 3 + 1 / 3 + 2 / 3 + 0.75) / 4)


def test_the_ceiling_equals_drawing_among_the_namesakes(make_records):
    rng = np.random.default_rng(5)
    targets = [
        (f"t{n:02d}", "target", "test", f"e{n}", f"社{rng.integers(6)}", f"g{n // 3}") for n in range(20)
    ]
    queries = [(f"q{n:02d}", "query", "test", f"e{n}", "", f"g{n // 3}") for n in range(20)]
    found = expect_of_names(make_records(*targets, *queries), "clean")
    for query, _, _, entity, _, group in queries:
        name = next(row[4] for row in targets if row[3] == entity)
        namesakes = [row for row in targets if row[4] == name]
        assert found.loc[query, "top1"] == pytest.approx(np.mean([row[5] == group for row in namesakes]))
        assert found.loc[query, "strict"] == pytest.approx(1 / len(namesakes))
