"""Pages and texts from templates: each is one file that needs no network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from clippings.figures.markdown import EMPTY, between, number

TEMPLATES = Path(__file__).parent / "templates"


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
    environment.globals |= {"between": between}
    environment.filters |= {"number": number, "count": "{:,}".format}
    return environment.get_template(template).render(**values)


def table_page(files: Sequence[str | Path], *, title: str) -> str:
    """Show CSV files as sortable tables, each named by its stem."""
    sheets = {Path(file).stem: pd.read_csv(file) for file in files}
    return render(
        "tables.html", title=title, sheets={name: _columns(frame) for name, frame in sheets.items()}
    )


def _columns(frame: pd.DataFrame) -> list[tuple[str, bool, list[str]]]:
    """Return name, whether it is numeric, and the cells of each column."""
    return [
        (str(name), pd.api.types.is_numeric_dtype(values), _cells(values)) for name, values in frame.items()
    ]


def _cells(values: pd.Series) -> list[str]:
    """Show whole numbers as they are, others with four decimals, missing values as a dash."""
    fractional = pd.api.types.is_float_dtype(values) and bool((values.dropna() % 1 != 0).any())
    shape = "{:.4f}" if fractional else "{:.0f}" if pd.api.types.is_float_dtype(values) else "{}"
    return [EMPTY if pd.isna(value) else shape.format(value) for value in values]
