"""Candidates pair by pair, against similarities worked out by hand."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.linkage.candidates import compare_candidates, compare_folds

ROOT = Path(__file__).parents[3]
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
def vectors(records, tmp_path):
    """Pictures at 0, 30 and 60 degrees; the clean text of q2 has no vector; no noisy texts at all."""
    at = {angle: [np.cos(np.radians(angle)), np.sin(np.radians(angle))] for angle in (0, 30, 60)}
    frame = pd.DataFrame({"record": ["q1", "q2", "q3", "t1", "t2"]})
    frame["visual"] = [at[0], at[0], at[0], at[60], at[30]]
    frame["clean"] = [at[0], None, at[0], at[0], at[30]]
    frame["noisy"] = pd.Series([None] * 5, dtype=object)
    frames.write(frame, tmp_path / "vectors.parquet", tables.VECTORS)
    return tmp_path / "vectors.parquet"


def test_each_pair_stands_once_with_each_similarity(records, links, vectors):
    found = compare_candidates(records, links, vectors=[vectors])
    assert found[["query_id", "target_id"]].to_numpy().tolist() == [["q1", "t1"], ["q1", "t2"], ["q2", "t2"]]
    assert found["visual"].tolist() == pytest.approx([0.5, np.sqrt(3) / 2, np.sqrt(3) / 2], abs=1e-6)
    assert found["language_clean"].tolist() == pytest.approx(
        [1, np.sqrt(3) / 2, np.nan], abs=1e-6, nan_ok=True
    )
    assert found["language_noisy"].isna().all()
    assert found["levenshtein_noisy"].tolist() == pytest.approx([1, 0.5, np.nan], nan_ok=True)
    assert found["levenshtein_clean"].tolist() == pytest.approx([0.75, 0, 2 / 3], abs=1e-6)
    assert found["methods"].fillna("").tolist() == ["a/clean b/noisy", "", "a/clean"]
    assert found["acceptable"].tolist()[:2] == [True, False] and pd.isna(found["acceptable"][2])


def test_without_an_encoder_cosines_are_empty(records, links):
    found = compare_folds([records], links, vector_files=[])
    assert found[["visual", "language_clean"]].isna().all(axis=None) and len(found) == 3


def test_a_fold_compares_the_queries_that_it_tests(records, links, vectors):
    other = records.assign(split=records["split"].map({"test": "train", "train": "test"}))
    found = compare_folds([records, other], links, vector_files=[vectors, vectors])
    pd.testing.assert_frame_equal(found, compare_folds([records], links, vector_files=[vectors]))


def test_each_fold_has_its_own_files_of_vectors(records, links, vectors, tmp_path):
    """Fold by fold: those of the second, which compares q2 alone, are of pictures at another angle."""
    whole = frames.read(vectors, tables.VECTORS)
    turned = whole.assign(visual=[np.array([0.0, 1.0])] * 5)
    files = [tmp_path / f"{fold}-{portion}.parquet" for fold in (1, 2) for portion in (1, 2)]
    frames.write_each([whole[:3], whole[3:], turned[:1], turned[1:]], files, tables.VECTORS)
    other = records.assign(split=records["split"].map({"test": "train", "train": "test"}))
    found = compare_folds([records, other], links, vector_files=files)
    assert found["visual"].tolist() == pytest.approx([0.5, np.sqrt(3) / 2, 1.0], abs=1e-6)


def test_the_script_writes_candidates_and_links(records, links, vectors, tmp_path):
    frames.write(records, tmp_path / "records.parquet", tables.RECORDS)
    frames.write(links, tmp_path / "links.csv", tables.LINKS)
    names = {"csv": "candidates.csv", "parquet": "candidates.parquet", "links": "links.parquet"}
    output = {key: str(tmp_path / name) for key, name in names.items()}
    given = SimpleNamespace(
        input=SimpleNamespace(
            records=[tmp_path / "records.parquet"], links=tmp_path / "links.csv", vectors=[vectors]
        ),
        output=SimpleNamespace(**output),
        log=[str(tmp_path / "compare_candidates.log")],
    )
    runpy.run_path(str(ROOT / "workflow/scripts/compare_candidates.py"), init_globals={"snakemake": given})
    both = [frames.read(output[key], tables.CANDIDATES) for key in ("csv", "parquet")]
    assert len(both[0]) == len(both[1]) == 3
    assert len(frames.read(output["links"], tables.LINKS)) == len(links)
