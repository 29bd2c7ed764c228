"""What is expected without labels: of which queries, as the row without labels says it, at what worth."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from clippings import frames, tables
from clippings.linkage.decision.outcomes import EXPECTED, expect_scores, judge_rows, judge_weighed
from clippings.linkage.decision.sigmoid import WORTH
from clippings.linkage.evidence.carrying import fit_carried
from clippings.linkage.evidence.pairs import CandidatePairs
from clippings.linkage.evidence.parts import EvidenceParts
from clippings.linkage.evidence.prior import QUERIES, draw_queries, expect_labels
from clippings.linkage.evidence.weighing import Weighed, weigh_rows

COUNT, TARGETS, CHECKED = 30, 4, 20


def make_records(*, known, folds=False):
    """Make queries, of which the first `known` of the validation split have a known entity."""
    rows = []
    for n in range(COUNT):
        split = ("train", "val", "test")[n % 3]
        known -= split == "val"
        entity = f"e{n:02d}" if split != "val" or known >= 0 else None
        rows.append((f"q{n:02d}", "query", split, entity))
        rows += [
            (f"t{n:02d}{m}", "target", "none", f"e{n:02d}" if m == 0 else f"x{n}{m}") for m in range(TARGETS)
        ]
    records = pd.DataFrame(rows, columns=["record", "side", "split", "entity"])
    records["fold"] = (np.arange(len(records)) % 3 + 1) if folds else None
    named = {"source": "s", "role": "name", "orientation": "vertical", "noisy": "x", "clean": "x"}
    return frames.check(
        records.assign(**named).reindex(columns=tables.RECORDS.names), tables.RECORDS, where="t"
    )


@pytest.fixture
def comparisons():
    kinds = {"part": ["text", "text", "picture"], "learned": [False, False, True], "ocr": "noisy"}
    return pd.DataFrame({"comparison": list("abc"), "measure": list("abc"), **kinds})


def make_evidence(records):
    draws, rows = np.random.default_rng(0), []
    known = records.loc[(records["side"] == "query") & records["entity"].notna(), "record"].to_numpy()
    for n in range(COUNT):
        for m in range(TARGETS):
            same = m == 0 and n % 5 > 0  # One in five has no match.
            values = draws.normal(2.5 * same, 1, 3)
            rows.append((f"q{n:02d}", f"t{n:02d}{m}", same if f"q{n:02d}" in known else None, *values))
    evidence = pd.DataFrame(rows, columns=["query", "target", "acceptable", *"abc"])
    taught = evidence["target"].str.endswith("3")  # Candidates that labels alone found.
    evidence.loc[evidence["target"].str.endswith("2"), ["a", "b"]] = np.nan
    return evidence.astype({"acceptable": "boolean"}).assign(taught=taught, seed=0, fold=0)


@pytest.mark.parametrize("folds", [True, False])
def test_queries_are_drawn_without_replacement_and_without_folds_none_of_training(folds):
    records = make_records(known=3, folds=folds)
    drawn = draw_queries(records, seed=0)
    splits = set(records.set_index("record").loc[drawn, "split"])
    assert splits == ({"train", "val", "test"} if folds else {"val", "test"})
    assert drawn.is_unique and len(drawn) == (COUNT if folds else COUNT * 2 // 3)
    many = pd.DataFrame(
        {"record": [f"q{n}" for n in range(999)], "side": "query", "split": "test", "fold": None}
    )
    some = [set(draw_queries(many, seed=seed)) for seed in (0, 0, 1)]
    assert len(some[0]) == QUERIES and some[0] == some[1] != some[2]


def test_the_guesses_are_those_of_the_row_without_labels(comparisons):
    records = make_records(known=3)
    evidence = make_evidence(records)
    pairs, features = CandidatePairs(records, evidence), np.arange(float(len(evidence)))[:, None]
    drawn = draw_queries(records, seed=0)
    prior = expect_labels(
        EvidenceParts(records, evidence), comparisons, pairs, drawn=drawn, features=features
    )
    named = evidence.iloc[prior.features[:, 0].astype(int)]
    assert set(named["query"]) == set(drawn) and set(named["target"].str[-1]) == {"0", "1"}
    row = {"method": "selfsup_all_evidence", "ocr": "noisy", "seed": 0}
    settings = {"explained": [], "scorer": "logistic", "k": TARGETS, "seed": 0, "weighed": Weighed()}
    (own,) = weigh_rows(records, evidence, comparisons, rows=[row], **settings)
    scores = own.neighbours.set_index(["query", "target"])["score"]
    expected = expit(scores.loc[list(zip(named["query"], named["target"], strict=True))].to_numpy())
    np.testing.assert_allclose(prior.likely, expected, atol=1e-5)
    # Pairs of a query count as one cluster, that of its entity where this is known.
    clusters = pd.Series(prior.clusters, named["query"])
    assert clusters.groupby(level=0).nunique().eq(1).all() and clusters.nunique() == len(drawn)
    codes = dict(zip(evidence["query"], pairs.entities, strict=True))
    assert all(clusters[query].iloc[0] == codes[query] for query in drawn if codes[query] >= 0)


@pytest.mark.parametrize(("count", "weight"), [(4, 1.0), (20, WORTH / 20)])
def test_all_guesses_together_count_as_few_labels_and_none_as_more_than_one(comparisons, count, weight):
    records = make_records(known=3)
    evidence = make_evidence(records)
    pairs, drawn = CandidatePairs(records, evidence), draw_queries(records, seed=0)[:count]
    features = np.zeros((len(evidence), 1))
    prior = expect_labels(
        EvidenceParts(records, evidence), comparisons, pairs, drawn=drawn, features=features
    )
    assert prior.weight == weight
    scores = pd.DataFrame({"score": np.arange(2.0 * count), "rank": np.tile([1, 2], count)})
    expected = expect_scores(scores, records)
    assert len(expected) == EXPECTED and expected["weight"].sum() == pytest.approx(min(count, WORTH))


@pytest.mark.parametrize("labelled", [0, 1, 2])
def test_few_labels_decide_by_a_threshold_among_the_scores(labelled):
    first = np.r_[np.linspace(-6, -4, CHECKED), np.linspace(2, 4, CHECKED)]
    scores = pd.DataFrame({"score": np.r_[first, first - 3], "rank": np.repeat([1, 2], len(first))})
    judged = pd.DataFrame({"query": [f"q{n}" for n in range(len(first))], "score": first, "top1": first > 0})
    judged = judged.assign(matched=first > 0, split="test")
    judged.loc[judged.index[-labelled:] if labelled else [], "split"] = "val"
    outcomes, chosen, _ = judge_weighed(judged, expected=expect_scores(scores, make_records(known=0)))
    assert -4 < chosen["threshold"].item() < 2
    assert outcomes["right"].mean() == 1
    if labelled:
        assert judge_weighed(judged)[1]["threshold"].item() == -np.inf


def test_scores_of_queries_from_which_encoders_learned_move_no_threshold(write_neighbours):
    records = make_records(known=0)
    queries = records[records["side"] == "query"]
    scores = np.where(np.arange(COUNT) % 2, 3.0, -3.0) + np.linspace(0, 1, COUNT)
    scores = np.where(queries["split"] == "train", 50.0 + scores, scores)
    found = pd.DataFrame({"query": queries["record"], "target": "t000", "rank": 1, "score": scores})
    row = {"method": "sup_all_evidence", "supervision": "sup", "modality": "all", "ocr": "noisy", "seed": 0}
    settings = {"choices": pd.DataFrame(columns=tables.CHOICES.names), "rows": [row], "default": 0.5}
    thresholds = [
        judge_rows(records, [write_neighbours(part, row)], **settings)[1]["threshold"].item()
        for part in (found, found[found["score"] < 40])
    ]
    assert thresholds[0] == thresholds[1] and -2 < thresholds[0] < 3


@pytest.mark.parametrize("known", [0, 1, 3])
def test_a_model_packed_from_few_labels_does_not_link_everything(comparisons, known):
    records = make_records(known=known)
    evidence = make_evidence(records).rename(columns={"c": "sup_visual"})
    own = comparisons.replace({"c": "sup_visual"}).assign(ocr=["noisy", "noisy", "none"])
    fitted = fit_carried(records, evidence, own, kind="sup", labelled=True, k=TARGETS, seed=0)
    assert np.isfinite(fitted.threshold) and fitted.knots["probability"].nunique() > 2
    assert fitted.queries == known
