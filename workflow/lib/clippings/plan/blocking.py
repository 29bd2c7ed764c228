"""Blocking rules that a dataset cannot have, refused before anything runs."""

from clippings.block_rules import EQUAL, READERS
from clippings.plan.datasets import Dataset


def check_blocking(dataset: Dataset) -> None:
    """Refuse rules of empty columns, and tolerances of what is neither date nor number."""
    if dataset.block and dataset.blocking:
        raise ValueError(f"{dataset.where}: blocking: found `block` beside it, expected either of them")
    for rule in dataset.blocking:
        for column, bound in rule.items():
            if bound != EQUAL and dataset.fields.get(column) not in READERS:
                kind = dataset.fields.get(column)
                what = f"a field of kind {kind}" if kind else "what is no field"
                found = f"found the tolerance {bound:g} for {what}"
                expected = f"expected {EQUAL}, or a field of kind {' or '.join(READERS)}"
                raise ValueError(f"{dataset.where}: blocking: {column}: {found}, {expected}")
    if dataset.blocking and dataset.tables:
        items = dataset.items
        for column in (column for rule in dataset.blocking for column in rule):
            if items[column].isna().all():
                found = f"no record of {', '.join(dataset.tables)} has a value in {column!r}"
                raise ValueError(f"{dataset.where}: blocking: {found}, expected a column that has some")
