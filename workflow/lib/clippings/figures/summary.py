"""The closing summary of a run, in Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from clippings import frames, tables
from clippings.figures.markdown import grid, number

Files = Mapping[str, str | Path]


def summarise(
    score_tables: Sequence[str | Path],
    outputs: Sequence[str | Path],
    *,
    links: Files,
    layout: Files,
    ocr: Files,
    pages: Files,
) -> str:
    """Sum a run up: results table, links, scores of layout and OCR, skipped pages, places of the outputs.

    `links`, `layout`, `ocr` and `pages` map datasets to the file of each that has one.
    """
    parts = ["# Results", *(Path(path).read_text(encoding="utf-8").strip() for path in score_tables)]
    parts += _section("Links", ("dataset", "method", "queries", "linked"), _link_rows(links))
    parts += _section(
        "Layout: boxes found at IoU 0.5",
        ("dataset", "source", "boxes", "printed", "recall", "precision"),
        _layout_rows(layout),
    )
    parts += _section(
        "OCR: errors per printed character",
        ("dataset", "OCR", "engine", "source", "crops", "CER", "read without error"),
        _reading_rows(ocr),
    )
    parts += _section("Pages", ("dataset", "pages", "read", "not read"), _page_rows(pages))
    parts += ["## Outputs", "\n".join(f"- `{path}`" for path in outputs)]
    return "\n\n".join(parts) + "\n"


def _section(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    rows = list(rows)
    return [f"## {title}", grid(head, rows)] if rows else []


def _link_rows(links: Files) -> Iterable[list[str]]:
    for dataset, path in links.items():
        first = frames.read(path, tables.LINKS).query("rank == 1")
        for method, found in first.groupby("method", sort=False):
            linked = int((found["decision"] == "link").sum())
            yield [dataset, str(method), f"{len(found):,}", f"{linked:,}"]


def _layout_rows(layout: Files) -> Iterable[list[str]]:
    for dataset, path in layout.items():
        for row in frames.read(path, tables.LAYOUT_SCORES).itertuples():
            shares = [number(row.recall), number(row.precision)]
            yield [dataset, row.source, row.role, f"{row.truth:,}", *shares]


def _reading_rows(ocr: Files) -> Iterable[list[str]]:
    for dataset, path in ocr.items():
        for row in frames.read(path, tables.READING_SCORES).itertuples():
            shares = [number(row.cer), number(row.exact)]
            yield [dataset, row.ocr, row.engine, row.source, f"{row.crops:,}", *shares]


def _page_rows(pages: Files) -> Iterable[list[str]]:
    for dataset, path in pages.items():
        status = frames.read(path, tables.PAGE_STATUS)
        yield [dataset, f"{len(status):,}", f"{(status['status'] == 'ok').sum():,}", _skipped(status)]


def _skipped(status: pd.DataFrame) -> str:
    skipped = status[status["status"] != "ok"]
    return ", ".join(f"{row.page} ({row.status})" for row in skipped.itertuples()) or "none"
