"""An index that stays: the targets of a dataset in a folder, against which later datasets link.

Each part is a folder named by a digest of its two files: records, and their vectors by the model to carry
that lies beside. `index.json` lists the parts, and of each the records that were withdrawn from it since.
Parts never change, so that an index that extends another shares them.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import compute

from clippings import frames, tables
from clippings.folds import ALL
from clippings.model_file import describe as describe_model
from clippings.model_file import read_model
from clippings.provenance import file_digest
from clippings.rows import CARRIED
from clippings.running import say, write_json

FORMAT = 1  # Raised when an index of before, or one of after, would be misunderstood.
LIST, MODEL, RECORDS, VECTORS = "index.json", "model.clippings", "records.parquet", "vectors.parquet"
PART_RECORDS = 100_000  # so that saving holds the vectors of so many in memory
EXPECTED = "expected an index that save_index wrote"


@dataclass(frozen=True)
class Part:
    """Some records of an index: the digest of their files, their number, and those withdrawn since."""

    digest: str
    records: int
    withdrawn: list[str]


@dataclass(frozen=True)
class Index:
    """What `index.json` says: dataset, texts, fields and their kinds, checksum of the model, parts, blocks.

    `blocks` are `block` and `blocking` as the dataset declared them, where it did.
    """

    dataset: str
    texts: list[str]
    fields: dict[str, str]
    model: str
    parts: list[Part]
    blocks: dict[str, Any] = field(default_factory=dict)

    @property
    def targets(self) -> int:
        """Count the records that are not withdrawn."""
        return sum(part.records - len(part.withdrawn) for part in self.parts)


@dataclass(frozen=True)
class Embedded:
    """Where vectors of records are: files, kind and fold of the model; no files without an encoder."""

    files: list[str]
    kind: str | None
    fold: int = ALL


def read_index(folder: str | Path) -> Index:
    """Read what an index holds, its parts unopened; raise ValueError where it is none, or not whole."""
    path = Path(folder) / LIST
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        found = said.pop("format")
        if found != FORMAT:
            raise ValueError(
                f"{path}: found format {found}, expected {FORMAT}, that of this version of clippings"
            )
        index = Index(**said | {"parts": [Part(**part) for part in said["parts"]]})
    except FileNotFoundError:
        raise ValueError(f"{path}: found no such file, {EXPECTED}") from None
    except (UnicodeDecodeError, json.JSONDecodeError, AttributeError, KeyError, TypeError):
        raise ValueError(f"{path}: found no index, {EXPECTED}") from None
    for file in part_files(folder, index):
        if not Path(file).is_file():
            raise ValueError(f"{file}: found no such file, expected it of the index {folder}")
    return index


def expect_model(folder: str | Path, index: Index) -> str:
    """Return the path of the model of an index; raise ValueError where it is not the one that embedded it."""
    path = Path(folder) / MODEL
    if (found := read_model(path).checksum) != index.model:
        raise ValueError(
            f"{path}: found another model than embedded the index, checksum {found[:12]}…, expected"
            f" {index.model[:12]}…"
        )
    return str(path)


def part_files(folder: str | Path, index: Index, *names: str) -> list[str]:
    """List the files of all parts, or those of some `names`, the newest part first.

    The first file that holds vectors of a record has those that count, since a corrected one is in two parts.
    """
    own = names or (RECORDS, VECTORS)
    return [str(_part(folder, part.digest) / name) for part in reversed(index.parts) for name in own]


def read_targets(folder: str | Path) -> pd.DataFrame:
    """Read the targets of an index as a `records` table; raise ValueError where a part was changed."""
    index = read_index(folder)
    found = [pd.DataFrame(columns=tables.RECORDS.names)]
    for part in index.parts:
        place = _part(folder, part.digest)
        if _digest(place) != part.digest:
            raise ValueError(f"{place}: cut or changed since it was written, expected files of that digest")
        records = frames.read(place / RECORDS, tables.RECORDS)
        found.append(records[~records["record"].isin(part.withdrawn)].assign(part=part.digest))
    return frames.check(pd.concat(found[1:] or found, ignore_index=True), tables.RECORDS, where=str(folder))


def save_index(
    records: pd.DataFrame,
    folder: str | Path,
    *,
    dataset: str,
    texts: list[str],
    fields: dict[str, str],
    model: str | Path,
    embedded: Embedded,
    base: str | Path | None,
    blocks: dict[str, Any] | None = None,
) -> None:
    """Save the targets among the `records` of a dataset, with their vectors and the model that made these.

    Targets that came from the index `base` stay in its parts, which are linked or copied; those that are not
    among the records any more are withdrawn from them. All others form new parts, in the order of their ids.
    """
    folder, targets = Path(folder), records[records["side"] == "target"]
    parts = list(_kept_parts(targets, folder, base)) if base else []
    own = targets[targets["part"].isna()].sort_values("record", ignore_index=True)
    for start in range(0, len(own), PART_RECORDS):
        some = own.iloc[start : start + PART_RECORDS]
        parts.append(_write_part(folder, some, _vectors_of(some["record"], embedded)))
    # Copied, since people may write over their model.
    shutil.copyfile(model, folder / MODEL)
    index = Index(dataset, texts, fields, read_model(model).checksum, parts, blocks or {})
    write_json({"format": FORMAT, **asdict(index)}, folder / LIST)
    withdrawn = sum(len(part.withdrawn) for part in parts)
    say(f"{index.targets:,} targets in {len(parts)} parts, {len(own):,} of them new, {withdrawn:,} withdrawn")


def describe_index(folder: str | Path) -> str:
    """Return what an index holds, and the card of its model, as Markdown."""
    index = read_index(folder)
    facts = {
        "saved of": f"`{index.dataset}`",
        "targets": f"{index.targets:,}",
        "texts": ", ".join(index.texts),
        "fields": ", ".join(f"{name} ({kind})" for name, kind in index.fields.items()) or "none",
        "format": str(FORMAT),
    }
    rows = [f"| {name} | {value} |" for name, value in facts.items()]
    parts = [f"| `{part.digest[:12]}` | {part.records:,} | {len(part.withdrawn):,} |" for part in index.parts]
    head = [f"# {folder}", "", "| | |", "| --- | --- |", *rows, ""]
    grid = ["| part | records | withdrawn |", "| --- | --: | --: |", *parts, "", "## Its model", "", ""]
    return "\n".join([*head, *grid]) + describe_model(expect_model(folder, index))


def _kept_parts(targets: pd.DataFrame, folder: Path, base: str | Path) -> Iterator[Part]:
    """Link the parts of another index that still hold one of `targets`; yield them."""
    kept = targets.dropna(subset="part").groupby("part")["record"].agg(set).to_dict()
    for part in read_index(base).parts:
        if part.digest in kept:
            place = _part(base, part.digest)
            known = frames.read(place / RECORDS, tables.RECORDS)["record"]
            for name in (RECORDS, VECTORS):
                _link(place / name, _part(folder, part.digest) / name)
            yield Part(part.digest, part.records, sorted({*known} - kept[part.digest]))


def _vectors_of(records: pd.Series, embedded: Embedded) -> pa.Table:
    """Read the vectors of some records, in their order, as those of a carried model."""
    schema = tables.VECTORS.schema()
    if not embedded.files:
        return schema.empty_table()
    made = (compute.field("model") == embedded.kind) & (compute.field("fold") == embedded.fold)
    wanted = made & compute.field("record").isin([*records])
    found = pq.read_table(embedded.files, columns=schema.names, filters=wanted)
    places = pd.Index(found["record"].to_pandas()).get_indexer(records)
    if (places < 0).any():
        missing = records.to_numpy()[places < 0][0]
        raise ValueError(
            f"{embedded.files[0]}: no vectors of record {missing!r} by {embedded.kind}, expected those of"
            " every target"
        )
    found = found.take(places)
    named = {"model": [CARRIED] * len(found), "fold": [ALL] * len(found)}
    for column, values in named.items():
        found = found.set_column(schema.get_field_index(column), column, pa.array(values))
    return found.cast(schema)


def _write_part(folder: Path, records: pd.DataFrame, vectors: pa.Table) -> Part:
    """Write a part; its records keep the truth, but no split, no fold and no image file."""
    fresh = folder / "parts" / "new"
    plain = records.assign(split="none", fold=None, path=None, part=None)
    frames.write(plain, fresh / RECORDS, tables.RECORDS)
    pq.write_table(vectors, fresh / VECTORS)
    digest = _digest(fresh)
    if _part(folder, digest).exists():
        shutil.rmtree(fresh)
    else:
        fresh.rename(_part(folder, digest))
    return Part(digest, len(records), [])


def _digest(place: Path) -> str:
    both = "".join(file_digest(place / name) for name in (RECORDS, VECTORS))
    return hashlib.sha256(both.encode()).hexdigest()


def _part(folder: str | Path, digest: str) -> Path:
    return Path(folder) / "parts" / digest


def _link(path: str | Path, copy: Path) -> None:
    """Link a file, which nobody changes, or copy it where the target lies on another disk."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(Path(path).resolve(), copy)
    except OSError:
        shutil.copyfile(path, copy)
