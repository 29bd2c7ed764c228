"""Detected boxes against the truth: matched at an IoU of one half, or by the lines of a transcription."""

from collections.abc import Collection, Iterator

import pandas as pd

from clippings.overlaps import match_boxes
from clippings.tables import CORNERS, NAMES


def score_layout(
    boxes: pd.DataFrame, *, annotations: pd.DataFrame, mentions: pd.DataFrame, labels: pd.DataFrame
) -> pd.DataFrame:
    """Score `boxes` by the place of the truth where `annotations` tell it, else by the lines of mentions."""
    if len(annotations):
        return score_boxes(boxes, annotations)
    return score_lines(boxes, mentions, labelled=set(labels["page"]))


def score_boxes(boxes: pd.DataFrame, annotations: pd.DataFrame) -> pd.DataFrame:
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


def score_lines(boxes: pd.DataFrame, mentions: pd.DataFrame, *, labelled: Collection[str]) -> pd.DataFrame:
    """Score the names among `boxes` against `mentions` (mention, page, source), lines of transcriptions.

    The truth knows all names of its sources, a broken one by its first line. Pages that are `labelled` do not
    count: they taught the roles. Ids of lines are those of their page: another may have the same.
    """
    names = boxes[boxes["role"].isin(NAMES) & (boxes["part"] == 0) & ~boxes["page"].isin(labelled)]
    truth = mentions[~mentions["page"].isin(labelled)].rename(columns={"mention": "given"})
    counts = pd.DataFrame(columns=["truth", "found", "matched"], dtype=int)
    for source in sorted(mentions["source"].unique()):
        known, found = truth[truth["source"] == source], names[names["source"] == source]
        matched = known.merge(found.drop_duplicates(["page", "given"]), on=["page", "given"])
        counts.loc[source] = len(known), len(found), len(matched)
    counts.loc["all"] = counts.sum()
    return pd.DataFrame(_row(str(source), "names", **row) for source, row in counts.to_dict("index").items())


def _labels(roles: pd.Series) -> Iterator[tuple[str, tuple[str, ...]]]:
    for role in sorted(roles.unique()):
        yield role, (role,)
    yield "names", NAMES


def _score(detected: pd.DataFrame, truth: pd.DataFrame, source: str, label: str) -> dict[str, object]:
    matched = 0
    for page, printed in truth.groupby("page"):
        here = detected[detected["page"] == page]
        matched += len(match_boxes(here[CORNERS].to_numpy(float), printed[CORNERS].to_numpy(float)))
    return _row(source, label, truth=len(truth), found=len(detected), matched=matched)


def _row(source: str, role: str, *, truth: int, found: int, matched: int) -> dict[str, object]:
    return {
        "source": source,
        "role": role,
        "truth": truth,
        "found": found,
        "matched": matched,
        "recall": matched / truth if truth else 0.0,
        "precision": matched / found if found else 0.0,
    }
