"""Roles of lines learned from a few labelled pages of each source, and what is known of how well."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.layout.features import Features, line_features
from clippings.layout.ink import INK
from clippings.running import say

# A forest for each source.
RoleModel = dict[str, Any]
TREES = 300


def fit_roles(labelled: pd.DataFrame, *, seed: int) -> RoleModel:
    """Learn the roles of the lines of each source from all lines of its labelled pages that have ink.

    Extremely randomised trees (Geurts, Ernst and Wehenkel 2006), roles weighted as equally frequent.
    """
    labelled = labelled.dropna(subset=INK)
    features = line_features(labelled)
    places = labelled.groupby("source").indices
    roles = labelled["role"].to_numpy()
    return {str(source): _forest(features[at], roles[at], seed=seed) for source, at in places.items()}


def predict_roles(model: RoleModel, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the most probable role and its probability for all lines (n) of whole pages, in their order.

    Raise ValueError for a source of which no page was labelled.
    """
    features = line_features(lines)
    predicted = pd.DataFrame({"role": "", "probability": np.nan}, index=lines.index)
    for source, places in lines.groupby("source").indices.items():
        if source not in model:
            raise ValueError(f"source {source}: no labelled page, expected at least one to learn roles from")
        roles, probabilities = _predict(model[str(source)], features[places])
        predicted.iloc[places] = pd.DataFrame({"role": roles, "probability": probabilities})
    return predicted


def learned_lines(lines: pd.DataFrame, labelled: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Return a `lines` table with the roles that `labelled` lines teach, and the `probability` of each.

    Lines of labelled pages are as labelled, with probability 1, those that people drew among them. Where
    nothing is labelled, roles stay as they are.
    """
    if labelled.empty:
        return lines.assign(probability=np.nan)
    known = labelled[labelled["page"].isin(lines["page"])].assign(probability=1.0)
    rest = lines[~lines["page"].isin(known["page"])]
    if len(rest):
        model = fit_roles(labelled[labelled["source"].isin(rest["source"])], seed=seed)
        rest = rest.assign(**predict_roles(model, rest))
    return pd.concat([known, rest], ignore_index=True)


def cross_validate_roles(labelled: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Score roles on each labelled page as learned from the others of its source.

    Return a row for each source and role: the number of labelled pages, that of their lines with the role,
    precision and recall over these pages. Both are missing where a source has one labelled page, and
    precision where no line was predicted to have the role.
    """
    labelled = labelled.dropna(subset=INK)
    features, scores = line_features(labelled), []
    for source, places in labelled.groupby("source").indices.items():
        roles, page = (labelled[column].to_numpy()[places] for column in ("role", "page"))
        pages = len(np.unique(page))
        if pages == 1:
            say(f"source {source}: one labelled page, expected a second one to score roles on")
        predicted = _held_out(features[places], roles, page=page, seed=seed)
        scores += [{"source": source, "pages": pages} | row for row in _score(roles, predicted)]
    return pd.DataFrame(scores, columns=["source", "role", "pages", "lines", "precision", "recall"])


def _score(roles: NDArray[Any], predicted: NDArray[Any]) -> Iterator[dict[str, Any]]:
    scored = pd.notna(predicted).all()
    for role in np.unique(roles):
        right = np.count_nonzero((roles == role) & (predicted == role))
        lines, said = np.count_nonzero(roles == role), np.count_nonzero(predicted == role)
        precision = right / said if said else np.nan
        yield {
            "role": role,
            "lines": lines,
            "precision": precision,
            "recall": right / lines if scored else np.nan,
        }


def _held_out(features: Features, roles: NDArray[Any], *, page: NDArray[Any], seed: int) -> NDArray[Any]:
    """Predict the roles (n,) of each page's lines from those of all other pages; None where there is none."""
    predicted = np.full(len(roles), None, dtype=object)
    for held_out in (page == name for name in np.unique(page)):
        if not held_out.all():
            forest = _forest(features[~held_out], roles[~held_out], seed=seed)
            predicted[held_out], _ = _predict(forest, features[held_out])
    return predicted


def _forest(features: Features, roles: NDArray[Any], *, seed: int) -> Any:
    # Imported only when called, so that a run without labels needs no scikit-learn.
    from sklearn.ensemble import ExtraTreesClassifier

    forest = ExtraTreesClassifier(TREES, class_weight="balanced", random_state=seed)
    return forest.fit(features, roles)


def _predict(forest: Any, features: Features) -> tuple[NDArray[Any], NDArray[np.float64]]:
    probabilities = forest.predict_proba(features)
    best = probabilities.argmax(axis=1)
    return forest.classes_[best], probabilities.max(axis=1)
