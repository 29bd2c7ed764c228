"""Tables to sort and search by eye in a browser: one HTML file, a tab a table, no network."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from bokeh.layouts import column
from bokeh.models import ColumnDataSource
from bokeh.models.layouts import TabPanel, Tabs
from bokeh.models.widgets import DataTable, Div, NumberFormatter, StringFormatter, TableColumn

from clippings.figures.html_page import keep_page

PIXELS_PER_LETTER, NARROWEST, WIDEST = 8, 70, 260
HINT = "Choose the head of a column to sort by it, once more to turn the order."


def write_tables(files: Sequence[str | Path], path: str | Path, *, title: str) -> None:
    """Write CSV files as sortable tables, a tab a file, named by its stem; the same bytes in each run."""
    tabs = Tabs(
        tabs=[TabPanel(child=_table(pd.read_csv(file)), title=Path(file).stem) for file in files],
        sizing_mode="stretch_both",
    )
    heading = Div(text=f"<b>{title}</b>. {HINT}", sizing_mode="stretch_width")
    keep_page(column(heading, tabs, sizing_mode="stretch_both"), path, title=title)


def _table(frame: pd.DataFrame) -> DataTable:
    columns = [
        TableColumn(field=name, title=name, formatter=_formatter(frame[name]), width=_width(frame[name]))
        for name in frame.columns
    ]
    return DataTable(
        source=ColumnDataSource(frame.to_dict("list")),
        columns=columns,
        index_position=None,
        reorderable=False,  # it would need a library that the page does not carry
        autosize_mode="none",
        sizing_mode="stretch_both",
        min_height=300,
    )


def _formatter(values: pd.Series) -> NumberFormatter | StringFormatter:
    if pd.api.types.is_float_dtype(values):
        whole = bool((values.dropna() % 1 == 0).all())
        return NumberFormatter(format="0" if whole else "0.0000", nan_format="–", text_align="right")
    if pd.api.types.is_integer_dtype(values):
        return NumberFormatter(format="0", text_align="right")
    return StringFormatter(nan_format="–")


def _width(values: pd.Series) -> int:
    shown = values if values.dtype == object or pd.api.types.is_string_dtype(values) else pd.Series("0.0000")
    letters = max(len(str(values.name)), shown.fillna("").astype(str).str.len().max())
    return int(min(max(NARROWEST, PIXELS_PER_LETTER * (letters + 2)), WIDEST))
