"""Links: the candidates of every query, and the decision."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from clippings import frames, tables
from clippings.linkage.assignment import choose_links
from clippings.linkage.calibration import probability_of
from clippings.linkage.outcomes import of_row


def link_folds(
    records: Sequence[pd.DataFrame],
    neighbour_files: Sequence[str | Path],
    *,
    thresholds: Sequence[pd.DataFrame],
    calibration: Sequence[pd.DataFrame],
    rows: Sequence[dict[str, Any]],
    assignment: str,
    k: int,
) -> pd.DataFrame:
    """Link the queries of a dataset, or the test queries of each of its folds, which are all queries once.

    `neighbour_files` are those of all rows of the first fold, then of the next.
    """
    parts = []
    for fold, found in enumerate(records):
        files = neighbour_files[fold * len(rows) : (fold + 1) * len(rows)]
        chosen = {"thresholds": thresholds[fold], "calibration": calibration[fold]}
        links = link_all(found, files, **chosen, rows=rows, assignment=assignment, k=k)
        tested = found.loc[found["split"] == "test", "record"]
        parts.append(links[links["query_id"].isin(tested)] if len(records) > 1 else links)
    return pd.concat(parts, ignore_index=True)


def link_all(
    records: pd.DataFrame,
    neighbour_files: Sequence[str | Path],
    *,
    thresholds: pd.DataFrame,
    calibration: pd.DataFrame,
    rows: Sequence[dict[str, Any]],
    k: int,
    assignment: str = "none",
) -> pd.DataFrame:
    """Link every query by each row (method, ocr, seed): one table of neighbours a row."""
    parts = [
        link_records(
            records,
            frames.read(neighbours, tables.NEIGHBOURS),
            ocr=row["ocr"],
            threshold=of_row(thresholds, row)["threshold"].item(),
            knots=of_row(calibration, row),
            assignment=assignment,
            k=k,
        ).assign(method=f"{row['method']}/{row['ocr']}")
        for neighbours, row in zip(neighbour_files, rows, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)[tables.LINKS.names]


def link_records(
    records: pd.DataFrame,
    neighbours: pd.DataFrame,
    *,
    ocr: str,
    threshold: float,
    knots: pd.DataFrame,
    k: int,
    assignment: str = "none",
) -> pd.DataFrame:
    """List the k best targets of every query; `assignment` chooses a link among those that reach `threshold`.

    A query without neighbours has one row, without a target. `ocr` names the text that is shown
    (`none`: the clean one); `knots` give the probability of the first.
    """
    shown = records.set_index("record")["clean" if ocr == "none" else ocr]
    queries = records.loc[records["side"] == "query", ["record"]].rename(columns={"record": "query_id"})
    best = neighbours[neighbours["rank"] <= k].rename(columns={"query": "query_id", "target": "target_id"})
    links = queries.merge(best, on="query_id", how="left").fillna({"rank": 1})
    first = links["rank"] == 1
    good = links[links["target_id"].notna() & (links["score"] >= threshold)]
    linked = choose_links(good, assignment).reindex(links.index, fill_value=False)
    links = links.assign(
        query_text=links["query_id"].map(shown),
        target_text=links["target_id"].map(shown),
        rank=links["rank"].astype(int),
        score=links["score"].fillna(0.0),
        decision=np.where(linked, "link", "no match"),
        probability=np.where(first, probability_of(links["score"], knots), np.nan),
    )
    return links.sort_values(["query_id", "rank"], ignore_index=True)
