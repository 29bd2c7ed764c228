"""The records table: what each crop or row of a user's table is, reads as, and truly is."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from clippings.block_rules import Declared, write_rules
from clippings.contradictions import expect_one_a_page
from clippings.records.entities import apply_labels, join_homonyms, name_paired_entities
from clippings.records.indexed import append_targets
from clippings.records.matching import match_by_box, match_by_id, match_by_line
from clippings.records.splits import assign_folds, assign_splits
from clippings.running import say
from clippings.sides import expect_both
from clippings.tables import OCRS, RECORDS, SEPARATOR
from clippings.text import tidy
from clippings.truth import expect_matches

# What the truth may say about a record.
TRUTH = ["entity", "homonym", "printed", "relation", "shortened", "component"]


def build_records(
    crops: pd.DataFrame,
    items: pd.DataFrame,
    *,
    mentions: pd.DataFrame,
    annotations: pd.DataFrame,
    pairs: pd.DataFrame,
    labels: pd.DataFrame,
    readings: Mapping[str, pd.DataFrame],
    sources: Mapping[str, Mapping[str, Any]],
    shares: Mapping[str, float],
    folds: int,
    seed: int,
    fields: Mapping[str, str],
    block: str | None,
    task: str,
    blocking: Sequence[Declared] = (),
    indexed: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Join crops or a user's items with their readings and truth into a `records` table.

    Rows come from `items` where there are any, else from `crops`; every other table may be empty. A crop
    finds its mention by its box where there are annotations, else by its line in a transcription, else by its
    id; an ambiguous one is context. `fields` are columns of items that join the texts, with their kinds;
    `block` is the one that blocks, and `blocking` are rules of several. With `folds` (0 for none) the column
    `fold` says which fold tests a record, and `shares` do not count. Raise ValueError for a source without
    declaration, for truth or readings of unknown records, for truth that contradicts itself (where the task
    is to cluster, also by two records of one entity on a page), for sides among which there is nothing to
    find, for a split or fold without entities. Targets that are `indexed` join the records of the dataset;
    they have neither split nor fold.
    """
    records = _records_of_items(items, sources) if len(items) else _records_of_crops(crops)
    _expect_sources(records, sources)
    in_doubt = pd.Index([])
    if len(mentions):
        if len(annotations):
            mention_of = match_by_box(crops, mentions, annotations=annotations)
        elif "given" in crops and crops["given"].notna().any():
            mention_of = match_by_line(crops, mentions)
        else:
            mention_of = match_by_id(records["record"], mentions)
        records = _with_truth(records, _truth_by_record(mentions, mention_of))
        in_doubt = _ambiguous(mentions, mention_of)
    records["printed"] = records["printed"].fillna(_corrected(records, crops, sources))
    records["side"] = _sides(records, sources, in_doubt=in_doubt)
    for ocr in OCRS:
        records[ocr] = join_fields(_texts(records, readings[ocr], ocr), _of_items(records, items, [*fields]))
        read = readings[ocr].reindex(columns=["crop", "confidence"]).set_index("crop")["confidence"]
        records[f"{ocr}_confidence"] = records["record"].map(read).astype(float)
    records["block"] = _of_items(records, items, [block])[block] if block else None
    named = list(dict.fromkeys(column for rule in blocking for column in rule))
    records["blocking"] = write_rules(_of_items(records, items, named), blocking, kinds=fields)
    if indexed is not None:
        records = append_targets(records, indexed)
    if task == "cluster":
        expect_one_a_page(pairs, records)
    if len(pairs):
        records["entity"] = name_paired_entities(records, pairs)
    records["homonym"] = join_homonyms(records)
    expect_both(records["side"], task=task, where="records")
    if len(labels):
        records = apply_labels(records, labels, task=task)
    if task == "cluster":
        expect_one_a_page(pairs[:0], records)
    if task != "none":
        expect_matches(records.assign(split="none"), where="records")
    records = _with_splits(records, shares=shares, folds=folds, seed=seed)
    records["entry"] = records["entry"].where(records["entry"].isin(records["record"]), None)
    return records.sort_values("record", ignore_index=True)[RECORDS.names]


def join_fields(names: pd.Series, fields: pd.DataFrame) -> pd.Series:
    """Join each name with those of its `fields` (one row a record) that are not empty, as one text.

    A record without a name stays without a text: an address alone says nothing of who is named.
    """
    if fields.columns.empty:
        return names
    known = names.notna() & (names != "")
    parts = [names, *(fields[column] for column in fields)]
    # An empty field keeps its place, so that the next one is not taken for it.
    joined = [
        SEPARATOR.join("" if pd.isna(part) else str(part) for part in row).rstrip(SEPARATOR)
        for row in zip(*parts, strict=True)
    ]
    return pd.Series(joined, index=names.index, dtype=object).where(known, names)


def _records_of_crops(crops: pd.DataFrame) -> pd.DataFrame:
    records = crops.rename(columns={"crop": "record"}).reindex(columns=RECORDS.names).astype(object)
    # A name heads its own entry; only a partner stands in another's.
    records["entry"] = records["entry"].where(records["entry"] != records["record"], None)
    return records


def _records_of_items(items: pd.DataFrame, sources: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    records = items.reindex(columns=RECORDS.names).astype(object)
    records["role"] = records["role"].fillna("name")
    declared = {source: settings["orientation"] for source, settings in sources.items()}
    records["orientation"] = records["orientation"].fillna(records["source"].map(declared))
    return records


def _of_items(records: pd.DataFrame, items: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return columns of the items in the order of the records."""
    cells = items.set_index("record", drop=False)[list(columns)].reindex(records["record"])
    return cells.set_axis(records.index)


def _truth_by_record(mentions: pd.DataFrame, mention_of: pd.Series) -> pd.DataFrame:
    """Return what the mentions say, by record: the columns of TRUTH and `entry` as a record id."""
    truth = mentions.rename(columns={"text": "printed"}).set_index("mention").loc[mention_of.to_numpy()]
    record_of = pd.Series(mention_of.index, index=mention_of.to_numpy(), dtype=object)
    truth["entry"] = truth["entry"].map(record_of)
    return truth.set_axis(mention_of.index).reindex(columns=[*TRUTH, "entry"]).astype(object)


def _corrected(
    records: pd.DataFrame, crops: pd.DataFrame, sources: Mapping[str, Mapping[str, Any]]
) -> pd.Series:
    """Return what each record prints by a transcription that people corrected; empty where there is none."""
    known = [source for source, declared in sources.items() if declared.get("corrected")]
    rows = crops[crops["source"].isin(known)]
    if rows.empty:
        return pd.Series(None, index=records.index, dtype=object)
    texts = rows.set_index("crop")["transcribed"].map(tidy, na_action="ignore")
    return records["record"].map(texts)


def _ambiguous(mentions: pd.DataFrame, mention_of: pd.Series) -> pd.Index:
    """List the records whose entity the truth leaves in doubt."""
    doubted = mentions.reindex(columns=["mention", "ambiguous"]).dropna().query("ambiguous")
    return mention_of.index[mention_of.isin(doubted["mention"])]


def _with_truth(records: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Fill the columns of `truth`, indexed by record, into the records; what a record has already stays."""
    records = records.set_index("record").combine_first(truth).reset_index(names="record")
    unknown = int(records["entity"].isna().sum())
    say(f"truth: {len(records)} records, {unknown} of them without a known entity")
    return records


def _texts(records: pd.DataFrame, readings: pd.DataFrame, ocr: str) -> pd.Series:
    """Return the text of one OCR for each record: as read, else as the user's table has it."""
    unknown = readings["crop"][~readings["crop"].isin(records["record"])]
    if len(unknown):
        raise ValueError(
            f"readings ({ocr}): crop {unknown.iloc[0]!r} is not among the records ({len(unknown)} unknown);"
            f" expected readings of the crops of this dataset"
        )
    read = readings.set_index("crop")["text"]
    texts = records["record"].map(read).where(records["record"].isin(read.index), records[ocr])
    without = texts.isna() | (texts == "")
    if without.any() and not without.all():
        say(f"texts ({ocr}): {without.sum()} of {len(texts)} records have none; they are kept")
    return texts


def _sides(
    records: pd.DataFrame, sources: Mapping[str, Mapping[str, Any]], *, in_doubt: pd.Index
) -> pd.Series:
    """Return the side that the source declares for the role; a role without one, or in doubt, is context."""
    parts = zip(records["source"], records["role"], strict=True)
    declared = [sources[source]["sides"].get(role, "context") for source, role in parts]
    sides = pd.Series(declared, index=records.index, dtype=object)
    sides[records["record"].isin(in_doubt)] = "context"
    counts = sides.value_counts()
    say("sides: " + ", ".join(f"{counts[side]} {side}" for side in sorted(counts.index)))
    return sides


def _with_splits(
    records: pd.DataFrame, *, shares: Mapping[str, float], folds: int, seed: int
) -> pd.DataFrame:
    own = records["part"].isna()
    if not folds:
        split = assign_splits(records[own], shares=shares, seed=seed)
        return records.assign(split=split.reindex(records.index, fill_value="none"), fold=None)
    fold = assign_folds(records[own], folds=folds, seed=seed).reindex(records.index)
    return records.assign(split=fold.notna().map({True: "test", False: "none"}), fold=fold)


def _expect_sources(records: pd.DataFrame, sources: Mapping[str, Any]) -> None:
    strange = records.loc[~records["source"].isin(list(sources)), ["record", "source"]]
    if len(strange):
        record, source = strange.iloc[0]
        raise ValueError(f"record {record}: source {source!r}, expected one of {', '.join(sources)}")
