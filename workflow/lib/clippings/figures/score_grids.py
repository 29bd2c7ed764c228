"""The results table in Markdown: accuracies on matched queries, decisions on all, ceilings of names."""

from collections.abc import Iterable

import pandas as pd

from clippings.figures.markdown import EMPTY, between, filled_grid, number
from clippings.figures.score_table import RATES
from clippings.tables import OCRS

SOURCE = "Arora, Yang, Jheng and Dell (arXiv 2304.03464)"
MATCHED = ("method", "noisy OCR", "clean OCR", "paper, noisy", "paper, clean", "n")
DECIDED = ("method", "OCR", "accuracy", "matched recall", "no-match recall", "AURC", "ECE")
TUNED = ("threshold", "image weight w", "paper")


def as_markdown(table: pd.DataFrame, ceilings: pd.DataFrame) -> str:
    """Write two grids and the ceiling of each dataset; columns that a dataset leaves empty are absent."""
    parts = []
    for dataset, rows in table.groupby("dataset", sort=False):
        spread = _spread(rows)
        parts.append(
            f"Top-1 accuracy on the matched test queries of **{dataset}**, with 95 % intervals{spread}:"
        )
        parts.append(filled_grid(MATCHED, [_matched_cells(row) for _, row in rows.iterrows()]))
        parts += [_ceiling(row) for _, row in ceilings[ceilings["dataset"] == dataset].iterrows()]
        parts.append(f"{_all_queries(rows)}, threshold and image weight chosen on validation:")
        decided = [cells for _, row in rows.iterrows() for cells in _decided_cells(row)]
        parts.append(filled_grid((*DECIDED, *TUNED), decided))
    parts.append(f"The columns *paper* repeat what {SOURCE} found for their own books and queries.")
    return "\n\n".join(parts) + "\n"


def _spread(rows: pd.DataFrame) -> str:
    seeds = int(rows["seeds"].max())
    return f" (trained rows: mean ± standard deviation over {seeds} seeds)" if seeds > 1 else ""


def _all_queries(rows: pd.DataFrame) -> str:
    ocr = next(ocr for ocr in OCRS if rows[f"{ocr}_n"].notna().any())
    first = rows[rows[f"{ocr}_n"].notna()].iloc[0]
    count, matched = first[f"{ocr}_n_all"], first[f"{ocr}_n"]
    return f"Decisions on all {count:,.0f} test queries, {count - matched:,.0f} of them without a match"


def _ceiling(row: pd.Series) -> str:
    names = "the names as printed" if row["ocr"] == "printed" else f"the {row['ocr']} OCR's names"
    return (
        f"A perfect reader of {names} could expect {number(row['top1'])}"
        f" ({number(row['strict'])} where only the one true record counts): of {row['matched']:,} queries"
        f" {row['homonyms']:,} mean a firm that shares its name with another."
    )


def _matched_cells(row: pd.Series) -> list[str]:
    count = row["noisy_n"] if pd.notna(row["noisy_n"]) else row["clean_n"]
    paper = [number(row[f"paper_{ocr}"]) if pd.notna(row[f"{ocr}_top1"]) else EMPTY for ocr in OCRS]
    return [row["label"], *(_measured(row, f"{ocr}_top1") for ocr in OCRS), *paper, f"{count:.0f}"]


def _decided_cells(row: pd.Series) -> Iterable[list[str]]:
    """Give one line an OCR; only one where no text is used and both columns hold the same."""
    if row["visual"]:
        ocr = next(ocr for ocr in OCRS if pd.notna(row[f"{ocr}_accuracy"]))
        yield _decided_line(row, ocr, shown=EMPTY)
        return
    for ocr in OCRS:
        if pd.notna(row[f"{ocr}_accuracy"]):
            yield _decided_line(row, ocr, shown=ocr)


def _decided_line(row: pd.Series, ocr: str, *, shown: str) -> list[str]:
    rates = [number(row[f"{ocr}_{rate}"]) for rate in RATES]
    return [row["label"], shown, _measured(row, f"{ocr}_accuracy"), *rates, number(row[f"paper_{ocr}_all"])]


def _measured(row: pd.Series, name: str) -> str:
    shown = between(row[name], row[f"{name}_low"], row[f"{name}_high"])
    spread = row[f"{name}_sd"]
    return shown if pd.isna(spread) else shown.replace(" [", f" ± {number(spread)} [")
