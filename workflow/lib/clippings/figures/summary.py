"""The closing summary of a run in Markdown: the results and where they lie, then details."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from os.path import relpath
from pathlib import Path

import pandas as pd

from clippings import frames, tables
from clippings.figures.comparisons import ARI, TOP1, comparison_grid
from clippings.figures.learning import say_worth
from clippings.figures.pages import Files, render
from clippings.figures.rows import chosen, labels, ocrs_of
from clippings.figures.score_grids import measured, points
from clippings.figures.score_table import CLUSTERS, LINKS, lay_out
from clippings.figures.texts import align, filled_grid
from clippings.labels import read_labels

# The tables of each dataset, by its name.
Frames = Mapping[str, pd.DataFrame]
READ = {
    "scores": tables.SCORES,
    "averages": tables.AVERAGES,
    "paired": tables.PAIRED,
    "paired_clusters": tables.PAIRED_CLUSTERS,
    "clusters": tables.CLUSTERS,
    "links": tables.LINKS,
    "layout": tables.LAYOUT_SCORES,
    "roles": tables.ROLE_SCORES,
    "ocr": tables.READING_SCORES,
    "pages": tables.PAGE_STATUS,
    "sample": tables.REVIEW_SAMPLE,
    "learning": tables.LEARNING,
}
TOP1_OF_QUERIES = "Top-1 accuracy on matched test queries"
# Kinds of files that people look at first.
FIRST = ("review", "contact_sheet", "links", "clusters", "tables", "cards", "networks", "figures")


def summarise(
    files: Files,
    outputs: Sequence[str],
    *,
    index: str,
    layout: pd.DataFrame,
    results: Sequence[str | Path],
    drawn: Collection[str],
    simulated: Mapping[str, str],
    expected_cer: Mapping[str, Sequence[float]],
) -> str:
    """Summarise a run; the part before the line `## Details` fits a terminal.

    `outputs` are all files of the run, `index` is the page of links beside the summary, `layout` labels
    methods, and `results` are the results tables in Markdown. `drawn` lists the datasets with drawn pages, on
    which character error rates outside the `expected_cer` of an OCR, low and high, are noted; `simulated`
    says of a dataset what is simulated about it.
    """
    read = {
        kind: {dataset: frames.read(own[kind], table) for dataset, own in files.items() if kind in own}
        for kind, table in READ.items()
    }
    verdicts = {dataset: read_labels(own["labels"]) for dataset, own in files.items() if own.get("labels")}
    private = {str(path) for own in files.values() for path in own.get("labels", [])}
    folder = Path(index).parent
    sheets = {d: relpath(own["contact_sheet"], folder) for d, own in files.items() if "contact_sheet" in own}
    return render(
        "summary.md",
        **read,
        scores_first=list(_first_results(read["averages"], read["scores"], layout, simulated)),
        worth_opening=_worth_opening(files, index),
        results=[Path(path).read_text(encoding="utf-8").strip() for path in results],
        comparisons=list(_comparisons(read, labels(layout))),
        labels={dataset: (files[dataset]["labels"], rows) for dataset, rows in verdicts.items()},
        sheets=sheets,
        worths=list(say_worth(read["learning"])),
        drawn=drawn,
        expected_cer=expected_cer,
        outputs=[path for path in dict.fromkeys(outputs) if path not in private],
    )


def _first_results(
    averages: Frames, scores: Frames, layout: pd.DataFrame, simulated: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the caption and the grid of each dataset's best string rows and encoders, aligned."""
    for dataset, frame in averages.items():
        rows = scores[dataset]
        clusters = bool(rows["ari"].notna().any())
        table = lay_out(frame, layout, CLUSTERS if clusters else LINKS, paper=[])
        shown = {m for ocr in ocrs_of(rows) for m, _ in chosen(rows, ocr, names=labels(layout))}
        names = [f"{ocr}_{'ari' if clusters else 'top1'}" for ocr in tables.OCRS]
        cells = [
            [row["label"], *(measured(row, name, points) for name in names)]
            for _, row in table[table["method"].isin(shown)].iterrows()
        ]
        score = "Adjusted Rand index of test records" if clusters else TOP1_OF_QUERIES
        grid = filled_grid(["method", *(f"{ocr} OCR" for ocr in tables.OCRS)], cells)
        named = f"{dataset} ({simulated[dataset]})" if dataset in simulated else dataset
        yield f"{score} of {named}, × 100, with 95 % intervals:", align(grid)


def _worth_opening(files: Files, index: str) -> list[str]:
    """List the index page and the first files of the first dataset that has them, five at most."""
    own = next(iter(files.values()), {})
    found = [own[kind] for kind in FIRST if own.get(kind)]
    return [index, *(str(path[0] if isinstance(path, list) else path) for path in found)][:5]


def _comparisons(read: Mapping[str, Frames], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the title and the grid of each dataset's comparisons."""
    titles = {
        "paired": ("Comparisons on the same matched test queries of", TOP1),
        "paired_clusters": ("Comparisons by the clusters of the same test records of", ARI),
    }
    for kind, (title, score) in titles.items():
        for dataset, pairs in read[kind].items():
            if grid := comparison_grid(pairs, read["scores"][dataset], names, score=score):
                yield f"{title} {dataset}", grid
