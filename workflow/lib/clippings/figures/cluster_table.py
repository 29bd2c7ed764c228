"""Table 2: how well each row clusters, beside the adjusted Rand index that the paper gives."""

from pathlib import Path

import pandas as pd

from clippings.figures.markdown import EMPTY, filled_grid
from clippings.figures.score_table import lay_out, read_layout
from clippings.tables import OCRS

SOURCE = "Arora, Yang, Jheng and Dell (arXiv 2304.03464)"
# The paper's captions were read by one OCR, as the newspapers came: the noisy one.
PAPER = {"ari": "paper_noisy"}
AGREEMENTS = ("ari", "pairwise_f1", "bcubed_f1")
PARTS = ("pairwise_precision", "pairwise_recall", "bcubed_precision", "bcubed_recall")
HEAD = (
    *("method", "OCR", "ARI × 100", "paper"),
    *("pairwise F1", "pairwise precision, recall", "B-cubed F1", "B-cubed precision, recall"),
    "image weight w",
)


def read_cluster_layout(path: str | Path) -> pd.DataFrame:
    """Read the paper's table of clusters: method, label, ARI as a share, or empty."""
    return read_layout(path, ("method", "label", *PAPER))


def cluster_table(averages: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    """Lay out scores of clusters, as shares: a row for each method of a dataset, columns for both OCRs."""
    measured = (*AGREEMENTS, *PARTS)
    return lay_out(averages, layout, measured=measured, plain=["image_weight"], papers=PAPER)


def cluster_markdown(table: pd.DataFrame) -> str:
    """Write the grid of each dataset, numbers × 100 as the paper prints them; empty columns are absent."""
    parts = []
    for dataset, rows in table.groupby("dataset", sort=False):
        seeds = int(rows["seeds"].max())
        spread = f"; trained rows: mean ± standard deviation over {seeds} seeds" if seeds > 1 else ""
        parts.append(
            f"Clusters of test records of **{dataset}**: agreement with the truth × 100, with 95 % intervals"
            f" over entities{spread}; threshold and image weight chosen on validation:"
        )
        parts.append(filled_grid(HEAD, [cells for _, row in rows.iterrows() for cells in _lines(row)]))
    parts.append(f"The column *paper* repeats what {SOURCE} found for their own newspapers.")
    return "\n\n".join(parts) + "\n"


def _lines(row: pd.Series) -> list[list[str]]:
    """Return one line an OCR; only one where no text is used and both columns hold the same."""
    ocrs = [ocr for ocr in OCRS if pd.notna(row[f"{ocr}_ari"])]
    return [_line(row, ocr) for ocr in (ocrs[:1] if row["visual"] else ocrs)]


def _line(row: pd.Series, ocr: str) -> list[str]:
    ari, pairwise, bcubed = (_measured(row, f"{ocr}_{name}") for name in AGREEMENTS)
    pair, cubed = (
        f"{_points(row[f'{ocr}_{kind}_precision'])}, {_points(row[f'{ocr}_{kind}_recall'])}"
        for kind in ("pairwise", "bcubed")
    )
    paper, weight = row.get(f"paper_{ocr}", float("nan")), row[f"{ocr}_image_weight"]
    shown = EMPTY if row["visual"] else ocr
    used = EMPTY if pd.isna(weight) else f"{weight:.2f}"
    return [row["label"], shown, ari, _points(paper), pairwise, pair, bcubed, cubed, used]


def _measured(row: pd.Series, name: str) -> str:
    spread = "" if pd.isna(row[f"{name}_sd"]) else f" ± {_points(row[f'{name}_sd'])}"
    return f"{_points(row[name])}{spread} [{_points(row[f'{name}_low'])}, {_points(row[f'{name}_high'])}]"


def _points(share: float) -> str:
    return EMPTY if pd.isna(share) else f"{100 * share:.1f}".replace("-", "−")
