"""Detected boxes against printed ones: one-to-one matches at an IoU of one half."""

from collections.abc import Iterator

import pandas as pd

from clippings.overlaps import match_boxes
from clippings.tables import CORNERS, NAMES


def score_layout(boxes: pd.DataFrame, annotations: pd.DataFrame) -> pd.DataFrame:
    """Score detected `boxes` against `annotations`, for each source and role and for `names` (both kinds).

    Only annotated pages count, so that a user may annotate a sample. A continuation is a box of its own.
    """
    detected = boxes[boxes["page"].isin(annotations["page"])]
    rows = []
    for source in sorted(annotations["source"].unique()):
        truth = annotations[annotations["source"] == source]
        for label, roles in _labels(truth["role"]):
            here = detected[(detected["source"] == source) & detected["role"].isin(roles)]
            rows.append(_score(here, truth[truth["role"].isin(roles)], source, label))
    return pd.DataFrame(rows)


def _labels(roles: pd.Series) -> Iterator[tuple[str, tuple[str, ...]]]:
    for role in sorted(roles.unique()):
        yield role, (role,)
    yield "names", NAMES


def _score(detected: pd.DataFrame, truth: pd.DataFrame, source: str, label: str) -> dict[str, object]:
    matched = 0
    for page, printed in truth.groupby("page"):
        here = detected[detected["page"] == page]
        matched += len(match_boxes(here[CORNERS].to_numpy(float), printed[CORNERS].to_numpy(float)))
    return {
        "source": source,
        "role": label,
        "truth": len(truth),
        "found": len(detected),
        "matched": matched,
        "recall": matched / len(truth) if len(truth) else 0.0,
        "precision": matched / len(detected) if len(detected) else 0.0,
    }
