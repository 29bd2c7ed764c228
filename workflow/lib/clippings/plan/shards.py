"""What a dataset consists of, before anything runs: pages, images or names, cut into shards of one source."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from clippings import frames, photographs, tables
from clippings.items import expect_file, locate
from clippings.plan.config import Config
from clippings.plan.datasets import Dataset, Item
from clippings.plan.pages import list_pages
from clippings.plan.transcriptions import add_transcriptions


@dataclass(frozen=True)
class Shard:
    """Some pages, image files or drawn names in a row, of one source: the work of one job."""

    name: str
    source: str
    rows: list[Item] = field(repr=False)

    @property
    def files(self) -> list[str]:
        """List the image files, and the transcriptions beside them, each once."""
        listed = {row["path"] for row in self.rows} | {row.get("transcription") for row in self.rows}
        return sorted(filter(None, listed))


def list_shards(dataset: Dataset, config: Config, *, awaited: Iterable[str]) -> dict[str, Shard]:
    """List the shards of a dataset by name; a page added at the end of a list touches one of them.

    Reads the tables that people wrote. Raises ValueError in one line for a file that is
    not there, a source that is not declared, a source without pages; NotFetchedError for pages that
    `snakemake fetch` is still to bring, such as the files `awaited`.
    """
    size, shards = _shard_size(dataset, config), {}
    rows = _listed_rows(dataset, config, list(awaited))
    for source in dataset.sources:
        own = [row for row in rows if row["source"] == source]
        if not own and dataset.has_pages:
            raise ValueError(
                f"{dataset.name}: no page of the source {source!r} is listed, expected at least one, in the"
                f" tables of `pages:` or as `pages:` of the source in {dataset.where}"
            )
        for number, start in enumerate(range(0, len(own), size)):
            name = f"{source}-{number:03d}"
            shards[name] = Shard(name, source, own[start : start + size])
    return shards


def _shard_size(dataset: Dataset, config: Config) -> int:
    if dataset.has_pages:
        return int(config["layout"]["pages_per_shard"])
    section = {"drawn": "names", "reprinted": "reprints"}.get(str(dataset.files))
    size = config["synthesis"][section]["per_shard"] if section else config["records"]["items_per_shard"]
    return int(size)


def _listed_rows(dataset: Dataset, config: Config, awaited: list[str]) -> list[Item]:
    """List pages, image files, photographs or the numbers of drawn names."""
    match dataset.input, dataset.files:
        case "pages", "drawn":
            return _drawn_pages(dataset, config)
        case "pages", files:
            on_bad_page = config["layout"]["on_bad_page"]
            own = [
                page
                for source in dataset.pages
                for page in list_pages(dataset, source, skip_bad=on_bad_page == "skip", awaited=awaited)
            ]
            pages = own + _listed_pages(dataset, files, on_bad_page=on_bad_page)
            return add_transcriptions(_distinct(dataset, pages), dataset)
        case "crops", "drawn":
            count = config["synthesis"]["names"]["count"]
            return [
                {"source": source, "number": number} for source in dataset.sources for number in range(count)
            ]
        case "crops", "reprinted":
            return _listed_photographs(dataset)
        case "records", "published":
            return []
        case _:
            return _listed_images(dataset)


def _drawn_pages(dataset: Dataset, config: Config) -> list[Item]:
    size = config["layout"]["pages_per_shard"]
    return [
        {
            "page": f"{source}-{number + 1:04d}",
            "path": f"results/{dataset.origin}/synthesis/pages/{source}-{number // size:03d}.tif",
            "source": source,
            "frame": number % size,
        }
        for source in dataset.sources
        for number in range(config["synthesis"]["pages"][source])
    ]


def _listed_pages(dataset: Dataset, files: Iterable[str], *, on_bad_page: str) -> list[Item]:
    listed = list(files)
    if not listed:
        return []
    read = [frames.read(file, tables.PAGES) for file in listed]
    located = [
        pages.assign(path=[locate(name, file) for name in pages["path"]])
        for pages, file in zip(read, listed, strict=True)
    ]
    table = frames.check(pd.concat(located, ignore_index=True), tables.PAGES, where="pages shards")
    expect_sources(dataset, table, "pages")
    rows = _plain_rows(table)
    for row in rows:
        if on_bad_page == "fail":
            expect_file(row["path"], listed, what=f"{dataset.name} lists it as page {row['page']}")
    return [{**row, "frame": None if row["frame"] is None else int(row["frame"])} for row in rows]


def _distinct(dataset: Dataset, pages: list[Item]) -> list[Item]:
    """Return `pages` if no table lists one by the name of a page that a source declares."""
    for page, count in Counter(row["page"] for row in pages).items():
        if count > 1:
            raise ValueError(f"{dataset.name}: {count} pages are called {page!r}, expected a name each")
    return pages


def _listed_photographs(dataset: Dataset) -> list[Item]:
    """List the photographs that are reprinted, all by the dataset's one source."""
    (source,) = dataset.sources
    listed = photographs.list_photographs(dataset.photographs)
    return [{"source": source, "photograph": row.photograph, "path": row.path} for row in listed.itertuples()]


def _listed_images(dataset: Dataset) -> list[Item]:
    if not any(frames.may_have(table, dataset.columns.get("path", "path")) for table in dataset.tables):
        return []
    items = dataset.items
    rows = _plain_rows(items[items["path"].fillna("") != ""])
    for row in rows:
        expect_file(row["path"], dataset.tables, what=f"{dataset.name} lists it as record {row['record']}")
    return rows


def expect_sources(dataset: Dataset, table: pd.DataFrame, name: str) -> None:
    """Raise ValueError for rows of a source that the dataset does not declare."""
    strange = table.loc[~table["source"].isin(dataset.sources), "source"]
    if len(strange):
        raise ValueError(
            f"{dataset.name}: {name} name the source {strange.iloc[0]!r}, expected one of"
            f" {', '.join(dataset.sources)}"
        )


def _plain_rows(table: pd.DataFrame) -> list[Item]:
    """Return the rows of a table as dicts, None where a cell is empty."""
    rows: list[dict[str, Any]] = table.astype(object).where(table.notna(), None).to_dict("records")
    return rows
