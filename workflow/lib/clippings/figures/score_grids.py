"""The results tables in Markdown: Table 1 of links, Table 2 of clusters."""

from collections.abc import Callable, Iterator

import pandas as pd

from clippings.figures.texts import EMPTY, filled_grid, number
from clippings.tables import OCRS

SOURCE = "Arora, Yang, Jheng and Dell (arXiv 2304.03464)"
TOP1 = ("method", "noisy OCR", "clean OCR", "paper, noisy", "paper, clean", "n")
DECISIONS = (
    *("method", "OCR", "accuracy", "matched recall", "no-match recall"),
    *("threshold", "image weight w", "paper"),
)
CONFIDENCE = ("method", "OCR", "AURC", "coverage", "ECE")
AGREEMENT = (
    *("method", "OCR", "ARI × 100", "paper"),
    *("pairwise F1", "pairwise precision, recall", "B-cubed F1", "B-cubed precision, recall"),
    "image weight w",
)
Line = tuple[pd.Series, str, str]


def links_markdown(table: pd.DataFrame, ceilings: pd.DataFrame) -> str:
    """Write three grids and the ceiling of each dataset; columns that a dataset leaves empty are absent."""
    parts = []
    for dataset, rows in table.groupby("dataset", sort=False):
        spread = f" (trained rows: {_spread(rows)})" if _spread(rows) else ""
        lines = list(_lines(rows, "accuracy"))
        parts += [
            f"Top-1 accuracy on the matched test queries of **{dataset}**, with 95 % intervals{spread}:",
            filled_grid(TOP1, [_top1(row) for _, row in rows.iterrows()]),
            *_union(rows),
            *(_ceiling(row) for _, row in ceilings[ceilings["dataset"] == dataset].iterrows()),
            f"Decisions on {_queries(rows)}, threshold and image weight chosen on validation:",
            filled_grid(DECISIONS, [_decisions(*line) for line in lines]),
            "How well a row estimates its own errors on the same queries: area under the risk-coverage curve"
            " (AURC) and expected calibration error (ECE), 0 is best; coverage: the share of queries that can"
            " be linked, the surest first, at a precision of .99:",
            filled_grid(CONFIDENCE, [_confidence(*line) for line in lines]),
        ]
    if table[["paper_noisy", "paper_clean"]].notna().any(axis=None):
        parts.append(f"The columns *paper* repeat what {SOURCE} report for their own books and queries.")
    return "\n\n".join(parts) + "\n"


def clusters_markdown(table: pd.DataFrame) -> str:
    """Write the grid of each dataset, numbers × 100 as the paper prints them; empty columns are absent."""
    parts = []
    for dataset, rows in table.groupby("dataset", sort=False):
        spread = f"; trained rows: {_spread(rows)}" if _spread(rows) else ""
        parts += [
            f"Clusters of test records of **{dataset}**: agreement with the truth × 100, with 95 % intervals"
            f" over entities{spread}; threshold and image weight chosen on validation:",
            filled_grid(AGREEMENT, [_agreement(*line) for line in _lines(rows, "ari")]),
        ]
    if table["paper_noisy"].notna().any():
        parts.append(f"The column *paper* repeats what {SOURCE} report for their own newspapers.")
    return "\n\n".join(parts) + "\n"


def measured(row: pd.Series, name: str, show: Callable[[float], str] = number) -> str:
    """Show a score of a laid-out row with its spread over seeds, where it has one, and its interval."""
    if pd.isna(row[name]):
        return EMPTY
    spread = row.get(f"{name}_sd")
    shown = "" if pd.isna(spread) else f" ± {show(spread)}"
    return f"{show(row[name])}{shown} [{show(row[f'{name}_low'])}, {show(row[f'{name}_high'])}]"


def points(share: float) -> str:
    """Show a share × 100 with one decimal, a missing one as a dash."""
    return EMPTY if pd.isna(share) else f"{100 * share:.1f}".replace("-", "−")


def _spread(rows: pd.DataFrame) -> str:
    seeds = int(rows["seeds"].max())
    return f"mean ± standard deviation over {seeds} seeds" if seeds > 1 else ""


def _queries(rows: pd.DataFrame) -> str:
    ocr = next(ocr for ocr in OCRS if rows[f"{ocr}_n"].notna().any())
    first = rows[rows[f"{ocr}_n"].notna()].iloc[0]
    count, matched = first[f"{ocr}_n_all"], first[f"{ocr}_n"]
    return f"all {count:,.0f} test queries, {count - matched:,.0f} of them without a match"


def _union(rows: pd.DataFrame) -> list[str]:
    """Say how many queries have an acceptable candidate, of a dataset with a row of all evidence."""
    names = (f"{ocr}_union_recall" for ocr in OCRS)
    recalls = [measured(row, name) for name in names for _, row in rows[rows[name].notna()].iterrows()]
    return [
        f"The ten best of all other rows together include an acceptable target for {recall} of these queries."
        for recall in recalls[:1]
    ]


def _ceiling(row: pd.Series) -> str:
    names = "the names as printed" if row["ocr"] == "printed" else f"the {row['ocr']} OCR's names"
    return (
        f"A perfect reader of {names} could expect {measured(row, 'top1')}"
        f" ({measured(row, 'strict')} where only the one true record counts): of {row['matched']:,} queries"
        f" {row['homonyms']:,} mean a firm that shares its name with another."
    )


def _lines(rows: pd.DataFrame, name: str) -> Iterator[Line]:
    """Yield each row with an OCR on which `name` is known, and the name shown; one of none or both once."""
    for _, row in rows.iterrows():
        ocrs = [ocr for ocr in OCRS if pd.notna(row[f"{ocr}_{name}"])]
        once = "both" if row["both"] else EMPTY if row["visual"] else ""
        yield from [(row, ocrs[0], once)] if once else [(row, ocr, ocr) for ocr in ocrs]


def _top1(row: pd.Series) -> list[str]:
    count = row["noisy_n"] if pd.notna(row["noisy_n"]) else row["clean_n"]
    paper = [number(row[f"paper_{ocr}"]) if pd.notna(row[f"{ocr}_top1"]) else EMPTY for ocr in OCRS]
    return [row["label"], *(measured(row, f"{ocr}_top1") for ocr in OCRS), *paper, f"{count:.0f}"]


def _decisions(row: pd.Series, ocr: str, shown: str) -> list[str]:
    rates = [measured(row, f"{ocr}_{name}") for name in ("accuracy", "matched_recall", "no_match_recall")]
    tuned = [number(row[f"{ocr}_{name}"]) for name in ("threshold", "image_weight")]
    return [row["label"], shown, *rates, *tuned, number(row[f"paper_{ocr}_all"])]


def _confidence(row: pd.Series, ocr: str, shown: str) -> list[str]:
    return [row["label"], shown, *(measured(row, f"{ocr}_{name}") for name in ("aurc", "coverage", "ece"))]


def _agreement(row: pd.Series, ocr: str, shown: str) -> list[str]:
    ari, *f1 = (measured(row, f"{ocr}_{name}", points) for name in ("ari", "pairwise_f1", "bcubed_f1"))
    pairs = [
        f"{points(row[f'{ocr}_{kind}_precision'])}, {points(row[f'{ocr}_{kind}_recall'])}"
        for kind in ("pairwise", "bcubed")
    ]
    paper, weight = points(row.get(f"paper_{ocr}", float("nan"))), row[f"{ocr}_image_weight"]
    used = EMPTY if pd.isna(weight) else f"{weight:.2f}"
    return [row["label"], shown, ari, paper, f1[0], pairs[0], f1[1], pairs[1], used]
