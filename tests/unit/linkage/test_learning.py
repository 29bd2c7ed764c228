"""Learning curves: what is labelled, what is learned from it, and that nothing of the test is."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.folds import in_fold
from clippings.linkage.decision.outcomes import judge_rows
from clippings.linkage.evidence.learning import DOUBTFUL, Simulation, list_starts, trace_learning
from clippings.linkage.evidence.pairs import CandidatePairs
from clippings.linkage.evidence.weighing import Weighed, weigh_rows
from clippings.truth import judge

ROWS = [
    {"method": f"{kind}_all_evidence", "supervision": kind, "modality": "all", "ocr": "noisy", "seed": 0}
    for kind in ("selfsup", "sup")
]
LABELS, QUERIES, TARGETS = [10, 20, 40], 75, 4


@pytest.fixture
def records(make_records):
    """Queries in five folds, every fourth of an entity that no target has."""
    queries = [(f"q{n:02}", "query", "test", f"e{n}", "") for n in range(QUERIES)]
    targets = [(f"t{n:02}", "target", "test", f"e{n}", "") for n in range(QUERIES) if n % 4]
    folds = [int(row[0][1:]) % 5 + 1 for row in queries + targets]
    return make_records(*queries, *targets).assign(fold=folds)


@pytest.fixture
def evidence(records):
    """Four candidates of each query but the first; three noisy comparisons, one with blanks."""
    draws, rows = np.random.default_rng(0), []
    for n in range(1, QUERIES):
        others = [m for m in range(QUERIES) if m % 4 and m != n]
        chosen = [*([n] if n % 4 else []), *draws.permutation(others)][:TARGETS]
        rows += [(f"q{n:02}", f"t{m:02}", m == n) for m in sorted(chosen)]
    table = pd.DataFrame(rows, columns=["query", "target", "acceptable"])
    for name, noise in (("a", 0.3), ("b", 0.5), ("c", 0.8)):
        table[name] = (table["acceptable"] + draws.normal(0, noise, len(table))).round(2)
    table.loc[::7, "c"] = np.nan
    return table.astype({"acceptable": "boolean"}).assign(taught=False)


@pytest.fixture
def comparisons():
    kinds = {"part": "text", "measure": "levenshtein", "ocr": "noisy", "learned": False}
    return pd.DataFrame({"comparison": ["a", "b", "c"], **kinds})


@pytest.fixture
def searched(records, evidence, comparisons, write_neighbours):
    """The neighbours of both rows, and their outcomes and thresholds."""
    settings = {"explained": [], "scorer": "logistic", "k": 10, "seed": 0, "weighed": Weighed()}
    searches = list(weigh_rows(records, evidence, comparisons, rows=ROWS, **settings))
    files = [
        write_neighbours({s.fold: s.neighbours for s in searches if s.row["method"] == row["method"]}, row,
                         name=f"{row['method']}.parquet")
        for row in ROWS
    ]  # fmt: skip
    choices = pd.DataFrame(columns=tables.CHOICES.names)
    outcomes, thresholds, _ = judge_rows(records, files, choices=choices, rows=ROWS, default=0)
    return searches, files, outcomes, thresholds


@pytest.fixture
def simulated(records, evidence, comparisons):
    return Simulation(records, evidence, comparisons, scorer="logistic", seed=0)


@pytest.fixture
def starts(records, searched):
    _, files, _, thresholds = searched
    return list_starts(records, files, thresholds=thresholds, row=ROWS[0])


def labelled_by(simulated, monkeypatch, **settings):
    """Return the queries that each step of a curve has labelled."""
    steps, fit = [], simulated.fit

    def kept(labelled, **_):
        steps.append(set(simulated.queries[labelled]))
        return fit(labelled)

    monkeypatch.setattr(simulated, "fit", kept)
    for _ in simulated.learn(**{"labels": LABELS, "repeat": 0, **settings}):
        pass
    monkeypatch.undo()
    return steps


@pytest.mark.parametrize("strategy", ["uncertainty", "random"])
def test_no_tested_query_is_labelled_and_labels_grow(simulated, starts, records, monkeypatch, strategy):
    fold_of = records.set_index("record")["fold"]
    for fold in simulated.folds:
        steps = labelled_by(simulated, monkeypatch, fold=fold, strategy=strategy, starts=starts)
        assert [len(step) for step in steps] == LABELS
        assert steps[0] < steps[1] < steps[2]
        assert fold not in set(fold_of[list(steps[-1])])


def test_the_truth_of_tested_queries_teaches_nothing(records, evidence, comparisons, starts, monkeypatch):
    """With their labels turned round, the same queries are labelled and the same is learned."""
    tested = evidence["query"].map(records.set_index("record")["fold"]) == 2
    turned = evidence.assign(acceptable=evidence["acceptable"] ^ tested)
    learned = []
    for table in (evidence, turned):
        simulated = Simulation(records, table, comparisons, scorer="logistic", seed=0)
        settings = {"strategy": "uncertainty", "starts": starts, "labels": LABELS, "repeat": 0}
        curve = list(simulated.learn(2, **settings))
        learned.append([step.outcomes[["query", "score", "probability", "linked"]] for _, step in curve])
    for one, other in zip(*learned, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_doubtful_queries_are_labelled_first(simulated, starts, monkeypatch):
    first = labelled_by(simulated, monkeypatch, fold=1, strategy="uncertainty", starts=starts, labels=[10])[0]
    pool = starts[(starts["fold"] == 1) & starts["query"].isin(simulated.queries[simulated.pool(1)])]
    ordered = pool.sort_values(["doubt", "query"])["query"].tolist()
    assert first <= set(ordered[: round(DOUBTFUL * len(ordered))])
    again = [labelled_by(simulated, monkeypatch, fold=1, strategy="uncertainty", starts=starts, labels=[10],
                         repeat=repeat)[0] for repeat in (0, 1)]  # fmt: skip
    assert again[0] == first != again[1]


def test_queries_are_judged_as_neighbours_are(simulated, records, evidence):
    """Ties, unmatched queries and one without a candidate included."""
    draws = np.random.default_rng(1)
    scores = draws.integers(0, 3, len(evidence)) + draws.uniform(0, 1e-8, len(evidence))
    neighbours = CandidatePairs(records, evidence).best(scores, k=10)
    columns = ["query", "matched", "score", "top1"]
    pd.testing.assert_frame_equal(
        simulated.judge(scores)[columns], judge(neighbours, records)[columns], check_dtype=False
    )


def test_with_every_label_the_row_itself_is_learned(records, evidence, comparisons):
    settings = {"explained": [], "scorer": "logistic", "k": 10, "seed": 0, "weighed": Weighed()}
    simulated = Simulation(records, evidence, comparisons, scorer="logistic", seed=0)
    for search in weigh_rows(records, evidence, comparisons, rows=ROWS[1:], **settings):
        tested = in_fold(records, search.fold).query("split == 'test' and side == 'query'")["record"]
        row = judge(search.neighbours, records).set_index("query").loc[tested, ["score", "top1"]]
        log_odds, _ = simulated.fit(simulated.pool(search.fold), every=True)
        own = simulated.judge(log_odds).set_index("query").loc[tested, ["score", "top1"]]
        pd.testing.assert_frame_equal(own, row, atol=1e-5, check_dtype=False)


def test_what_models_learned_from_all_labels_is_left_out(records, evidence, comparisons, searched, starts):
    """A comparison by a fine-tuned model that knows the truth changes no number of labels."""
    told = evidence.assign(d=evidence["acceptable"].astype(float))
    known = pd.concat([comparisons, comparisons.iloc[:1].assign(comparison="d", learned=True)])
    pd.testing.assert_frame_equal(
        trace(records, told, known, searched, starts, repeats=1),
        trace(records, evidence, comparisons, searched, starts, repeats=1),
    )


def trace(records, evidence, comparisons, searched, starts, **changed):
    settings = {"labels": LABELS, "repeats": 2, "scorer": "logistic", **changed}
    traced = trace_learning(
        records, evidence, comparisons, outcomes=searched[2], starts=starts, rows=ROWS, **settings
    ).assign(dataset="d")[tables.LEARNING.names]
    frames.check(traced, tables.LEARNING, where="test")
    return traced


def test_the_curve_ends_at_both_rows_and_is_the_same_again(records, evidence, comparisons, searched, starts):
    curve = trace(records, evidence, comparisons, searched, starts)
    pd.testing.assert_frame_equal(curve, trace(records, evidence, comparisons, searched, starts))
    ends = curve.set_index("strategy").loc[["none", "finetuned"]]
    assert ends["labels"].tolist() == [0, round((QUERIES - 1) * 4 / 5)]
    for (_, end), row in zip(ends.iterrows(), ROWS, strict=True):
        own = searched[2].query(f"method == '{row['method']}' and split == 'test'")
        assert (end["n_all"], end["n"]) == (len(own), own["matched"].sum()) == (QUERIES, 56)
        assert end["top1"] == pytest.approx(own.loc[own["matched"], "top1"].mean())
        assert end["accuracy"] == pytest.approx(own["right"].mean())
    between = curve[~curve["strategy"].isin(["none", "all", "finetuned"])]
    assert between.groupby("labels").size().to_dict() == dict.fromkeys(LABELS, 4)
    assert (between["n_all"] == QUERIES).all()


def test_the_script_writes_what_the_curve_holds(
    records, evidence, comparisons, searched, starts, run, tmp_path
):
    described = tables.EVIDENCE.with_numbers(comparisons["comparison"])
    frames.write(records, tmp_path / "records.parquet", tables.RECORDS)
    folds = evidence["query"].map(records.set_index("record")["fold"])
    frames.write(evidence.assign(seed=0, fold=folds), tmp_path / "evidence.parquet", described)
    frames.write(comparisons, tmp_path / "comparisons.csv", tables.COMPARISONS)
    frames.write(searched[2], tmp_path / "outcomes.parquet", tables.OUTCOMES)
    frames.write(searched[3], tmp_path / "thresholds.csv", tables.THRESHOLDS)
    run(
        "trace_learning",
        input={
            "records": "records.parquet",
            "pairs": ["evidence.parquet"],
            "comparisons": "comparisons.csv",
            "neighbours": searched[1][0].name,
            "outcomes": "outcomes.parquet",
            "thresholds": "thresholds.csv",
        },
        output={"learning": "learning.csv"},
        wildcards={"dataset": "d"},
        rows=ROWS,
        labels=LABELS,
        repeats=2,
        scorer="logistic",
    )
    written = frames.read(tmp_path / "learning.csv", tables.LEARNING)
    curve = trace(records, evidence, comparisons, searched, starts)
    pd.testing.assert_frame_equal(written, curve, check_dtype=False, atol=1e-5)
    run(
        "draw_learning",
        input={"learning": ["learning.csv"]},
        output={"png": ["a.png"], "svg": ["a.svg"]},
        resolution=50,
    )
    assert (tmp_path / "a.png").stat().st_size > 5000


def test_labels_grow_in_whatever_order_their_numbers_stand(simulated, starts, monkeypatch):
    settings = {"fold": 1, "strategy": "random", "starts": starts}
    rising = labelled_by(simulated, monkeypatch, **settings)
    assert labelled_by(simulated, monkeypatch, **settings, labels=LABELS[::-1]) == rising


def test_numbers_too_large_have_no_row_nor_too_small_ones_where_labels_alone_teach(
    records, evidence, comparisons, searched, starts
):
    curve = trace(records, evidence, comparisons, searched, starts, labels=[1, 20, 60, 400], repeats=1)
    assert curve["labels"].unique().tolist() == [0, 1, 20, 59]
    curve = trace(records, evidence, comparisons, searched, starts, labels=[1], repeats=1, scorer="boosting")
    assert curve["labels"].unique().tolist() == [0, 59]


def test_without_folds_validation_is_labelled_and_the_test_tested(records, evidence, comparisons):
    splits = records["fold"].map({1: "train", 2: "val", 3: "val", 4: "test", 5: "test"})
    simulated = Simulation(
        records.assign(split=splits, fold=None), evidence, comparisons, scorer="logistic", seed=0
    )
    starts = pd.DataFrame({"query": simulated.queries, "fold": 0, "doubt": 0.0})
    split_of = dict(zip(records["record"], splits, strict=True))
    assert {split_of[query] for query in simulated.queries[simulated.pool(0)]} == {"val"}
    curve = dict(simulated.learn(0, "random", starts=starts, labels=[10, 20], repeat=0))
    assert list(curve) == [10, 20]
    assert {split_of[query] for query in curve[20].outcomes["query"]} == {"test"}
