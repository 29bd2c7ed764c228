"""The results table in Markdown: accuracies on matched queries, ceilings, decisions on all and how sure."""

import pandas as pd

from clippings.figures.markdown import EMPTY, between, filled_grid, number
from clippings.figures.score_table import CONFIDENCE, RECALLS, TUNED
from clippings.tables import OCRS

SOURCE = "Arora, Yang, Jheng and Dell (arXiv 2304.03464)"
MATCHED = ("method", "noisy OCR", "clean OCR", "paper, noisy", "paper, clean", "n")
DECIDED = (
    *("method", "OCR", "accuracy", "matched recall", "no-match recall"),
    *("threshold", "image weight w", "paper"),
)
SURE = ("method", "OCR", "AURC", "ECE")


def as_markdown(table: pd.DataFrame, ceilings: pd.DataFrame) -> str:
    """Write three grids and the ceiling of each dataset; columns that a dataset leaves empty are absent."""
    parts = []
    for dataset, rows in table.groupby("dataset", sort=False):
        spread = _spread(rows)
        parts.append(
            f"Top-1 accuracy on the matched test queries of **{dataset}**, with 95 % intervals{spread}:"
        )
        parts.append(filled_grid(MATCHED, [_matched_cells(row) for _, row in rows.iterrows()]))
        parts += [_ceiling(row) for _, row in ceilings[ceilings["dataset"] == dataset].iterrows()]
        parts.append(f"{_all_queries(rows)}, threshold and image weight chosen on validation:")
        lines = [line for _, row in rows.iterrows() for line in _ocrs_of(row)]
        parts.append(filled_grid(DECIDED, [_decided_cells(*line) for line in lines]))
        parts.append(
            "How well a row knows when it is right, on the same queries: area under risk and coverage (AURC),"
            " expected calibration error (ECE); 0 is best:"
        )
        parts.append(filled_grid(SURE, [_sure_cells(*line) for line in lines]))
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
        f"A perfect reader of {names} could expect {_bounded(row, 'top1')}"
        f" ({_bounded(row, 'strict')} where only the one true record counts): of {row['matched']:,} queries"
        f" {row['homonyms']:,} mean a firm that shares its name with another."
    )


def _matched_cells(row: pd.Series) -> list[str]:
    count = row["noisy_n"] if pd.notna(row["noisy_n"]) else row["clean_n"]
    paper = [number(row[f"paper_{ocr}"]) if pd.notna(row[f"{ocr}_top1"]) else EMPTY for ocr in OCRS]
    return [row["label"], *(_measured(row, f"{ocr}_top1") for ocr in OCRS), *paper, f"{count:.0f}"]


def _ocrs_of(row: pd.Series) -> list[tuple[pd.Series, str, str]]:
    """Return the row with each OCR and the name shown; once where no text is used and both hold the same."""
    ocrs = [ocr for ocr in OCRS if pd.notna(row[f"{ocr}_accuracy"])]
    return [(row, ocrs[0], EMPTY)] if row["visual"] else [(row, ocr, ocr) for ocr in ocrs]


def _decided_cells(row: pd.Series, ocr: str, shown: str) -> list[str]:
    rates = [_measured(row, f"{ocr}_{name}") for name in ("accuracy", *RECALLS)]
    tuned = [number(row[f"{ocr}_{name}"]) for name in TUNED]
    return [row["label"], shown, *rates, *tuned, number(row[f"paper_{ocr}_all"])]


def _sure_cells(row: pd.Series, ocr: str, shown: str) -> list[str]:
    return [row["label"], shown, *(_measured(row, f"{ocr}_{name}") for name in CONFIDENCE)]


def _bounded(row: pd.Series, name: str) -> str:
    return between(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _measured(row: pd.Series, name: str) -> str:
    shown = _bounded(row, name)
    spread = row[f"{name}_sd"]
    return shown if pd.isna(spread) else shown.replace(" [", f" ± {number(spread)} [")
