"""The records that a training sees: their texts, classes and splits, joined to their prepared images."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings import frames, tables
from clippings.encoder.prepared import Prepared, places_in_files, read_prepared
from clippings.folds import ALL, in_fold
from clippings.running import say
from clippings.truth import group_of

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Records with each of their texts: rows of records, and the texts."""

    rows: Rows
    texts: NDArray[np.object_]


@dataclass(frozen=True)
class Corpus:
    """Records, images, and for each record the row of its image, −1 where it has none.

    The first `own` records are those of the dataset itself; the others only join its training.
    """

    records: pd.DataFrame
    images: Prepared
    image_rows: Rows
    own: int

    @property
    def classes(self) -> NDArray[np.object_]:
        """Name the class of each record, its homonym group; None where it is unknown."""
        groups = group_of(self.records)
        return np.asarray(groups.astype(object).where(groups.notna(), None), object)

    @property
    def ocrs(self) -> list[str]:
        """List the OCRs of which the dataset itself has texts; both where it has none at all."""
        own = self.records.head(self.own)
        return [ocr for ocr in tables.OCRS if own[ocr].notna().any()] or list(tables.OCRS)

    def texts(self, ocr: str) -> NDArray[np.object_]:
        """List the texts of one OCR, empty where there is none."""
        return np.asarray(self.records[ocr].fillna(""), object)

    def list_texts(self) -> Pairs:
        """List the texts of every record, by both OCRs, once where they agree."""
        noisy, clean = self.texts("noisy"), self.texts("clean")
        rows = np.tile(np.arange(len(noisy)), 2)
        texts = np.concatenate([noisy, np.where(clean == noisy, "", clean)])
        return Pairs(rows[texts != ""], texts[texts != ""])

    def training_members(self, *, own: bool) -> dict[str, Rows]:
        """Group the training records of the dataset itself, or of the others, by class, where it is known."""
        places = np.arange(len(self.records))
        chosen = (self.records["split"] == "train").to_numpy() & ((places < self.own) == own)
        rows = pd.Series(places[chosen]).groupby(self.classes[chosen])
        return {str(name): members.to_numpy() for name, members in rows}


def read_tables(records: Sequence[str | Path], *, fold: int = ALL) -> list[pd.DataFrame]:
    """Read a dataset's records with the splits of one fold, then those of the datasets it also trains with.

    What only joins the training is training data as a whole, whatever its own splits.
    """
    own, *others = (frames.read(path, tables.RECORDS) for path in records)
    return [in_fold(own, fold), *(other.assign(side="context", split="train") for other in others)]


def join_tables(sources: Sequence[pd.DataFrame], images: Prepared) -> Corpus:
    """Join the records of a dataset, first of `sources`, and of others to the images of all of them."""
    return build_corpus(pd.concat(sources, ignore_index=True), images, own=len(sources[0]))


def read_portion(records: str | Path, images: Sequence[str | Path], *, portion: int, portions: int) -> Corpus:
    """Read one of `portions` of a dataset's records, from 1, of equal sizes, and the images of these alone.

    Records whose images are in one file stay together, so that a portion reads few files. Records of an index
    have vectors there.
    """
    whole = frames.read(records, tables.RECORDS)
    whole = whole[whole["part"].isna()]
    places = places_in_files(whole["record"], images)
    rows = np.sort(np.array_split(np.argsort(places, kind="stable"), portions)[portion - 1])
    needed = [path for place, path in enumerate(images) if place in places[rows]]
    return build_corpus(whole.iloc[rows], read_prepared(needed))


def build_corpus(records: pd.DataFrame, images: Prepared, *, own: int | None = None) -> Corpus:
    """Join records to images by record id; raise ValueError where an id stands for two records."""
    repeated = records["record"][records["record"].duplicated()]
    if len(repeated):
        raise ValueError(
            f"record {repeated.iloc[0]!r} is in two datasets that train together, expected distinct ids"
        )
    rows = pd.Series(np.arange(len(images.records)), index=images.records)
    image_rows = rows.reindex(records["record"]).fillna(-1).to_numpy(np.int64, copy=True)
    say(f"{len(image_rows)} records, {(image_rows < 0).sum()} of them without image")
    return Corpus(records.reset_index(drop=True), images, image_rows, len(records) if own is None else own)
