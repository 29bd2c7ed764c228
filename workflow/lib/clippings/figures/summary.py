"""The closing summary of a run, in Markdown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from clippings import frames, tables
from clippings.figures.comparisons import ARI, comparison_grid
from clippings.figures.markdown import EMPTY, between, grid, number
from clippings.labels import read_labels
from clippings.tables import VERDICTS

Files = Mapping[str, str | Path]
# The sections between the comparisons and the outputs, in order, and the head of each one's table.
HEADS = {
    "Clusters": (
        "dataset", "records", "clusters", "of one record", "largest", "too large to trust", "contact sheet"
    ),
    "Links": ("dataset", "method", "queries", "linked"),
    "Layout: boxes found at IoU 0.5": ("dataset", "source", "boxes", "printed", "recall", "precision"),
    "OCR: errors per printed character": (
        "dataset", "OCR", "engine", "source", "crops", "CER", "read without error"
    ),
    "Pages": ("dataset", "pages", "read", "not read"),
    "Labels": (
        "dataset", "files", "labels", *VERDICTS, "sampled at random", "best candidate right", "share in a sample"
    ),
}  # fmt: skip
# Character error rates that the print of drawn pages is meant to lead to, of each OCR over all name crops.
MEANT = {"noisy": (0.15, 0.35), "clean": (0.03, 0.12)}


def summarise(
    score_tables: Sequence[str | Path],
    outputs: Sequence[str | Path],
    *,
    names: dict[str, str],
    scores: Files,
    paired: Files,
    paired_clusters: Files,
    links: Files,
    clusters: Files,
    sheets: Files,
    layout: Files,
    ocr: Files,
    pages: Files,
    labels: Mapping[str, Sequence[str | Path]],
    samples: Files,
    drawn: Collection[str] = (),
) -> str:
    """Sum a run up: results table, links, scores of layout and OCR, skipped pages, places of the outputs.

    `names` labels methods; `scores` to `pages` map datasets to the file of each that has one, `sheets` to its
    contact sheet as seen from the summary, `labels` to the files of labels, `samples` to what these say;
    `drawn` lists the datasets whose pages are drawn.
    """
    parts = ["# Results", *(Path(path).read_text(encoding="utf-8").strip() for path in score_tables)]
    parts += _comparisons(paired, scores, names)
    parts += _cluster_comparisons(paired_clusters, scores, names)
    rows = (
        _cluster_rows(clusters, sheets),
        _link_rows(links),
        _layout_rows(layout),
        _reading_rows(ocr, drawn),
        _page_rows(pages),
        _label_rows(labels, samples),
    )
    for (title, head), found in zip(HEADS.items(), rows, strict=True):
        parts += _section(title, head, found)
    parts += ["## Outputs", _places(outputs, labels)]
    return "\n\n".join(parts) + "\n"


def _comparisons(paired: Files, scores: Files, names: dict[str, str]) -> Iterable[str]:
    for dataset, path in paired.items():
        pairs, found = frames.read(path, tables.PAIRED), frames.read(scores[dataset], tables.SCORES)
        shown = comparison_grid(pairs, found, names)
        if shown:
            yield f"## Comparisons on the same matched test queries of {dataset}"
            yield shown


def _cluster_comparisons(paired: Files, scores: Files, names: dict[str, str]) -> Iterable[str]:
    for dataset, path in paired.items():
        pairs, found = frames.read(path, tables.PAIRED_CLUSTERS), frames.read(scores[dataset], tables.SCORES)
        shown = comparison_grid(pairs, found, names, score=ARI)
        if shown:
            yield f"## Comparisons by the clusters of the same test records of {dataset}"
            yield shown


def _places(outputs: Sequence[str | Path], labels: Mapping[str, Sequence[str | Path]]) -> str:
    """List the outputs, each once; files of labels are a user's own."""
    given = {str(path) for files in labels.values() for path in files}
    places = [path for path in dict.fromkeys(map(str, outputs)) if path not in given]
    return "\n".join(f"- `{path}`" for path in places)


def _section(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    rows = list(rows)
    return [f"## {title}", grid(head, rows)] if rows else []


def _link_rows(links: Files) -> Iterable[list[str]]:
    for dataset, path in links.items():
        for method, found in frames.read(path, tables.LINKS).groupby("method", sort=False):
            linked = int((found["decision"] == "link").sum())
            yield [dataset, str(method), f"{found['query_id'].nunique():,}", f"{linked:,}"]


def _cluster_rows(clusters: Files, sheets: Files) -> Iterable[list[str]]:
    for dataset, path in clusters.items():
        found = frames.read(path, tables.CLUSTERS)
        each = found.drop_duplicates("cluster_id")
        counts = [len(found), len(each), (each["size"] == 1).sum(), each["size"].max(), each["giant"].sum()]
        sheet = f"[right and wrong ones]({sheets[dataset]})" if dataset in sheets else EMPTY
        yield [dataset, *(f"{count:,}" for count in counts), sheet]


def _layout_rows(layout: Files) -> Iterable[list[str]]:
    for dataset, path in layout.items():
        for row in frames.read(path, tables.LAYOUT_SCORES).itertuples():
            shares = [number(row.recall), number(row.precision)]
            yield [dataset, row.source, row.role, f"{row.truth:,}", *shares]


def _reading_rows(ocr: Files, drawn: Collection[str]) -> Iterable[list[str]]:
    for dataset, path in ocr.items():
        for row in frames.read(path, tables.READING_SCORES).itertuples():
            low, high = MEANT[row.ocr]
            strange = dataset in drawn and row.source == "all" and not low <= row.cer <= high
            note = f" (drawn pages are meant to have {low} to {high})" if strange else ""
            shares = [number(row.cer) + note, number(row.exact)]
            yield [dataset, row.ocr, row.engine, row.source, f"{row.crops:,}", *shares]


def _page_rows(pages: Files) -> Iterable[list[str]]:
    for dataset, path in pages.items():
        status = frames.read(path, tables.PAGE_STATUS)
        yield [dataset, f"{len(status):,}", f"{(status['status'] == 'ok').sum():,}", _skipped(status)]


def _label_rows(labels: Mapping[str, Sequence[str | Path]], samples: Files) -> Iterable[list[str]]:
    for dataset, paths in labels.items():
        said = read_labels(paths)
        counts = [(said["verdict"] == verdict).sum() for verdict in VERDICTS]
        numbers = [len(paths), len(said), *counts, (said["drawn"] == "random").sum()]
        found = frames.read(samples[dataset], tables.REVIEW_SAMPLE).iloc[0]
        share = between(found["share"], found["low"], found["high"])
        shares = [f"{found['right']:,} of {found['labelled']:,}", f"{share} of {found['sample']:,}"]
        yield [dataset, *(f"{count:,}" for count in numbers), *shares]


def _skipped(status: pd.DataFrame) -> str:
    skipped = status[status["status"] != "ok"]
    return ", ".join(f"{row.page} ({row.status})" for row in skipped.itertuples()) or "none"
