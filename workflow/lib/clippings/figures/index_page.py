"""The index of a run: one page that links its figures, tables, pages and data, dataset by dataset."""

from collections.abc import Iterable, Mapping, Sequence
from os.path import relpath
from pathlib import Path
from typing import Any

from clippings.figures.markdown import to_html
from clippings.figures.pages import render
from clippings.figures.summary import Files

# The groups of links by the suffix of a file; pictures are shown.
GROUPS = {".png": "pictures", ".html": "pages", ".md": "cards", ".json": "provenance"}
GROUPS |= dict.fromkeys((".csv", ".tsv", ".parquet", ".graphml"), "data")


def index_page(files: Files, outputs: Sequence[str], *, index: str, results: Sequence[str | Path]) -> str:
    """Compose the page at the path `index`.

    `files` holds the files of each dataset by kind, `outputs` all files of the run: those of no dataset stand
    first, below `results`, the results tables in Markdown.
    """
    own = {dataset: _flat(kinds) for dataset, kinds in files.items()}
    taken = {path for paths in own.values() for path in paths}
    shown = {path for kinds in files.values() for path in map(str, kinds.get("labels", []))} | set(
        map(str, results)
    )
    return render(
        "index.html",
        results=[to_html(Path(path).read_text(encoding="utf-8")) for path in results],
        run=_grouped([path for path in outputs if path not in taken | shown], index),
        datasets={dataset: _grouped(paths, index) for dataset, paths in own.items()},
    )


def _flat(kinds: Mapping[str, Any]) -> list[str]:
    """List the files of a dataset, each once; labels are the user's own."""
    values = [value for kind, value in kinds.items() if kind != "labels"]
    return list(dict.fromkeys(str(path) for v in values for path in (v if isinstance(v, list) else [v])))


def _grouped(paths: Iterable[str], index: str) -> dict[str, list[tuple[Path, str]]]:
    """Group paths by GROUPS, each with its address as seen from the index page."""
    groups: dict[str, list[tuple[Path, str]]] = {group: [] for group in GROUPS.values()}
    for path in dict.fromkeys(paths):
        if group := GROUPS.get(Path(path).suffix):
            groups[group].append((Path(path), relpath(path, Path(index).parent)))
    return groups
