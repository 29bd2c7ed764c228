"""Pages and texts from templates: the index of a run and the page of tables need no network."""

from collections.abc import Iterable, Mapping, Sequence
from os.path import relpath
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from clippings.figures.texts import EMPTY, number

# The files of each dataset by their kind: one path, or a list of them; a kind that it lacks is absent.
Files = Mapping[str, Mapping[str, Any]]
TEMPLATES = Path(__file__).parent / "templates"
# The groups of links by the suffix of a file; pictures are shown.
GROUPS = {".png": "pictures", ".html": "pages", ".md": "cards", ".json": "provenance"}
GROUPS |= dict.fromkeys((".csv", ".tsv", ".parquet", ".graphml", ".zip"), "data")


def render(template: str, **values: Any) -> str:
    """Fill a template of this package; HTML escapes the texts, an unknown name raises an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"number": number, "count": "{:,}".format}
    return environment.get_template(template).render(**values)


def table_page(files: Sequence[str | Path], *, title: str) -> str:
    """Show CSV files as sortable tables, each named by its stem."""
    sheets = {Path(file).stem: _columns(pd.read_csv(file)) for file in files}
    return render("tables.html", title=title, sheets=sheets)


def index_page(
    files: Files,
    outputs: Sequence[str],
    *,
    index: str,
    results: Sequence[str | Path],
    simulated: Mapping[str, str],
) -> str:
    """Compose the page at the path `index`.

    `files` holds the files of each dataset by kind, `outputs` all files of the run: those of no dataset stand
    first, below `results`, the results tables in Markdown. `simulated` says of a dataset what is simulated
    about it.
    """
    own = {dataset: _flat(kinds) for dataset, kinds in files.items()}
    taken = {path for paths in own.values() for path in paths} | set(map(str, results))
    taken |= {str(path) for kinds in files.values() for path in kinds.get("labels", [])}
    return render(
        "index.html",
        results={Path(path).stem: Path(path).read_text(encoding="utf-8") for path in results},
        sources={Path(path).stem: relpath(path, Path(index).parent) for path in results},
        simulated=simulated,
        run=_grouped([path for path in outputs if path not in taken], index),
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


def _columns(frame: pd.DataFrame) -> list[tuple[str, bool, list[str]]]:
    """Return name, whether it is numeric, and the cells of each column."""
    numeric = pd.api.types.is_numeric_dtype
    return [(str(name), numeric(values), _cells(values)) for name, values in frame.items()]


def _cells(values: pd.Series) -> list[str]:
    """Show whole numbers as they are, others with four decimals, missing values as a dash."""
    fractional = pd.api.types.is_float_dtype(values) and bool((values.dropna() % 1 != 0).any())
    shape = "{:.4f}" if fractional else "{:.0f}" if pd.api.types.is_float_dtype(values) else "{}"
    return [EMPTY if pd.isna(value) else shape.format(value) for value in values]
