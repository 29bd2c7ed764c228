"""Learning curves: how good the scorer of all evidence were with fewer labels, simulated with truth."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings import running
from clippings.calibration import calibration_error
from clippings.folds import ALL, fold_numbers, in_fold
from clippings.linkage.decision.outcomes import decide, expect_scores
from clippings.linkage.decision.sigmoid import tune_sigmoid
from clippings.linkage.decision.thresholds import probability_of
from clippings.linkage.evidence.crossfitting import CrossFit, parts_of, tested_parts
from clippings.linkage.evidence.features import feature_sets
from clippings.linkage.evidence.logistic import OUTSIDE
from clippings.linkage.evidence.pairs import CandidatePairs, Log
from clippings.linkage.evidence.parts import EvidenceParts
from clippings.linkage.evidence.prior import draw_queries, expect_labels
from clippings.linkage.evidence.scorer import SCORERS, LogisticScorer
from clippings.linkage.evidence.weighing import usable
from clippings.linkage.neighbours import DECIMALS, Files, read_neighbours
from clippings.rows import Row, of_row
from clippings.truth import queries_with_truth

Marks = NDArray[np.bool_]
STRATEGIES = ("uncertainty", "random")
# Of the queries without label, from which those to label by uncertainty are drawn: the nearest to one half
# alone say too little of how the probability rises with the score, and every repeat would label the same.
DOUBTFUL = 1 / 3


def trace_learning(
    records: pd.DataFrame,
    evidence: pd.DataFrame,
    comparisons: pd.DataFrame,
    *,
    outcomes: pd.DataFrame,
    starts: pd.DataFrame,
    rows: Sequence[Row],
    labels: Sequence[int],
    repeats: int,
    scorer: str,
) -> pd.DataFrame:
    """Trace scores of test queries against the number of labelled ones: the table learning, but its dataset.

    `rows` are those of all evidence without labels and with all: the outcomes of both are taken as they are,
    as `none` and `finetuned`, since the models behind the latter have learned from all labels too. Between,
    comparisons by such models are left out: each fold, strategy and repeat labels queries that the fold does
    not test, up to each number of `labels`, and tests what they teach the scorer; `all` are all of them.
    `starts` (query, fold, doubt) says how far the row without labels is from either decision. A number that
    leaves a fold no query without label, or that is too few to fit to, has no row.
    """
    own = usable(comparisons, rows[1])
    own = own[~own["learned"].astype(bool)]
    simulated = Simulation(records, evidence, own, scorer=scorer, seed=rows[1]["seed"])
    most = round(float(np.mean([simulated.pool(fold).sum() for fold in simulated.folds])))
    parts = [
        _score(of_test(outcomes, row), strategy=end, labels=number, repeat=0)
        for row, end, number in zip(rows, ("none", "finetuned"), (0, most), strict=True)
    ]
    tests = {("all", most, 0): [simulated.test(fold, simulated.pool(fold)) for fold in simulated.folds]}
    for repeat, strategy in running.progress(list(product(range(repeats), STRATEGIES)), what="curves"):
        for fold in simulated.folds:
            steps = simulated.learn(fold, strategy, starts=starts, labels=labels, repeat=repeat)
            for number, tested in steps:
                tests.setdefault((strategy, number, repeat), []).append(tested)
    for (strategy, number, repeat), found in tests.items():
        complete = [tested.outcomes for tested in found if tested is not None]
        if len(complete) == len(simulated.folds):
            parts.append(_score(pd.concat(complete), strategy=strategy, labels=number, repeat=repeat))
    return pd.DataFrame(parts).sort_values(["labels", "strategy", "repeat"], ignore_index=True)


def list_starts(records: pd.DataFrame, files: Files, *, thresholds: pd.DataFrame, row: Row) -> pd.DataFrame:
    """List by fold how far the first neighbour of each query is from the threshold: query, fold, doubt."""
    parts = []
    for fold in fold_numbers(records):
        neighbours = read_neighbours(files, row, fold=fold)
        first = neighbours[neighbours["rank"] == 1].drop_duplicates("query")
        threshold = of_row(thresholds, row, fold=fold)["threshold"].item()
        doubt = (first["score"] - threshold).abs()
        parts.append(pd.DataFrame({"query": first["query"], "fold": fold, "doubt": doubt}))
    return pd.concat(parts, ignore_index=True)


def of_test(outcomes: pd.DataFrame, row: Row) -> pd.DataFrame:
    """Select the outcomes of the test queries of one row, of all folds."""
    own = of_row(outcomes, row)
    return own[own["split"] == "test"]


class Tested(NamedTuple):
    """The outcomes of tested queries, and the probabilities (q,) of the first candidates of all."""

    outcomes: pd.DataFrame
    probabilities: Log


class Simulation:
    """The queries with candidates of one dataset, and what a scorer learns from some of them.

    Queries (q,) are in the order of the evidence.
    """

    def __init__(
        self,
        records: pd.DataFrame,
        evidence: pd.DataFrame,
        comparisons: pd.DataFrame,
        *,
        scorer: str,
        seed: int | None,
    ) -> None:
        pairs = CandidatePairs(records, evidence)
        self._records, self._scorer, self._seed = records, scorer, seed or 0
        self.queries = evidence["query"].to_numpy()[pairs.starts]
        self._starts = pairs.starts
        self._of_pair = np.cumsum(np.isin(np.arange(len(evidence)), self._starts)) - 1
        self._sets = feature_sets(evidence, list(comparisons["comparison"]))
        known = evidence["acceptable"].notna().to_numpy()[pairs.starts]
        self._right = evidence["acceptable"].fillna(False).to_numpy(float)
        parts = parts_of(records, seed=self._seed).reindex(self.queries).to_numpy()
        self._parts = np.where(known, parts, OUTSIDE)
        self._truth = queries_with_truth(records)
        self._prior = None
        if SCORERS[scorer] is LogisticScorer:
            drawn, features = draw_queries(records, seed=self._seed), self._sets[-1].matrix
            read = EvidenceParts(records, evidence)
            self._prior = expect_labels(read, comparisons, pairs, drawn=drawn, features=features)
        self._learned = np.zeros(len(self.queries), bool)
        if self.folds == [ALL]:
            self._learned = np.isin(self.queries, records.loc[records["split"] == "train", "record"])

    @property
    def folds(self) -> list[int]:
        """List the folds, each of which is tested once."""
        return fold_numbers(self._records)

    def pool(self, fold: int) -> Marks:
        """Mark the queries (q,) that may be labelled where a fold is tested."""
        return np.asarray((self._parts != OUTSIDE) & (self._parts != tested_parts(self._records, fold)[0]))

    def learn(
        self, fold: int, strategy: str, *, starts: pd.DataFrame, labels: Sequence[int], repeat: int
    ) -> Iterator[tuple[int, Tested | None]]:
        """Label queries up to each number of `labels`; yield it, and what `test` says of these labels."""
        pool, labelled = self.pool(fold), np.zeros(len(self.queries), bool)
        draws = np.random.default_rng([self._seed, fold, repeat, STRATEGIES.index(strategy)])
        own = starts[starts["fold"] == fold].set_index("query")["doubt"]
        doubt = own.reindex(self.queries).fillna(np.inf).to_numpy()
        for number in sorted(labels):
            rest = np.flatnonzero(pool & ~labelled)
            if number >= pool.sum():
                return
            wanted = number - int(labelled.sum())
            candidates = rest if strategy == "random" else self._doubtful(rest, doubt, wanted)
            labelled[draws.permutation(candidates)[:wanted]] = True
            tested = self.test(fold, labelled)
            yield number, tested
            if tested is not None:
                doubt = np.abs(tested.probabilities - 0.5)

    def test(self, fold: int, labelled: Marks) -> Tested | None:
        """Test a fold by what labelled queries (q,) teach; None where they are too few."""
        taught = self.fit(labelled, every=bool(labelled.sum() == self.pool(fold).sum()))
        if taught is None:
            running.say(f"fold {fold}: {labelled.sum()} labelled queries are too few to learn from")
            return None
        outcomes, probabilities = self._decide(*taught, labelled)
        own = in_fold(self._records, fold)
        tested = outcomes["query"].isin(own.loc[own["split"] == "test", "record"])
        return Tested(outcomes[tested], probabilities)

    def fit(self, labelled: Marks, *, every: bool = False) -> tuple[Log, Log] | None:
        """Fit to the pairs of labelled queries (q,), perhaps of `every` one; None where they are too few.

        Returns log-odds of all pairs, and of the labelled ones by scorers which have not seen their part.
        """
        parts = np.where(labelled, self._parts, OUTSIDE)[self._of_pair]
        penalties = SCORERS[self._scorer].PENALTIES
        fit = CrossFit(
            self._sets,
            self._right,
            parts=parts,
            scorer=self._scorer,
            # Few labels choose the features; the penalty, whose choice is slower, is the middle one.
            penalties=penalties if every else [penalties[len(penalties) // 2]],
            prior=self._prior,
        )
        if not fit.can_learn(OUTSIDE):
            return None
        place, penalty, apart, _ = fit.choose(OUTSIDE)
        return fit.fitted(frozenset(), place, penalty).log_odds(self._sets[place].matrix), apart

    def judge(self, log_odds: Log) -> pd.DataFrame:
        """Judge the queries with truth by log-odds of pairs: as `truth.judge`, score and top1 alone."""
        log_odds = log_odds.round(DECIMALS)
        best = np.maximum.reduceat(log_odds, self._starts)
        tied = log_odds == best[self._of_pair]
        top1 = np.bincount(self._of_pair, tied * self._right) / np.bincount(self._of_pair, tied)
        marks = pd.DataFrame({"score": best, "top1": top1}, index=self.queries).reindex(self._truth["query"])
        return self._truth.assign(score=marks["score"].to_numpy(), top1=marks["top1"].fillna(0.0).to_numpy())

    def _decide(self, log_odds: Log, apart: Log, labelled: Marks) -> tuple[pd.DataFrame, Log]:
        """Decide all queries by a sigmoid of the labelled ones: outcomes, probabilities of queries (q,)."""
        held_out = self.judge(np.where(np.isnan(apart), -np.inf, apart))
        taught = held_out[held_out["query"].isin(self.queries[labelled])]
        expected = expect_scores(self._two_best(np.where(np.isnan(apart), log_odds, apart)), self._records)
        threshold, knots = tune_sigmoid(taught, expected=expected)
        first = np.maximum.reduceat(log_odds, self._starts)
        return decide(self.judge(log_odds), threshold=threshold, knots=knots), probability_of(first, knots)

    def _two_best(self, log_odds: Log) -> pd.DataFrame:
        """Return rank and score of the two best candidates of queries from which no encoder has learned."""
        first = np.maximum.reduceat(log_odds, self._starts)
        behind = np.where(log_odds == first[self._of_pair], -np.inf, log_odds)
        second = np.maximum.reduceat(behind, self._starts)
        best = np.concatenate([first[~self._learned], second[~self._learned]])
        ranked = pd.DataFrame({"score": best, "rank": np.repeat([1, 2], len(best) // 2)})
        return ranked[np.isfinite(best)]

    def _doubtful(self, rest: NDArray[np.int64], doubt: Log, wanted: int) -> NDArray[np.int64]:
        """Return the most doubtful share of the queries `rest`, or as many as are wanted; ties by id."""
        order = np.lexsort((self.queries[rest], doubt[rest].round(9)))
        return rest[order][: max(wanted, round(DOUBTFUL * len(rest)))]


def _score(tested: pd.DataFrame, *, strategy: str, labels: int, repeat: int) -> Row:
    """Score outcomes of test queries: one row of the table."""
    matched = tested.loc[tested["matched"], "top1"]
    return {
        "strategy": strategy,
        "labels": labels,
        "repeat": repeat,
        "n": len(matched),
        "top1": matched.mean(),
        "n_all": len(tested),
        "accuracy": tested["right"].mean(),
        "ece": calibration_error(tested),
    }
