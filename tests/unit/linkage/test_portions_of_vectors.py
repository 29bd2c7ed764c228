"""Searches in portions, exact and by an inverted file: the tables are byte for byte those of the whole."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings import frames, row_groups, tables
from clippings.linkage.candidates import bearers, inverted, ranking
from clippings.linkage.candidates import search as searching
from clippings.linkage.candidates.encoder_rows import search_rows
from clippings.linkage.candidates.pooling import VectorFiles
from clippings.linkage.candidates.search import rows_to_read, search_neighbours
from clippings.linkage.evidence import vectors as evidence
from clippings.linkage.evidence.pairs import Candidates
from clippings.linkage.evidence.vectors import compare_vectors
from clippings.linkage.neighbours import write_searches
from clippings.linkage.tuning import objective_of
from clippings.sides import is_query, is_target

K = 5


def unit(matrix):
    return (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)


def scattered(count, centres, width, *, seed=0, noise=0.5):
    """Unit vectors around random centres."""
    rng = np.random.default_rng(seed)
    means = unit(rng.normal(size=(centres, width)))[rng.integers(centres, size=count)]
    return unit(means + noise * unit(rng.normal(size=(count, width))))


def in_portions(records, vectors, portions, **settings):
    parts = [
        search_neighbours(records, vectors, portion=(number + 1, portions), **settings)
        for number in range(portions)
    ]
    return pd.concat(parts).sort_values(["query", "rank"], ignore_index=True)


@st.composite
def collections(draw):
    """Draw queries, targets and members in blocks and on pages, with equal, near and missing vectors."""
    count, seed = draw(st.integers(1, 60)), draw(st.integers(0, 99))
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(draw(st.integers(1, 30)), 12)))
    vectors = vectors[rng.integers(len(vectors), size=count)]
    vectors[rng.random(count) < 0.2, 0] += np.float32(1e-6)
    vectors[rng.random(count) < 0.1] = 0
    sides = ["member"] if draw(st.booleans()) else ["query", "target", "context"]
    records = pd.DataFrame(
        {
            "record": rng.permutation([f"r{number:02d}" for number in range(count)]),
            "side": rng.choice(sides, count),
            "page": rng.choice(["p", "q", "r", None], count),
            "block": rng.choice(["x", "y", None], count),
            "entity": rng.choice(["a", "b", None], count),
            "homonym": None,
        }
    )
    return records, vectors


@pytest.mark.parametrize("exact_up_to", [10**9, 0])
@settings(deadline=None, max_examples=60)
@given(made=collections(), portions=st.integers(2, 5), k=st.integers(1, 8), most=st.integers(1, 9))
def test_portions_together_are_the_whole(exact_up_to, made, portions, k, most):
    records, vectors = made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "EXACT_UP_TO", exact_up_to)
        patch.setattr(inverted, "LISTS_PER_PROBE", 1)
        patch.setattr(ranking, "MOST_TIES", most)
        whole = search_neighbours(records, vectors, k=k)
        pd.testing.assert_frame_equal(in_portions(records, vectors, portions, k=k), whole, check_exact=True)


def test_many_queries_score_as_few_do():
    """A product of matrices rounds by how many are multiplied at once: 20 queries not as 4,000."""
    records = pd.DataFrame({"side": ["query"] * 4000 + ["target"] * 500})
    records["record"] = [f"r{number:04d}" for number in range(4500)]
    vectors = scattered(4500, 50, 64)
    whole = search_neighbours(records, vectors, k=K)
    pd.testing.assert_frame_equal(in_portions(records, vectors, 200, k=K), whole, check_exact=True)
    places = pd.Index(records["record"])
    one, other = (vectors[places.get_indexer(whole[side])].astype(float) for side in ("query", "target"))
    assert whole["score"].tolist() == (one * other).sum(axis=1).round(6).tolist()


@pytest.fixture
def large(monkeypatch):
    """Queries and targets of which 700 bear one vector, and what an inverted file is used for."""
    monkeypatch.setattr(searching, "EXACT_UP_TO", 10_000)
    vectors = scattered(6000, 300, 24)
    vectors[1000:1700] = vectors[0]
    sides = np.where(np.arange(6000) % 3 == 0, "query", "target")
    records = pd.DataFrame({"record": [f"r{number:04d}" for number in range(6000)], "side": sides})
    return records, vectors


def test_an_inverted_file_finds_as_many_as_it_says(large, monkeypatch, caplog):
    records, vectors = large
    with caplog.at_level("INFO"):
        found = search_neighbours(records, vectors, k=K)
    pattern = (
        r"(\d+) vectors in 256 lists, (\d+) probed: recall@5 ([\d.]+) of the exact search of 512 sampled"
    )
    (said,) = re.findall(pattern, caplog.text)
    assert int(said[0]) < 4000 and 1 < int(said[1]) < 256 and float(said[2]) >= inverted.RECALL
    monkeypatch.setattr(searching, "EXACT_UP_TO", 10**9)
    exact = search_neighbours(records, vectors, k=K)
    exact = exact[exact["ties"].isna()]
    shared = found.merge(exact, on=["query", "target", "score"])
    assert len(shared) / len(exact) == pytest.approx(float(said[2]), abs=0.01)
    assert len(shared) < len(exact)  # It is no exact search.


def test_an_inverted_file_gives_the_same_twice_and_in_portions(large):
    records, vectors = large
    whole = search_neighbours(records, vectors, k=K)
    pd.testing.assert_frame_equal(search_neighbours(records, vectors, k=K), whole, check_exact=True)
    pd.testing.assert_frame_equal(in_portions(records, vectors, 3, k=K), whole, check_exact=True)


def test_vectors_without_neighbourhoods_are_searched_exactly(large, monkeypatch, caplog):
    records, _ = large
    vectors = scattered(6000, 6000, 64)
    with caplog.at_level("INFO"):
        found = search_neighbours(records, vectors, k=K)
    assert "4000 vectors in 256 lists, 32 probed: recall@5 0." in caplog.text
    assert "every vector is compared" in caplog.text
    monkeypatch.setattr(searching, "EXACT_UP_TO", 10**9)
    pd.testing.assert_frame_equal(search_neighbours(records, vectors, k=K), found, check_exact=True)


def test_no_search_deepens_for_equal_vectors(large, monkeypatch):
    records, vectors = large
    depths = []
    usual = inverted._search
    monkeypatch.setattr(
        inverted, "_search", lambda index, queries, k: depths.append(k) or usual(index, queries, k)
    )
    found = search_neighbours(records, vectors, k=K)
    assert max(depths) <= 8 * K
    ties = found.loc[found["query"] == "r0000", "ties"]
    assert len(ties) == ranking.MOST_TIES and (ties == (records["side"][1000:1700] == "target").sum()).all()


def test_the_portion_decides_nothing_about_the_search(large, monkeypatch, caplog):
    """Each portion alone has fewer pairs than are searched exactly."""
    records, vectors = large
    monkeypatch.setattr(searching, "EXACT_UP_TO", 2000 * 4000 - 1)
    with caplog.at_level("INFO"):
        in_portions(records, vectors, 2, k=K)
    assert len(set(re.findall(r"\d+ vectors in .*", caplog.text))) == 1 and caplog.text.count("lists") == 2


def test_equal_targets_are_one_vector():
    vectors = np.float32([[1, 0], [0, 0], [0, 1], [1, 0], [0, 1]])
    matrix, numbers = bearers.distinct(vectors, np.array([4, 3, 1, 0, 2]))
    assert matrix.tolist() == [[0, 1], [1, 0]] and numbers.tolist() == [0, 1, -1, 1, 0]


ROWS = [
    {"method": f"{model}_{part}", "model": model, "modality": part, "ocr": ocr, "seed": 1}
    for model in ("selfsup", "sup_multimodal")
    for part, ocr in (("visual", "none"), ("language", "clean"), ("multimodal", "clean"))
]


@pytest.fixture
def stored(tmp_path):
    """Records in two files of vectors, the second in several row groups."""
    rng = np.random.default_rng(3)
    count = 90
    records = pd.DataFrame(
        {
            "record": rng.permutation([f"r{number:02d}" for number in range(count)]),
            "side": ["query", "target", "context"] * (count // 3),
            "split": rng.choice(["train", "val", "test"], count),
            "entity": rng.choice(list("abcdefgh"), count),
            "homonym": None,
            "noisy": None,
            "clean": rng.choice(["one", "two", "three", "four"], count),
            "clean_confidence": rng.random(count),
        }
    )
    files = [tmp_path / "1.parquet", tmp_path / "2.parquet"]
    for file, part in zip(files, (records[:30], records[30:]), strict=True):
        groups = []
        for model in ("selfsup", "sup_multimodal"):
            columns = {name: [*scattered(len(part), 9, 8, seed=len(groups))] for name in ("visual", "clean")}
            columns["visual"][5] = None
            groups.append(part[["record"]].assign(model=model, fold=0, noisy=None, **columns))
        row_groups.write_groups(groups, file, tables.VECTORS)
    return records, files


COMPARED = {"models": ["selfsup"], "ocrs": ["clean"]}


def search_stored(stored, tmp_path, **settings):
    records, files = stored
    settings = {"rows": ROWS, "weights": [0.1, 0.5, 0.8], "objective": objective_of("link", k=K)} | settings
    neighbours, choices = tmp_path / "n.parquet", tmp_path / "c.csv"
    write_searches(search_rows(records, files, k=K, **settings), neighbours, choices=choices)
    return frames.read(neighbours, tables.NEIGHBOURS), frames.read(choices, tables.CHOICES)


@pytest.mark.parametrize("exact_up_to", [10**9, 0])
def test_rows_in_portions_are_those_of_the_whole_and_take_what_the_first_chose(
    stored, tmp_path, monkeypatch, exact_up_to
):
    monkeypatch.setattr(searching, "EXACT_UP_TO", exact_up_to)
    whole, choices = search_stored(stored, tmp_path)
    first, chosen = search_stored(stored, tmp_path, portion=(1, 3))
    pd.testing.assert_frame_equal(chosen, choices)
    rest = [search_stored(stored, tmp_path, portion=(n, 3), chosen=chosen) for n in (2, 3)]
    for _, again in rest:
        pd.testing.assert_frame_equal(again, choices)
    together = pd.concat([first, *(found for found, _ in rest)])
    by = ["method", "ocr", "seed", "fold", "query", "rank"]
    ordered = [table.sort_values(by, ignore_index=True) for table in (together, whole)]
    pd.testing.assert_frame_equal(*ordered, check_exact=True)


def test_a_portion_takes_its_weight_from_the_choices(stored, tmp_path):
    _, choices = search_stored(stored, tmp_path)
    other = choices.assign(chosen=choices["value"] == 0.1)
    found, again = search_stored(stored, tmp_path, chosen=other)
    pd.testing.assert_frame_equal(again, other)
    fixed = [row | {"image_weight": 0.1} for row in ROWS if row["method"] == "sup_multimodal_multimodal"]
    expected, _ = search_stored(stored, tmp_path, rows=fixed)
    own = found[found["method"] == "sup_multimodal_multimodal"].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, expected, check_exact=True)
    with pytest.raises(ValueError, match=r"no image weight of sup_multimodal_multimodal \(clean\) in fold 0"):
        search_stored(stored, tmp_path, chosen=choices[:0])


def candidates(queries, targets):
    return Candidates(queries, targets, np.zeros(len(queries), bool), {0: slice(0, len(queries))})


def test_a_portion_reads_its_queries_and_all_targets(stored):
    records, files = stored
    rows = rows_to_read(records, (1, 3))
    assert rows.sum() == 10 + 30 and rows[is_target(records)].all()
    whole, part = VectorFiles(files, records), VectorFiles(files, records, rows=rows)
    for column in ("visual", "clean", "noisy"):
        read = part.read("selfsup", 0, column=column)
        np.testing.assert_array_equal(read, whole.read("selfsup", 0, column=column)[rows])
        assert len(read) == 40
    with pytest.raises(IndexError):
        [*compare_vectors(part, candidates(np.flatnonzero(~rows), np.flatnonzero(~rows)), **COMPARED)]


def test_vectors_of_a_portion_compare_as_those_of_all(stored, monkeypatch):
    records, files = stored
    rows = rows_to_read(records, (2, 3))
    own, targets = np.flatnonzero(rows & is_query(records)), np.flatnonzero(is_target(records))
    pairs = candidates(np.repeat(own, len(targets)), np.tile(targets, len(own)))
    whole = [*compare_vectors(VectorFiles(files, records), pairs, **COMPARED)]
    monkeypatch.setattr(evidence, "PAIRS_AT_ONCE", 7)
    part = [*compare_vectors(VectorFiles(files, records, rows=rows), pairs, **COMPARED)]
    assert [one[:3] for one in part] == [one[:3] for one in whole] and len(part) == 4
    for one, other in zip(part, whole, strict=True):
        np.testing.assert_array_equal(one[3], other[3])


def test_vectors_of_two_lengths_are_refused(tmp_path):
    for record, vector in (("a", [1.0]), ("b", [0.6, 0.8, 0.0])):
        row = {
            "model": "m",
            "fold": 0,
            "record": [record],
            "visual": [vector],
            "noisy": [None],
            "clean": [None],
        }
        frames.write(pd.DataFrame(row), tmp_path / f"{record}.parquet", tables.VECTORS)
    files = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    records = pd.DataFrame({"record": ["a", "b"]})
    with pytest.raises(ValueError, match="visual vectors of lengths 1, 3, expected one length"):
        VectorFiles(files, records).read("m", 0, column="visual")
