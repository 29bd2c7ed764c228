"""Which printed name a crop shows: by its box on the page, or by its id."""

import numpy as np
import pandas as pd

from clippings.overlaps import overlaps
from clippings.running import say
from clippings.tables import CORNERS

LEAST_OVERLAP = 0.5


def match_by_box(crops: pd.DataFrame, mentions: pd.DataFrame, *, annotations: pd.DataFrame) -> pd.Series:
    """Return the mention of each crop, indexed by crop id: the pairs of boxes that overlap most, once each.

    Boxes match at an intersection over union of 0.5 or more; crops without a match are left out. Annotations
    that name unknown mentions, or truth of which nothing matches, are a ValueError.
    """
    first = annotations[annotations["mention"].notna() & (annotations["part"] == 0)]
    _expect_known(first["mention"], mentions["mention"], what="annotations: mention", among="mentions")
    matched: dict[str, str] = {}
    boxes_of = {str(page): boxes for page, boxes in first.groupby("page")}
    for page, found in crops.groupby("page"):
        if page in boxes_of:
            matched.update(_match_page(found, boxes_of[str(page)]))
    say(f"truth: {len(crops)} crops, {len(matched)} of them show one of {len(first)} printed names")
    if len(crops) and len(first) and not matched:
        raise ValueError(
            f"annotations: no printed name lies where a crop was cut; the truth is of pages"
            f" {_some(first['page'])}, the crops of {_some(crops['page'])}"
        )
    return pd.Series(matched, dtype=object)


def match_by_id(records: pd.Series, mentions: pd.DataFrame) -> pd.Series:
    """Return the mention of each record, indexed by record id, where ids agree; raise ValueError for others."""
    _expect_known(mentions["mention"], records, what="mentions: mention", among="records")
    return pd.Series(mentions["mention"].to_numpy(), index=mentions["mention"], dtype=object)


def _match_page(crops: pd.DataFrame, annotations: pd.DataFrame) -> dict[str, str]:
    scores = overlaps(crops[CORNERS].to_numpy(float), annotations[CORNERS].to_numpy(float))
    pairs = [
        (-scores[row, column], crops["crop"].iloc[row], annotations["mention"].iloc[column])
        for row, column in zip(*np.nonzero(scores >= LEAST_OVERLAP), strict=True)
    ]
    matched: dict[str, str] = {}
    taken: set[str] = set()
    for _, crop, mention in sorted(pairs):
        if crop not in matched and mention not in taken:
            matched[crop] = mention
            taken.add(mention)
    return matched


def _expect_known(names: pd.Series, known: pd.Series, *, what: str, among: str) -> None:
    unknown = names[~names.isin(known)]
    if len(unknown):
        raise ValueError(
            f"{what} {unknown.iloc[0]!r} is not among the {among} ({len(unknown)} of {len(names)} unknown);"
            f" expected ids such as {_some(known)}"
        )


def _some(values: pd.Series) -> str:
    return ", ".join(sorted(values.dropna().unique())[:3]) or "none"
