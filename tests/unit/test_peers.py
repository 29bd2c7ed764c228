"""What the comparison with other tools makes of their scores and labels; none of them is needed for it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
NAN = np.nan


@pytest.fixture
def peers(monkeypatch):
    monkeypatch.syspath_prepend(BENCH)
    import peers

    return peers


@pytest.fixture
def records(make_records):
    """Three queries of three folds and three targets; in fold 1 query a is tested, b validates, c trains."""
    made = make_records(
        ("qa", "query", "test", "a", "あ␟千代田"),
        ("t3", "target", "test", "c", "う␟"),
        ("qb", "query", "test", "b", "い␟"),
        ("t1", "target", "test", "a", "あ␟千代田"),
        ("qc", "query", "test", "c", "國␟港"),
        ("t2", "target", "test", "b", "い␟港"),
    )
    return made.assign(fold=[1, 3, 2, 1, 3, 2])


def test_neighbours_are_the_best_scored_targets_of_the_queries_that_a_fold_decides(peers, records):
    # Rows qa, qb, qc; columns t3, t1, t2, in the order of the records.
    scores = np.array([[1.5, -2.0, 1.5], [NAN, 3.0, NAN], [9.0, 9.0, 9.0]])
    found = peers.neighbours_of(scores, records, 1)
    assert found[["query", "target", "rank", "score"]].to_numpy().tolist() == [
        ["qa", "t2", 1, 1.5],
        ["qa", "t3", 2, 1.5],
        ["qa", "t1", 3, -2.0],
        ["qb", "t1", 1, 3.0],
    ]


def test_ten_neighbours_are_kept_and_all_that_tie_with_the_first(peers, make_records):
    targets = [(f"t{n:02}", "target", "none", None, "x") for n in range(14)]
    records = make_records(("q", "query", "test", "a", "x"), *targets)
    falling = peers.neighbours_of(-np.arange(14.0)[None], records, 0)
    assert falling["target"].tolist() == [f"t{n:02}" for n in range(10)]
    assert len(peers.neighbours_of(np.zeros((1, 14)), records, 0)) == 14


def test_a_tool_sees_folded_fields_and_the_labels_of_the_training_part_alone(peers, records):
    texts = peers.texts_of(records, "noisy", fold=peers.fold_forms)
    assert texts.queries.to_numpy().tolist() == [["あ", "千代田"], ["い", None], ["国", "港"]]
    assert texts.targets.index.tolist() == ["t3", "t1", "t2"]
    assert [seen.tolist() for seen in texts.training] == [
        [False, False, True],
        [True, False, False],
        [False, True, False],
    ]
    assert texts.matches(texts.training[0]).tolist() == [[True, False, False]]


def test_dedupe_is_told_of_all_matches_and_of_the_most_alike_that_do_not(peers, make_records):
    from peer_dedupe import told_pairs

    names = ["山田", *(f"山田{letter}" for letter in "abcdef"), *"uvwxyz" * 20]
    targets = [(f"t{n:03}", "target", "train", f"e{n}", name) for n, name in enumerate(names)]
    records = make_records(("q", "query", "train", "e0", "山田"), *targets)
    texts = peers.texts_of(records, "noisy", fold=str)
    told = told_pairs(texts, texts.training[0])
    assert told["match"] == [(0, 0)]
    wrong = [target for _, target in told["distinct"]]
    assert wrong[:5] == [1, 2, 3, 4, 5] and 5 < len(wrong) <= 10 and 0 not in wrong


def test_words_are_sorted_in_place_or_beside_those_as_read(peers, make_records):
    records = make_records(("q", "query", "test", "a", "b a"), ("t", "target", "test", "a", ""))
    texts = peers.texts_of(records, "noisy", fold=str)
    assert texts.sorted_words().queries.to_numpy().tolist() == [["a b"]]
    assert texts.both_orders().queries.to_numpy().tolist() == [["b a", "a b"]]
    assert texts.both_orders().targets.to_numpy().tolist() == [[None, None]]


def test_a_tool_that_learns_refuses_a_dataset_without_a_training_part(peers, make_records):
    records = make_records(("q", "query", "test", "a", "x"), ("t", "target", "test", "a", "x"))
    texts = peers.texts_of(records, "noisy", fold=str)
    learner = next(peer for peer in peers.PEERS if peer.learns)
    with pytest.raises(ValueError, match=r"found a fold without .* expected"):
        learner.of(texts)


def test_absent_scores_are_one_line_that_names_the_command(peers, tmp_path):
    with pytest.raises(ValueError, match="catalogues/scores: found no averages.csv, .*: make catalogues"):
        peers.rows_of_ours(tmp_path, "catalogues")


def test_of_our_string_rows_the_table_shows_the_best_of_each_ocr(peers):
    rows = pd.DataFrame(
        [
            ("clippings", "string", "noisy", 0.7),
            ("clippings", "string", "noisy", 0.9),
            ("clippings", "all", "noisy", 0.8),
            ("clippings", "string", "clean", 0.6),
            ("splink", "string", "noisy", 0.5),
        ],
        columns=["tool", "modality", "ocr", "top1"],
    )
    assert peers.without_most_strings(rows)["top1"].tolist() == [0.9, 0.8, 0.6, 0.5]
