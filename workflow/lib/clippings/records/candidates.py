"""Published pairs of firm and candidate as items: real OCR texts of two publications, without images."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from clippings.components import connect
from clippings.items import Sources, complete_items, read_items
from clippings.published import IMAGE_OF, read_candidates, text_columns

# An address ends where its line does, or before the sign of the telephone (電); the rest of the field
# is numbers, further offices, and the end of a long address.
_END_OF_ADDRESS = re.compile("[電\t]")


def read_published(paths: Iterable[str | Path], *, extra: Iterable[str], sources: Sources) -> pd.DataFrame:
    """Read published tables as items with the columns `extra`; raise ValueError in one line."""
    pairs = pd.concat([read_candidates(path) for path in paths], ignore_index=True)
    return complete_items(tabulate_candidates(pairs), extra=extra, sources=sources)


def read_entries(
    published: Iterable[str | Path],
    tables: Iterable[str | Path],
    *,
    columns: Mapping[str, str],
    extra: Iterable[str],
    sources: Sources,
) -> pd.DataFrame:
    """Read what enters as texts or image files: a published table, or tables of a user's own, or nothing."""
    files = list(published)
    if files:
        return read_published(files, extra=extra, sources=sources)
    return read_items(tables, columns=columns, extra=extra, sources=sources)


def tabulate_candidates(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each firm and candidate of `pairs`, as items with columns for fields and telephone.

    Records of true pairs are one entity; records that were compared with each other are one component. No
    character of a text is left out: title is `noisy`, and address and telephone together are one field.
    """
    items = pd.concat([_tabulate_source(pairs, source) for source in IMAGE_OF], ignore_index=True)
    ids = {source: _record_ids(pairs[image], source) for source, image in IMAGE_OF.items()}
    true = pairs["tk_truth"] == "1"
    own = list(zip(items["record"], items["record"], strict=True))
    entities = connect([*own, *zip(ids["pr"][true], ids["tk"][true], strict=True)])
    components = connect([*own, *zip(ids["pr"], ids["tk"], strict=True)])
    items["entity"], items["component"] = items["record"].map(entities), items["record"].map(components)
    return items.sort_values("record", ignore_index=True)


def _tabulate_source(pairs: pd.DataFrame, source: str) -> pd.DataFrame:
    published = pairs.drop_duplicates(IMAGE_OF[source])
    texts = published[list(text_columns(source))].rename(columns=text_columns(source))
    items = texts.rename(columns={"title": "noisy"})
    items.insert(0, "record", _record_ids(published[IMAGE_OF[source]], source))
    items.insert(1, "source", source)
    parts = [_END_OF_ADDRESS.split(text, maxsplit=1)[0] for text in items["address"].fillna("")]
    rests = [text[len(part) :] for text, part in zip(items["address"].fillna(""), parts, strict=True)]
    items["address"], items["telephone"] = parts, rests
    return items.replace({"address": {"": None}, "telephone": {"": None}})


def _record_ids(paths: pd.Series, source: str) -> pd.Series:
    return source + "-" + paths.map(lambda path: Path(path).stem)
