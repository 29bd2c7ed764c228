"""Candidates pair by pair, against similarities worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.linkage.evidence.similarities import compare_candidates

ROWS = [
    {"method": "a", "ocr": "clean", "seed": None, "model": None},
    {"method": "b", "ocr": "noisy", "seed": 0, "model": "selfsup"},
]
LINKS = [
    ("q1", "t1", "link", "a/clean"),
    ("q1", "t1", "link", "b/noisy"),
    ("q1", "t2", "no match", "b/noisy"),
    ("q2", "t2", "link", "a/clean"),
    ("q3", None, "no match", "a/clean"),
]


@pytest.fixture
def records():
    frame = pd.DataFrame(
        [
            ("q1", "query", "test", "e1", "abcd", "abce"),
            ("q2", "query", "train", None, None, "xy"),
            ("q3", "query", "test", "e3", None, None),
            ("t1", "target", "test", "e1", "abcd", "abcd"),
            ("t2", "target", "train", "e2", "abxx", "xyz"),
        ],
        columns=["record", "side", "split", "entity", "noisy", "clean"],
    )
    frame = frame.assign(source="s", role="name", orientation="vertical")
    return frames.check(frame, tables.RECORDS, where="test")


@pytest.fixture
def links():
    frame = pd.DataFrame(LINKS, columns=["query_id", "target_id", "decision", "method"])
    frame["rank"] = frame.groupby(["query_id", "method"]).cumcount() + 1
    return frames.check(frame.assign(score=0.5), tables.LINKS, where="test")


@pytest.fixture
def vectors(records):
    """Pictures at 0, 30 and 60 degrees; the clean text of q2 has no vector; no noisy texts at all."""
    at = {angle: [np.cos(np.radians(angle)), np.sin(np.radians(angle))] for angle in (0, 30, 60)}
    frame = pd.DataFrame({"model": "selfsup", "fold": 0, "record": ["q1", "q2", "q3", "t1", "t2"]})
    frame["visual"] = [at[0], at[0], at[0], at[60], at[30]]
    frame["clean"] = [at[0], None, at[0], at[0], at[30]]
    frame["noisy"] = pd.Series([None] * 5, dtype=object)
    return frame


@pytest.fixture
def compare(records, links, tmp_path):
    """Compare the candidates by vectors written to one file or several."""

    def compare(*vectors, records=records):
        files = [tmp_path / f"{number}.parquet" for number in range(len(vectors))]
        for part, file in zip(vectors, files, strict=True):
            frames.write(part, file, tables.VECTORS)
        return compare_candidates(records, links, rows=ROWS, vector_files=files)

    return compare


def test_each_pair_stands_once_with_each_similarity(compare, vectors):
    pairs = compare(vectors)
    assert pairs[["query_id", "target_id"]].to_numpy().tolist() == [["q1", "t1"], ["q1", "t2"], ["q2", "t2"]]
    assert pairs["visual"].tolist() == pytest.approx([0.5, np.sqrt(3) / 2, np.sqrt(3) / 2], abs=1e-6)
    assert pairs["language_clean"].tolist() == pytest.approx(
        [1, np.sqrt(3) / 2, np.nan], abs=1e-6, nan_ok=True
    )
    assert pairs["language_noisy"].isna().all()
    assert pairs["levenshtein_noisy"].tolist() == pytest.approx([1, 0.5, np.nan], nan_ok=True)
    assert pairs["levenshtein_clean"].tolist() == pytest.approx([0.75, 0, 2 / 3], abs=1e-6)
    assert pairs["methods"].fillna("").tolist() == ["a/clean b/noisy", "", "a/clean"]
    assert pairs["acceptable"].tolist()[:2] == [True, False] and pd.isna(pairs["acceptable"][2])


def test_without_an_encoder_cosines_are_empty(compare):
    pairs = compare()
    assert pairs[["visual", "language_clean"]].isna().all(axis=None) and len(pairs) == 3


def test_folds_share_the_vectors_of_a_model_without_folds(compare, vectors, records):
    folded = records.assign(fold=[1, 2, 1, 1, 2], split="test")
    pd.testing.assert_frame_equal(compare(vectors, records=folded), compare(vectors))


def test_a_query_is_compared_by_the_model_of_the_fold_that_decides_it(compare, vectors, records):
    """Those of the second fold, which tests q2 alone, are of pictures at another angle."""
    folded = records.assign(fold=[1, 2, None, 1, 2])
    turned = vectors.assign(fold=2, visual=[np.array([0.0, 1.0])] * 5)
    first = vectors.assign(fold=1)
    pairs = compare(pd.concat([first[:3], turned[:1]]), pd.concat([first[3:], turned[1:]]), records=folded)
    assert pairs["visual"].tolist() == pytest.approx([0.5, np.sqrt(3) / 2, 1.0], abs=1e-6)
