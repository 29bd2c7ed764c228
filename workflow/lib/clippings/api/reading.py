"""From a user's tables and labels to records."""

from collections.abc import Mapping, Sequence

import pandas as pd

from clippings import tables
from clippings.api import pictures
from clippings.api.given import BLOCK, OCR, Given, complete
from clippings.api.settings import Settings
from clippings.encoder.prepared import Prepared, read_prepared
from clippings.records.building import build_records
from clippings.records.splits import EmptyPartError
from clippings.tables import VERDICTS

FOLDS = 5  # Parts of the labelled records, of which each is decided by what the others taught.


def read_records(
    parts: Sequence[Given], sources: Mapping[str, str], *, labels: pd.DataFrame, settings: Settings
) -> tuple[pd.DataFrame, Prepared]:
    """Build the records of all tables, and prepare their images; a picture without a text is read by OCR.

    `sources` maps each table to the side of its records. Raise ValueError for labels of too few names to
    split into parts.
    """
    fields, threads = list(settings.fields), settings.threads
    declared = {
        name: {"orientation": "horizontal", "sides": {"name": side}} for name, side in sources.items()
    }
    items = complete(parts, declared, fields=fields)
    images, readings = read_prepared([]), pd.DataFrame(columns=tables.READINGS.names)
    if items["path"].notna().any():
        crops = pictures.read_pictures(items, pd.concat([part.boxes for part in parts]))
        readings, images = pictures.see(crops, threads=threads)
        readings = readings[readings["crop"].isin(items.loc[items[OCR].isna(), "record"])]
    empty = pd.DataFrame(columns=tables.READINGS.names)
    try:
        records = build_records(
            pd.DataFrame(columns=tables.CROPS.names),
            items,
            mentions=pd.DataFrame(columns=tables.MENTIONS.names),
            annotations=pd.DataFrame(columns=tables.ANNOTATIONS.names),
            pairs=pd.DataFrame(columns=[*tables.PAIRS.names, "place"]),
            labels=labels,
            readings={"noisy": empty, OCR: readings},
            sources=declared,
            shares=dict.fromkeys(("train", "val", "test"), 1 / 3),
            folds=FOLDS if len(labels) else 0,
            seed=settings.seed,
            fields=settings.fields,
            block=BLOCK if settings.blocked else None,
            task=settings.task,
        )
    except EmptyPartError:
        raise ValueError(
            f"labels: {len(labels)} pairs are too few, or too many of them of one name; expected pairs of"
            f" {FOLDS} names at least, since each of {FOLDS} parts is decided by the others"
        ) from None
    return records, images


def read_labels(labels: pd.DataFrame | None, ids: Sequence[pd.Series]) -> pd.DataFrame:
    """Return what labels say of the records: their first two columns are ids, a third the verdict.

    Without a verdict a pair is a match; one without the second id says that the first has no match; an empty
    row says nothing. `ids` are those of either side, by record. Raise ValueError for a row without the first
    id, for ids of no row, and for other verdicts.
    """
    columns = [*tables.LABELS.names, "place"]
    labels = None if labels is None else labels.iloc[:, :3].dropna(how="all")
    if labels is None or labels.empty:
        return pd.DataFrame(columns=columns)
    if labels.shape[1] < 2:
        raise ValueError(f"labels: found {labels.shape[1]} column, expected two ids and perhaps a verdict")
    first = labels.iloc[:, 0]
    if first.isna().any():
        raise ValueError(f"labels: row {first.isna().idxmax() + 1} has no {first.name!r}, expected an id")
    named = [_named(labels.iloc[:, side], ids[side]) for side in (0, 1)]
    verdict = labels.iloc[:, 2] if labels.shape[1] > 2 else pd.Series(None, index=labels.index, dtype=object)
    said = pd.DataFrame({"query_id": named[0], "target_id": named[1], "verdict": verdict}).astype(object)
    said["verdict"] = said["verdict"].fillna(
        said["target_id"].notna().map({True: "match", False: "no match"})
    )
    strange = ~said["verdict"].isin(VERDICTS)
    if strange.any():
        raise ValueError(
            f"labels: verdict {said.loc[strange, 'verdict'].iloc[0]!r}, expected one of {', '.join(VERDICTS)}"
        )
    aimless = (said["verdict"] == "match") & said["target_id"].isna()
    if aimless.any():
        raise ValueError(f"labels: row {aimless.idxmax() + 1} is a match without a second id, expected one")
    place = [f"labels row {row + 1}" for row in said.index]
    return (
        said.assign(place=place)
        .reindex(columns=columns)
        .drop_duplicates(["query_id", "target_id", "verdict"])
    )


def _named(given: pd.Series, ids: pd.Series) -> pd.Series:
    """Name the records of ids, also of numbers that another program has written as texts."""
    named = given.map(dict(zip(ids, ids.index, strict=True)), na_action="ignore").astype(object)
    named = named.fillna(given.map(dict(zip(ids.astype(str), ids.index, strict=True)), na_action="ignore"))
    unknown = given[given.notna() & named.isna()]
    if len(unknown):
        raise ValueError(
            f"labels: id {unknown.tolist()[0]!r} of {given.name!r} is in no row, expected ids of the tables"
        )
    return named.astype(object)
