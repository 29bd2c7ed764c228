"""Published pairs of firm and candidate as items: real OCR texts of two publications, without images."""

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from clippings import frames
from clippings.components import connect
from clippings.items import Sources, complete_items
from clippings.tables import FIELDS

# The column that names the image of a record, and how the columns of its texts begin.
_COLUMNS_OF = {"pr": ("source", "source"), "tk": ("tk_path_value", "tk")}
_FIELD_ENDINGS = ("address", "product", "est_date", "capital", "bank", "shareholder")
# An address ends where its line does, or before the sign of the telephone (電); the rest of the field
# is numbers, further offices, and the end of a long address.
_END_OF_ADDRESS = re.compile("[電\t]")


def read_published(paths: Iterable[str | Path], *, extra: Iterable[str], sources: Sources) -> pd.DataFrame:
    """Read published tables as items with the columns `extra`; raise ValueError in one line."""
    pairs = pd.concat([read_candidates(path) for path in paths], ignore_index=True)
    return complete_items(tabulate_candidates(pairs), extra=extra, sources=sources)


def read_candidates(path: str | Path) -> pd.DataFrame:
    """Read the published table, each pair of firm and candidate once; raise ValueError in one line."""
    pairs = frames.read_cells(path, dtype=str, keep_default_na=False, na_values=[""])
    expected = [*_columns("pr"), *_columns("tk"), "tk_truth"]
    missing = [column for column in expected if column not in pairs]
    if missing:
        raise ValueError(f"{path}: no column {missing[0]!r}, expected {', '.join(expected)}")
    strange = pairs.loc[~pairs["tk_truth"].isin(["0", "1"]), "tk_truth"]
    if len(strange):
        raise ValueError(f"{path}: tk_truth is {strange.iloc[0]!r}, expected 0 or 1")
    return pairs.drop_duplicates(["source", "tk_path_value"])[expected].reset_index(drop=True)


def tabulate_candidates(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each firm and candidate of `pairs`, as items with columns for the fields and telephone.

    Records of true pairs are one entity; records that were compared with each other are one component. No
    character of a text is left out: title is `noisy`, and address and telephone together are one field.
    """
    items = pd.concat([_tabulate_source(pairs, source) for source in _COLUMNS_OF], ignore_index=True)
    ids = {source: _record_ids(pairs[column], source) for source, (column, _) in _COLUMNS_OF.items()}
    true = pairs["tk_truth"] == "1"
    own = list(zip(items["record"], items["record"], strict=True))
    entities = connect([*own, *zip(ids["pr"][true], ids["tk"][true], strict=True)])
    components = connect([*own, *zip(ids["pr"], ids["tk"], strict=True)])
    items["entity"], items["component"] = items["record"].map(entities), items["record"].map(components)
    return items.sort_values("record", ignore_index=True)


def _tabulate_source(pairs: pd.DataFrame, source: str) -> pd.DataFrame:
    column, start = _COLUMNS_OF[source]
    published = pairs.drop_duplicates(column)
    items = pd.DataFrame({"record": _record_ids(published[column], source), "source": source})
    items["noisy"] = published[f"{start}_firm_title"]
    for ending, field in zip(_FIELD_ENDINGS, FIELDS, strict=True):
        items[field] = published[f"{start}_{ending}"]
    parts = [_END_OF_ADDRESS.split(text, maxsplit=1)[0] for text in items["address"].fillna("")]
    rests = [text[len(part) :] for text, part in zip(items["address"].fillna(""), parts, strict=True)]
    items["address"], items["telephone"] = parts, rests
    return items.replace({"address": {"": None}, "telephone": {"": None}})


def _record_ids(paths: pd.Series, source: str) -> pd.Series:
    return source + "-" + paths.map(lambda path: Path(path).stem)


def _columns(source: str) -> list[str]:
    column, start = _COLUMNS_OF[source]
    return [column, f"{start}_firm_title", *(f"{start}_{ending}" for ending in _FIELD_ENDINGS)]
