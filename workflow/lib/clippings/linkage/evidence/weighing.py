"""The rows of all evidence: every candidate pair is scored, with labels or without."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from clippings import running, tables
from clippings.folds import ALL, fold_numbers
from clippings.linkage.evidence.carrying import apply_carried
from clippings.linkage.evidence.comparing import QUALITY, compared_pairs
from clippings.linkage.evidence.crossfitting import cross_fit, parts_of, tested_parts
from clippings.linkage.evidence.explaining import explain_pairs, tabulate_weights
from clippings.linkage.evidence.features import Features
from clippings.linkage.evidence.logistic import OUTSIDE
from clippings.linkage.evidence.pairs import CandidatePairs, Log
from clippings.linkage.evidence.scorer import LogisticScorer
from clippings.linkage.evidence.unlabelled import fit_unlabelled
from clippings.linkage.neighbours import Searched
from clippings.model_file import Carried
from clippings.rows import Row, is_carried, name_of, uses_labels

EXPLAINED = 2  # Candidates of a query that are explained: the first, and the one that it has left behind.


@dataclass
class Weighed:
    """What the rows of all evidence leave beside their neighbours: weights, and terms of the best pairs."""

    weights: list[pd.DataFrame] = field(default_factory=list)
    terms: list[pd.DataFrame] = field(default_factory=list)

    def table(self, kind: str) -> pd.DataFrame:
        """Return all `weights`, or all `terms`; an empty table where no model has any."""
        parts = {"weights": self.weights, "terms": self.terms}[kind]
        names = {"weights": tables.WEIGHTS.names, "terms": tables.TERMS.names}[kind]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)


def weigh_rows(
    records: pd.DataFrame,
    evidence: pd.DataFrame,
    comparisons: pd.DataFrame,
    *,
    rows: Sequence[Row],
    explained: Sequence[str],
    scorer: str,
    k: int,
    seed: int,
    weighed: Weighed,
    carried: Carried | None = None,
) -> Iterator[Searched]:
    """Score the candidate pairs of one seed by each row: the k best of each query, and ties with the first.

    A pair of which a row compares nothing, such as one without texts of its OCR, has no score; without labels
    none has that labels alone made a candidate. `explained` names rows (method/ocr) whose best pairs are
    explained. What is learned goes to `weighed`. A carried row is scored by the model `carried`.
    """
    for row in rows:
        name, own = "{method}/{ocr}".format(**row), usable(comparisons, row)
        pairs = compared_pairs(records, evidence, own, labelled=uses_labels(row))
        running.say(f"weighing {len(pairs.evidence)} candidate pairs for {name}")
        settings: dict[str, Any] = {"row": row, "explain": name in explained, "k": k, "weighed": weighed}
        if is_carried(row) and carried:
            yield from weigh_carried(pairs, own, carried=carried, **settings)
        elif uses_labels(row):
            yield from weigh_labelled(pairs, own, scorer=scorer, seed=seed, **settings)
        else:
            yield from weigh_unlabelled(pairs, own, **settings)


def usable(comparisons: pd.DataFrame, row: Row) -> pd.DataFrame:
    """Select the comparisons that a row may weigh: of its OCR, and without labels those that used none."""
    kept = comparisons["ocr"].isin(["none", row["ocr"]]) | (row["ocr"] == "both")
    if not uses_labels(row):
        kept &= ~comparisons["learned"].astype(bool)
        kept &= (comparisons["part"] != QUALITY) | is_carried(row)
    return comparisons[kept]


def weigh_unlabelled(
    pairs: CandidatePairs,
    comparisons: pd.DataFrame,
    *,
    row: Row,
    explain: bool,
    k: int,
    weighed: Weighed,
) -> Iterator[Searched]:
    """Score pairs without labels; folds play no part."""
    fitted = fit_unlabelled(pairs, comparisons)
    if fitted is None:
        running.say(f"{row['method']}/{row['ocr']}: no pair to compare, none is scored")
        yield Searched(name_of(row), ALL, pairs.best(np.full(len(pairs.evidence), np.nan), k=k))
        return
    model, features, log_odds = fitted
    neighbours = pairs.best(log_odds, k=k)
    _keep(weighed, pairs, neighbours, model, features, comparisons, row=row, fold=ALL, explain=explain)
    yield Searched(name_of(row), ALL, neighbours)


def weigh_carried(
    pairs: CandidatePairs,
    comparisons: pd.DataFrame,
    *,
    carried: Carried,
    row: Row,
    explain: bool,
    k: int,
    weighed: Weighed,
) -> Iterator[Searched]:
    """Score pairs by the scorer of a model that was learned elsewhere; no label here is looked at."""
    model, features = apply_carried(carried, pairs.evidence, comparisons)
    neighbours = pairs.best(model.log_odds(features.matrix), k=k)
    _keep(weighed, pairs, neighbours, model, features, comparisons, row=row, fold=ALL, explain=explain)
    yield Searched(name_of(row), ALL, neighbours)


def weigh_labelled(
    pairs: CandidatePairs,
    comparisons: pd.DataFrame,
    *,
    row: Row,
    explain: bool,
    scorer: str,
    k: int,
    seed: int,
    weighed: Weighed,
) -> Iterator[Searched]:
    """Score pairs by what labelled ones teach, in each fold: those that it tests, and those that taught it.

    The latter are scored by scorers that have not seen them, so that threshold and calibration rest on
    scores such as those of the test.
    """
    fit = cross_fit(pairs, comparisons, parts=parts_of(pairs.records, seed=seed), scorer=scorer)
    for fold in fold_numbers(pairs.records):
        tested, decided = tested_parts(pairs.records, fold)
        if not fit.can_learn(tested):
            running.say(f"{row['method']}/{row['ocr']}: too few labels to learn from, no pair is scored")
            yield Searched(name_of(row), fold, pairs.best(np.full(len(pairs.evidence), np.nan), k=k))
            continue
        place, penalty, log_odds, tried = fit.choose(tested)
        model = fit.fitted(frozenset({tested} - {OUTSIDE}), place, penalty)
        # Queries of this fold, and those that teach nothing, are scored by what all others taught.
        rest = np.isnan(log_odds) & decided[pairs.queries]
        log_odds[rest] = model.log_odds(fit.sets[place].matrix[rest])
        neighbours = pairs.best(log_odds, k=k)
        own = neighbours[neighbours["query"].isin(pairs.evidence["query"][rest])]
        errors = fit.errors(model, tested, clusters=pairs.entities)
        _keep(
            weighed,
            pairs,
            own,
            model,
            fit.sets[place],
            comparisons,
            errors=errors,
            row=row,
            fold=fold,
            explain=explain,
        )
        yield Searched(name_of(row), fold, neighbours, tried)


def _keep(
    weighed: Weighed,
    pairs: CandidatePairs,
    neighbours: pd.DataFrame,
    model: Any,
    features: Features,
    comparisons: pd.DataFrame,
    *,
    errors: Log | None = None,
    row: Row,
    fold: int,
    explain: bool,
) -> None:
    """Keep the weights of a logistic model and, of an explained row, the terms of the best pairs."""
    if not isinstance(model, LogisticScorer):
        return
    name = {**name_of(row), "fold": fold}
    weights = tabulate_weights(model, features, comparisons, errors=errors)
    weighed.weights.append(weights.assign(**name))
    if explain:
        first = neighbours[neighbours["rank"] <= EXPLAINED].reset_index(drop=True)
        terms = explain_pairs(model, features, pairs.places_of(first), evidence=pairs.evidence)
        weighed.terms.append(terms.assign(**name, rank=first["rank"].to_numpy()[terms.pop("place")]))
