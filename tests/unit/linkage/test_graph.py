"""Edges by places against loops over ids, and components that are cut for their size."""

import tracemalloc

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.mixture import GaussianMixture

from clippings import tables
from clippings.linkage import neighbours as neighbour_files
from clippings.linkage.candidates.ranking import MOST_TIES
from clippings.linkage.candidates.search import search_neighbours
from clippings.linkage.decision import thresholds
from clippings.linkage.decision.clustering import Graph, cluster, cluster_rows, list_clusters, tune_row
from clippings.linkage.decision.cut import select_validation, tune_cut
from clippings.linkage.decision.graph import Edges, components, cut_giants, join_places, read_edges
from clippings.linkage.decision.outcomes import separate_neighbours
from clippings.linkage.decision.thresholds import separate
from clippings.linkage.neighbours import Searched, read_neighbours, read_places, write_searches

COUNT = 10
ROW = {"method": "sup_visual", "modality": "visual", "ocr": "none", "seed": 0}
IDS = pd.Index([f"r{(7 * place) % COUNT}" for place in range(COUNT)])

triples = st.lists(
    st.tuples(st.integers(-1, COUNT - 1), st.integers(-1, COUNT - 1), st.integers(1, 6)), max_size=40
)


def naive_edges(found, records):
    """The best score of each pair of different records, by their places, in a loop over neighbours."""
    best, place_of = {}, {name: place for place, name in enumerate(records)}
    for query, target, score in found:
        if query in place_of and target in place_of and query != target:
            pair = tuple(sorted((place_of[query], place_of[target])))
            best[pair] = max(score, best.get(pair, -np.inf))
    return [(*pair, best[pair]) for pair in sorted(best)]


def listed(edges):
    return [*zip(*map(np.ndarray.tolist, edges), strict=True)]


def of_list(*rows):
    ones, others, scores = zip(*rows, strict=True)
    return Edges(np.array(ones), np.array(others), np.array(scores, float))


@given(triples, st.lists(st.booleans(), min_size=COUNT, max_size=COUNT))
def test_edges_by_places_are_those_of_a_loop_over_ids_in_every_subset(rows, kept):
    kept = np.array(kept)
    queries, targets, scores = np.array(rows or np.empty((0, 3)), int).T
    named = [(IDS[q] if q >= 0 else "x", IDS[t] if t >= 0 else "y", s / 8) for q, t, s in rows]
    edges = join_places(queries, targets, scores / 8, count=COUNT)
    assert listed(edges) == naive_edges(named, IDS)
    assert listed(edges.among(kept)) == naive_edges(named, IDS[kept])
    table = pd.DataFrame(named, columns=["query", "target", "score"]).astype({"score": float})
    assert listed(read_edges(table, IDS[kept])) == naive_edges(named, IDS[kept])


@pytest.mark.parametrize("rows_at_a_time", [1, 4, 1 << 20])
def test_neighbours_by_places_are_those_by_ids(tmp_path, monkeypatch, rows_at_a_time):
    monkeypatch.setitem(neighbour_files.RUNS, "batch_size", rows_at_a_time)
    string, rng = {"method": "levenshtein", "ocr": "noisy", "seed": None}, np.random.default_rng(0)

    def drawn():
        pairs = np.divmod(rng.choice(144, 9, replace=False), 12)
        queries, targets = ([f"r{place}" for place in side] for side in pairs)
        return pd.DataFrame(
            {"query": queries, "target": targets, "rank": range(1, 10), "score": rng.random(9)}
        )

    files = [tmp_path / f"{part}.parquet" for part in range(3)]
    for file in files:
        searches = [Searched(string, 0, drawn()), *(Searched(ROW, fold, drawn()) for fold in (1, 2))]
        write_searches(searches, file, choices=tmp_path / "choices.csv")
    for row, fold in ((string, 2), (ROW, 1), (ROW, 2), ({**ROW, "seed": 9}, 1)):
        expected, found = read_neighbours(files, row, fold=fold), read_places(files, row, fold=fold, ids=IDS)
        assert len(found) == len(expected) and (len(found) == 27 or row["seed"] == 9)
        for side in ("query", "target"):
            assert found[side].tolist() == IDS.get_indexer(expected[side]).tolist()
        assert found["rank"].tolist() == expected["rank"].tolist()
        assert found["score"].tolist() == expected["score"].tolist()


def test_portions_in_a_folder_are_read_by_places_in_their_order(tmp_path):
    files = [tmp_path / f"neighbours/{number}-of-11.parquet" for number in range(1, 12)]
    found = pd.DataFrame({"query": "r1", "target": [f"r{n % COUNT}" for n in range(11)], "rank": 1})
    parts = [found.iloc[[n]].assign(score=0.5) for n in range(11)]
    searches = [Searched(ROW, 0, part, portion=n) for n, part in enumerate(parts, 1)]
    write_searches(searches, *files, choices=tmp_path / "choices.csv")
    by_places = read_places([files[0].parent], ROW, fold=0, ids=IDS)
    assert by_places["target"].tolist() == IDS.get_indexer(found["target"]).tolist()


def test_row_groups_of_other_rows_are_not_read_by_places(tmp_path):
    """Pages of the other row group are overwritten with rubbish, and nobody notices."""
    path = tmp_path / "n.parquet"
    found = pd.DataFrame({"query": ["r1"], "target": ["r2"], "rank": [1], "score": [0.5]})
    other = {**ROW, "seed": 1}
    write_searches(
        [Searched(other, 0, found), Searched(ROW, 0, found)], path, choices=tmp_path / "choices.csv"
    )
    group, data = pq.ParquetFile(path).metadata.row_group(0), bytearray(path.read_bytes())
    for column in map(group.column, range(group.num_columns)):
        start, size = column.dictionary_page_offset or column.data_page_offset, column.total_compressed_size
        data[start : start + size] = b"\xff" * size
    path.write_bytes(data)
    assert len(read_places([path], ROW, fold=0, ids=IDS)) == 1
    with pytest.raises(OSError):
        read_places([path], other, fold=0, ids=IDS)


def test_a_chain_is_cut_at_its_weakest_edges():
    """Eight records in a row: the lowest edge leaves 3 and 5, of which the 5 are cut again, and no other."""
    chain = of_list(*((place, place + 1, s) for place, s in enumerate((0.9, 0.8, 0.5, 0.9, 0.6, 0.8, 0.7))))
    apart = of_list((8, 9, 0.1))
    edges = Edges(*map(np.concatenate, zip(chain, apart, strict=True)))
    left, giant = cut_giants(edges, 10, most=3)
    assert components(left, 10).tolist() == [0, 0, 0, 1, 1, 2, 2, 2, 3, 3]
    assert giant.tolist() == [True] * 8 + [False] * 2
    left, giant = cut_giants(edges, 10, most=8)
    assert listed(left) == listed(edges) and not giant.any()


def test_edges_of_one_score_are_cut_together_but_never_the_best():
    star = of_list(*((0, place, 0.5) for place in range(1, 6)), (6, 7, 0.9), (0, 6, 0.4))
    left, giant = cut_giants(star, 8, most=3)
    assert listed(left) == [(6, 7, 0.9)] and giant.all()
    equal = of_list(*((place, place + 1, 1.0) for place in range(5)), (5, 6, 0.9))
    left, giant = cut_giants(equal, 7, most=3)
    assert components(left, 7).tolist() == [0] * 6 + [1] and giant.all()


@given(triples, st.integers(2, 6))
def test_records_stay_together_that_some_cut_joins_to_few(rows, most):
    """Naive oracle: clusters at every cut; a record keeps the largest of its own with at most `most`."""
    queries, targets, scores = np.array(rows or np.empty((0, 3)), int).T
    edges = join_places(queries, targets, scores / 8, count=COUNT)
    found = components(cut_giants(edges, COUNT, most=most)[0], COUNT)
    at_cuts = [components(edges.at_least(cut / 8), COUNT) for cut in range(1, 8)]
    for record in range(COUNT):
        own = [set(np.flatnonzero(labels == labels[record])) for labels in at_cuts]
        expected = next(part for part in own if len(part) <= most)
        highest = max((s for a, b, s in listed(edges) if {a, b} <= own[0]), default=0)
        at_highest = components(edges.at_least(highest), COUNT)
        equal = set(np.flatnonzero(at_highest == at_highest[record]))
        if len(own[0]) > most and len(equal) > most:
            expected = equal
        assert set(np.flatnonzero(found == found[record])) == expected


def members(count, *, split="none"):
    names = [f"m{place:06d}" for place in range(count)]
    return pd.DataFrame(
        {"record": names, "side": "member", "page": names, "split": split, "entity": None, "homonym": None}
        | {"noisy": None, "clean": names}
    )


def test_parts_of_a_giant_are_marked_and_logged(write_neighbours, caplog):
    records = members(5)
    names = records["record"]
    found = pd.DataFrame(
        {"query": names[:-1], "target": names[1:].to_numpy(), "score": [0.9, 0.7, 0.95, 0.6]}
    )
    files, settings = [write_neighbours(found.assign(rank=1), ROW)], {"neighbours": 10, "giant": 4}
    choices = pd.DataFrame(columns=tables.CHOICES.names)

    def clustered(settings):
        caplog.clear()
        with caplog.at_level("INFO", "clippings"):
            _, cuts = cluster_rows(
                records, files, choices=choices, rows=[ROW], settings=settings, default=0.5
            )
            return cuts.loc[0], list_clusters(records, files, cuts=cuts, row=ROW, settings=settings)

    cuts, listing = clustered(settings)
    assert listing["size"].tolist() == [5] * 5 and listing["giant"].all() and cuts["giants"] == 1
    assert "cut" not in caplog.text and listing["caption"].tolist() == names.tolist()
    cuts, listing = clustered(settings | {"most": 2})
    assert listing["size"].tolist() == [2, 2, 2, 2, 1] and listing["giant"].all()
    assert cuts[["clusters", "largest", "giants"]].tolist() == [3, 2, 3]
    assert (
        "5 of 5 records stood in components of more than 2 at the cut 0.5000: cut to 3 parts" in caplog.text
    )


def test_identical_pictures_have_few_edges_and_are_one_cluster():
    count = 5 * MOST_TIES
    records, vectors = members(count + 2), np.zeros((count + 2, 4), np.float32)
    vectors[:count, 0], vectors[count:, 1] = 1, 1
    edges = read_edges(search_neighbours(records, vectors, k=20), pd.Index(records["record"]))
    assert len(edges.scores) <= count * MOST_TIES
    for most in (None, 10):
        found = cluster(records, edges, cut=0.5, most=most)
        assert found["cluster"].value_counts().to_dict() == {"m000000": count, f"m{count:06d}": 2}
        assert found["divided"].sum() == (count if most else 0)


def test_a_giant_component_takes_memory_by_its_records_not_by_its_pairs():
    count = 6_000
    records = members(count, split="val").assign(entity=np.arange(count) // 2)
    rng = np.random.default_rng(0)
    ends = rng.integers(0, count, (2, 5 * count))
    edges = join_places(*ends, rng.uniform(0.5, 1, 5 * count).round(6), count=count)
    tracemalloc.start()
    tune_cut(select_validation(edges, records), default=0.5)
    found = cluster(records, edges, cut=0.5, most=100)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found["divided"].sum() > 0.99 * count and found["cluster"].value_counts().max() <= 100
    # 12 MB; a number for each pair of records would be 72 MB.
    assert peak < 2_000 * count


def test_a_mixture_of_many_scores_is_fitted_to_some_evenly_spread(monkeypatch):
    rng = np.random.default_rng(0)
    scores = np.concatenate([rng.normal(0.8, 0.05, 4_000), rng.normal(0.4, 0.05, 16_000)])
    graph = Graph(of_list((0, 1, 0.5)), scores, np.empty(0))
    row = {**ROW, "method": "selfsup_visual"}
    whole, fitted = tune_row(graph, members(2), row=row, default=0.1).cut, []
    monkeypatch.setattr(thresholds, "MOST_SCORES", 2_000)
    usual = GaussianMixture.fit
    monkeypatch.setattr(GaussianMixture, "fit", lambda self, x: fitted.append(len(x)) or usual(self, x))
    cut = tune_row(graph, members(2), row=row, default=0.1).cut
    assert cut == pytest.approx(whole, abs=0.01)
    neighbours = pd.DataFrame({"rank": 1, "score": scores})
    assert separate_neighbours(neighbours, members(2))[0] == cut
    # Exact and inexact matches, with all runners-up.
    firsts = np.where(scores > 0.6, 0.9, 0.91) + rng.normal(0, 1e-3, len(scores))
    separate(firsts, runners_up=scores / 9)
    assert fitted == [2_000] * 4


@pytest.mark.parametrize(
    ("method", "scores", "expected"),
    [
        ("selfsup_visual", [0.4, 0.4], 0.75),
        ("selfsup_all_evidence", [-3.2, -3.2], -3.2),
        ("selfsup_all_evidence", [], 0),
        ("sup_visual", [0.4, 0.4], 0.75),
        ("sup_all_evidence", [-3.2, -3.2], 0),
    ],
)
def test_the_default_cut_of_similarities_is_none_of_log_odds(method, scores, expected):
    graph = Graph(of_list((0, 1, 0.5)), np.array(scores), np.empty(0))
    modality = "all" if method.endswith("evidence") else "visual"
    row = {**ROW, "method": method, "modality": modality}
    assert tune_row(graph, members(2), row=row, default=0.75).cut == expected
