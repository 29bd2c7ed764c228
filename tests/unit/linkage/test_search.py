"""Exact search against numpy, and the reading and pooling of vectors."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.linkage.candidates import search
from clippings.linkage.candidates.pooling import VectorFiles, pool
from clippings.linkage.candidates.search import search_neighbours


def unit(matrix):
    return (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)


def records_of(queries, targets):
    sides = ["query"] * queries + ["target"] * targets
    return pd.DataFrame({"record": [f"{s[0]}{n:03d}" for n, s in enumerate(sides)], "side": sides})


def searched(records, vectors, k):
    """Sort all targets of every query by inner product in numpy: the oracle."""
    found = []
    ids, sides = records["record"], records["side"]
    for query in np.flatnonzero(sides == "query"):
        pairs = [
            (ids[target], round(float(vectors[query].astype(float) @ vectors[target].astype(float)), 6))
            for target in np.flatnonzero(sides == "target")
        ]
        pairs.sort(key=lambda pair: (-pair[1], pair[0]))
        best = [p for place, p in enumerate(pairs) if place < k or p[1] == pairs[0][1]]
        found += [(ids[query], *pair) for pair in best]
    return found


def test_search_equals_numpy():
    records = records_of(40, 300)
    vectors = unit(np.random.default_rng(0).normal(size=(340, 16)))
    found = search_neighbours(records, vectors, k=10)
    expected = searched(records, vectors, 10)
    assert found[["query", "target"]].values.tolist() == [list(row[:2]) for row in expected]
    assert np.allclose(found["score"], [row[2] for row in expected], atol=2e-6)


def test_equal_queries_are_searched_once_and_find_the_same(monkeypatch):
    records, asked = records_of(40, 300), []
    vectors = unit(np.random.default_rng(0).normal(size=(340, 16)))
    vectors[:40] = vectors[[0, 1] * 20]
    flat = search.flat_index

    def watched(matrix):
        index = flat(matrix)
        return replace(
            index, find=lambda queries, depth: (asked.extend(queries), index.find(queries, depth))[1]
        )

    monkeypatch.setattr(search, "flat_index", watched)
    found = search_neighbours(records, vectors, k=10)
    assert found[["query", "target"]].values.tolist() == [list(r[:2]) for r in searched(records, vectors, 10)]
    assert len(asked) == 2


def test_all_ties_with_the_first_come_however_many_they_are():
    records = records_of(2, 90)
    vectors = np.zeros((92, 4), np.float32)
    vectors[[0, *range(12, 72)], 0] = 1  # the first query equals sixty targets
    vectors[[1, *range(2, 12), *range(72, 92)], 1] = 1  # the second equals the other thirty
    found = search_neighbours(records, vectors, k=10)
    assert found.groupby("query").size().tolist() == [60, 30]
    assert (found["score"] == 1).all()
    assert (
        found["target"].is_monotonic_increasing
        or found.groupby("query")["target"].is_monotonic_increasing.all()
    )


def test_a_missing_vector_is_no_neighbour_and_has_none():
    vectors = np.eye(5, dtype=np.float32)[[0, 0, 0, 1, 0]]
    vectors[[1, 4]] = 0
    found = search_neighbours(records_of(2, 3), vectors, k=10)
    assert found[["query", "target"]].values.tolist() == [["q000", "t002"], ["q000", "t003"]]


def test_nothing_to_find_gives_an_empty_table():
    assert search_neighbours(records_of(2, 0), np.eye(2, dtype=np.float32), k=10).empty
    assert search_neighbours(records_of(0, 2), np.eye(2, dtype=np.float32), k=10).empty


def test_pooling_weighs_and_keeps_unit_length():
    visual, language = np.float32([[1, 0]]), np.float32([[0, 1]])
    assert pool(visual, language, weight=1.0).tolist() == [[1, 0]]
    assert pool(visual, language, weight=0.0).tolist() == [[0, 1]]
    assert np.allclose(pool(visual, language, weight=0.6), np.array([[0.6, 0.4]]) / np.hypot(0.6, 0.4))


def test_a_missing_modality_leaves_the_other_alone():
    zero, one = np.float32([[0, 0]]), np.float32([[0, 1]])
    assert pool(zero, one, weight=0.9).tolist() == [[0, 1]]
    assert pool(zero, one, weight=1.0).tolist() == [[0, 0]]
    assert pool(zero, zero, weight=0.5).tolist() == [[0, 0]]


def with_texts(*names):
    """Records of these names, each with its name as the text of either OCR."""
    return pd.DataFrame({"record": names, "noisy": names, "clean": names})


def read(files, column, *, records, fold=0):
    return VectorFiles(files, records).read("selfsup", fold, column=column)


@pytest.fixture
def vector_file(tmp_path):
    frame = pd.DataFrame(
        {
            "model": "selfsup",
            "fold": 0,
            "record": ["a", "b", "c"],
            "visual": [[1.0, 0.0], None, [0.0, 1.0]],
            "noisy": [None, None, None],
            "clean": [[0.6, 0.8], [0.8, 0.6], None],
        }
    )
    frames.write(frame, tmp_path / "vectors.parquet", tables.VECTORS)
    return tmp_path / "vectors.parquet"


def test_vectors_come_in_the_order_of_the_records_and_zero_where_missing(vector_file):
    vectors = VectorFiles([vector_file], with_texts("c", "b", "a"))
    visual, language = vectors.read_modalities("selfsup", 0, ocr="clean")
    assert visual.tolist() == [[0, 1], [0, 0], [1, 0]]
    assert np.allclose(language, [[0, 0], [0.8, 0.6], [0.6, 0.8]])
    assert not vectors.read_modalities("selfsup", 0, ocr="none")[1].any()


def test_vectors_in_several_files_are_one_matrix(vector_file, tmp_path):
    """Of a modality of which one file has none at all, too."""
    whole = frames.read(vector_file, tables.VECTORS)
    files = [tmp_path / "1-of-2.parquet", tmp_path / "2-of-2.parquet"]
    for part, file in zip((whole[:1], whole[1:]), files, strict=True):
        frames.write(part, file, tables.VECTORS)
    records = with_texts("c", "a", "b")
    for column in ("visual", "noisy", "clean"):
        alone, together = (read(paths, column, records=records) for paths in ([vector_file], files))
        np.testing.assert_array_equal(alone, together)
    assert read(files, "visual", records=records).tolist() == [[0, 1], [1, 0], [0, 0]]
    with pytest.raises(ValueError, match=r"1-of-2\.parquet: no vectors of record 'c' by selfsup"):
        read(files[:1], "visual", records=records)
    with pytest.raises(ValueError, match=r"1-of-2\.parquet and 1 more: no vectors of record 'd'"):
        read(files, "visual", records=with_texts("a", "d"))


def test_equal_texts_of_two_portions_have_equal_vectors(tmp_path):
    """In another batch a text's vector differs in the last digit, and what tied would no longer tie."""
    files = [tmp_path / "1-of-2.parquet", tmp_path / "2-of-2.parquet"]
    for file, record, value in zip(files, ("a", "b"), (0.6, 0.6000001), strict=True):
        vector = [[value, 0.8]]
        columns = {"record": [record], "visual": vector, "noisy": [None], "clean": vector}
        frames.write(pd.DataFrame({**columns, "model": "selfsup", "fold": 0}), file, tables.VECTORS)
    same = with_texts("a", "b").assign(clean="x", noisy=None)
    visual, language = VectorFiles(files, same).read_modalities("selfsup", 0, ocr="clean")
    assert (language[0] == language[1]).all() and (visual[0] != visual[1]).any()
    assert language[0, 0] == np.float32(0.6)
    assert read(files, "clean", records=same[::-1])[1, 0] == np.float32(0.6000001)
    other = read(files, "clean", records=same.assign(clean=["x", "y"]))
    assert (other[0] != other[1]).any()
    assert not read(files, "noisy", records=same).any()


def test_a_modality_without_any_vector_is_zero(vector_file):
    vectors = VectorFiles([vector_file], with_texts("a", "c"))
    visual, language = vectors.read_modalities("selfsup", 0, ocr="noisy")
    assert pool(visual, language, weight=0.5).tolist() == [[1, 0], [0, 1]]


def test_a_record_without_a_row_and_a_strange_column_are_named(vector_file):
    with pytest.raises(
        ValueError, match=r"vectors\.parquet: no vectors of record 'd' by selfsup, expected those of every"
    ):
        read([vector_file], "visual", records=pd.DataFrame({"record": ["a", "d"]}))
    with pytest.raises(ValueError, match="sound"):
        read([vector_file], "sound", records=pd.DataFrame({"record": ["a"]}))


def test_a_fold_without_a_model_of_its_own_has_that_of_all_folds(vector_file, tmp_path):
    whole = frames.read(vector_file, tables.VECTORS)
    second = whole.assign(fold=2, visual=[[0.0, 1.0]] * 3)
    trained = pd.concat([second.assign(model="sup_visual"), second.assign(model="sup_visual", fold=1), whole])
    frames.write(trained, tmp_path / "folds.parquet", tables.VECTORS)
    vectors = VectorFiles([tmp_path / "folds.parquet"], with_texts("a", "b", "c"))
    assert vectors.depends_on_fold("sup_visual") and not vectors.depends_on_fold("selfsup")
    assert vectors.read("sup_visual", 2, column="visual").tolist() == [[0, 1]] * 3
    assert vectors.read("selfsup", 2, column="visual").tolist() == [[1, 0], [0, 0], [0, 1]]
    with pytest.raises(ValueError, match="no vectors of record 'a' by sup_visual"):
        vectors.read("sup_visual", 3, column="visual")
