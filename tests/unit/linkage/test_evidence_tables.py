"""Tables of all evidence against those of scorers that scikit-learn fits one by one on copies of pairs."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from clippings import frames, tables
from clippings.linkage.evidence import crossfitting
from clippings.linkage.evidence.crossfitting import Refits
from clippings.linkage.evidence.logistic import OUTSIDE, Solution
from clippings.linkage.evidence.scorer import LogisticScorer
from clippings.linkage.evidence.weighing import Weighed, weigh_rows

QUERIES, CANDIDATES, COMPARISONS = 60, 6, 7
ROWS = [
    {"method": f"{kind}_all_evidence", "ocr": ocr, "seed": 0}
    for kind in ("selfsup", "sup")
    for ocr in ("noisy", "both")
]


def make_evidence(*, folds):
    """Make queries whose match, where there is one, is more alike by most comparisons; some are blank."""
    generator = np.random.default_rng(4)
    names = [f"{side}{number:02d}" for side in "qt" for number in range(QUERIES)]
    records = pd.DataFrame({"record": names, "entity": [f"e{name[1:]}" for name in names]})
    records["side"] = np.repeat(["query", "target"], QUERIES)
    records["split"] = np.tile(["train", "val", "val", "test"], QUERIES // 2)
    records["fold"] = np.tile(np.arange(QUERIES) % 4 + 1, 2) if folds else None
    for column in ("noisy", "clean"):
        records[column] = "text"
    records = frames.check(
        records.assign(source="s", role="name", orientation="vertical"), tables.RECORDS, where="test"
    )
    queries = np.repeat(np.arange(QUERIES), CANDIDATES)
    targets = (queries + np.tile(np.arange(CANDIDATES), QUERIES) + (queries % 5 == 0)) % QUERIES
    same = queries == targets
    evidence = pd.DataFrame(
        {"query": [names[q] for q in queries], "target": [names[QUERIES + t] for t in targets]}
    )
    evidence = evidence.assign(acceptable=pd.Series(same, dtype="boolean"), taught=False, seed=0, fold=0)
    comparisons = []
    for place in range(COMPARISONS):
        values = 1.5 * same * (place > 0) + generator.normal(size=len(same))
        values[generator.random(len(same)) < 0.1 * (place % 2)] = np.nan
        ocr = ("none", "noisy", "clean")[place % 3]
        evidence[f"c{place}"] = values.round(1 + place)
        comparisons.append((f"c{place}", "quality" if place == 0 else "text", f"c{place}", ocr, False))
    columns = ["comparison", "part", "measure", "ocr", "learned"]
    order = np.lexsort((queries, records["fold"][:QUERIES].fillna(0).to_numpy(float)[queries]))
    return records, evidence.iloc[order].reset_index(drop=True), pd.DataFrame(comparisons, columns=columns)


class Alone(Refits):
    """Scorers that scikit-learn fits on copies of pairs; those of the prior weigh less."""

    def _taught(self, without, place):
        """Return features, labels and weights of the pairs that teach, and which are labelled."""
        kept, features = ~np.isin(self._parts, [*without, OUTSIDE]), self.sets[place].matrix
        features = np.r_[features[kept], self._prior.features[:, : features.shape[1]]]
        weights = np.r_[np.ones(kept.sum()), np.full(len(self._prior.likely), self._prior.weight)]
        return features, np.r_[self._labels[kept], self._prior.likely], weights, kept

    def fit(self, without, place, penalty):
        """Fit to pairs of both labels, each as often as it has that label."""
        features, labels, weights, _ = self._taught(without, place)
        means = np.average(features, axis=0, weights=weights)
        scales = np.sqrt(np.average((features - means) ** 2, axis=0, weights=weights))
        scales[scales < 1e-9] = 1.0
        standard, ones = (features - means) / scales, np.ones(len(labels))
        fitted = LogisticRegression(C=penalty, tol=1e-12, max_iter=1000, solver="newton-cholesky").fit(
            np.r_[standard, standard], np.r_[ones, 0 * ones], np.r_[labels * weights, (1 - labels) * weights]
        )
        solution = Solution(means, scales, fitted.coef_[0], float(fitted.intercept_[0]))
        return LogisticScorer(penalty).take(solution)

    def errors(self, scorer, without, *, clusters):
        """Return standard errors by products of whole matrices."""
        place = next(i for i, one in enumerate(self.sets) if one.matrix.shape[1] == len(scorer.weights))
        features, labels, weights, kept = self._taught(without, place)
        rows = np.c_[(features - scorer.means) / scorer.scales, np.ones(len(features))]
        likely = 1 / (1 + np.exp(-scorer.log_odds(features)))
        curvature = (rows.T * weights * likely * (1 - likely)) @ rows
        curvature += np.diag([*np.full(len(scorer.weights), 1 / scorer.penalty), 0.0])
        known = np.r_[clusters[kept], self._prior.clusters]
        slopes = pd.DataFrame(rows * (weights * (likely - labels))[:, None]).groupby(known).sum().to_numpy()
        inverse = np.linalg.inv(curvature)
        return np.sqrt(np.diag(inverse @ slopes.T @ slopes @ inverse))[:-1]


def weigh(records, evidence, comparisons):
    weighed = Weighed()
    settings = {"explained": ["sup_all_evidence/both"], "scorer": "logistic", "k": 4, "seed": 0}
    found = weigh_rows(records, evidence, comparisons, rows=ROWS, weighed=weighed, **settings)
    parts = [(search.neighbours, search.tried) for search in found]
    neighbours, choices = (pd.concat(part, ignore_index=True) for part in zip(*parts, strict=True))
    return neighbours, choices, weighed.table("weights"), weighed.table("terms")


def assert_equal(tables, others):
    for one, other in zip(tables, others, strict=True):
        pd.testing.assert_frame_equal(one, other, rtol=0, atol=2e-6)
        assert len(one)


@pytest.mark.parametrize("folds", [True, False], ids=["folds", "splits"])
def test_tables_equal_those_of_scorers_fitted_one_by_one_by_scikit_learn(folds, monkeypatch):
    made = make_evidence(folds=folds)
    found = weigh(*made)
    monkeypatch.setattr(crossfitting, "NearFits", Alone)
    assert_equal(found, weigh(*made))


def test_threads_change_no_table():
    made = make_evidence(folds=True)
    runs = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            runs.append(weigh(*made))
    assert_equal(*runs)
