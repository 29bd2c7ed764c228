"""Which printed name a crop shows: by its box on the page, its line in a transcription, or its id."""

import pandas as pd

from clippings.overlaps import match_boxes
from clippings.running import say
from clippings.tables import CORNERS


def match_by_box(crops: pd.DataFrame, mentions: pd.DataFrame, *, annotations: pd.DataFrame) -> pd.Series:
    """Return the mention of each crop, indexed by crop id: the pairs of boxes that overlap most, once each.

    Boxes match at an intersection over union of 0.5 or more; crops without a match are left out. Annotations
    that name unknown mentions, or truth of which nothing matches, are a ValueError.
    """
    first = annotations[annotations["mention"].notna() & (annotations["part"] == 0)]
    _expect_known(first["mention"], mentions["mention"], what="annotations: mention", among="mentions")
    matched: dict[str, str] = {}
    # Of equal overlaps the smaller ids are paired, whatever the order of rows.
    printed_on = dict(list(first.sort_values("mention").groupby("page")))
    for page, cut in crops.sort_values("crop").groupby("page"):
        if page in printed_on:
            printed = printed_on[page]
            pairs = match_boxes(cut[CORNERS].to_numpy(float), printed[CORNERS].to_numpy(float))
            matched |= {cut["crop"].iloc[row]: printed["mention"].iloc[other] for row, other in pairs}
    say(f"truth: {len(crops)} crops, {len(matched)} of them show one of {len(first)} printed names")
    if len(crops) and len(first) and not matched:
        raise ValueError(
            f"annotations: no printed name lies where a crop was cut; the truth is of pages"
            f" {_some(first['page'])}, the crops of {_some(crops['page'])}"
        )
    return pd.Series(matched, dtype=object)


def match_by_id(records: pd.Series, mentions: pd.DataFrame) -> pd.Series:
    """Return the mention of each record, by record id, where ids agree; any other mention is a ValueError."""
    _expect_known(mentions["mention"], records, what="mentions: mention", among="records")
    return pd.Series(mentions["mention"].to_numpy(), index=mentions["mention"], dtype=object)


def match_by_line(crops: pd.DataFrame, mentions: pd.DataFrame) -> pd.Series:
    """Return the mention of each crop, by crop id: that of the line of the transcription which it shows.

    A line is known by its page and its id there. Where no line matches, as in a source without
    transcriptions, the mention of the crop's own id counts. Names that layout missed have no crop. Truth of
    which nothing matches is a ValueError.
    """
    cut = crops[["crop", "page", "given"]].dropna().rename(columns={"given": "mention"}).sort_values("crop")
    lines = cut.merge(mentions[["page", "mention"]]).drop_duplicates(["page", "mention"])
    named = mentions.loc[~mentions["mention"].isin(lines["mention"]), "mention"]
    named = named[named.isin(crops["crop"]) & ~named.isin(lines["crop"])]
    say(
        f"truth: {len(crops)} crops, {len(lines)} of them show one of {len(mentions)} known lines,"
        f" {len(named)} are named by their id"
    )
    if len(crops) and lines.empty and named.empty:
        truth, found = (
            _some(table["page"].fillna("no page") + ": " + table["mention"]) for table in (mentions, cut)
        )
        raise ValueError(
            f"mentions: none of {len(mentions)} is a line that was cut out; the truth has lines {truth}, the"
            f" crops {found}"
        )
    matched = pd.Series(lines["mention"].to_numpy(), index=lines["crop"], dtype=object)
    return pd.concat([matched, pd.Series(named.to_numpy(), index=named, dtype=object)])


def _expect_known(names: pd.Series, known: pd.Series, *, what: str, among: str) -> None:
    unknown = names[~names.isin(known)]
    if len(unknown):
        raise ValueError(
            f"{what} {unknown.iloc[0]!r} is not among the {among} ({len(unknown)} of {len(names)} unknown);"
            f" expected ids such as {_some(known)}"
        )


def _some(values: pd.Series) -> str:
    return ", ".join(sorted(values.dropna().unique())[:3]) or "none"
