"""Links: the candidates of every query, and the decision."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from clippings import frames, tables
from clippings.linkage.assignment import choose_links
from clippings.linkage.calibration import probability_of
from clippings.rows import of_row
from clippings.sides import is_query, restrict_to_queries


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
    """Link by each row the queries of a dataset, or the test queries of its folds, which are all of them.

    `neighbour_files` are those of all rows of the first fold, then of the next. A row gives method, ocr and
    seed. Links are chosen over all folds together, so that one to one is so in the whole.
    """
    asked = [restrict_to_queries(found, ["test"]) for found in records] if len(records) > 1 else records
    parts = []
    for place, row in enumerate(rows):
        candidates = [
            list_candidates(
                found,
                frames.read(neighbour_files[fold * len(rows) + place], tables.NEIGHBOURS),
                ocr=row["ocr"],
                threshold=of_row(thresholds[fold], row)["threshold"].item(),
                knots=of_row(calibration[fold], row),
                k=k,
            )
            for fold, found in enumerate(asked)
        ]
        links = choose(pd.concat(candidates, ignore_index=True), assignment)
        parts.append(links.assign(method=f"{row['method']}/{row['ocr']}"))
    return pd.concat(parts, ignore_index=True)[tables.LINKS.names]


def list_candidates(
    records: pd.DataFrame,
    neighbours: pd.DataFrame,
    *,
    ocr: str,
    threshold: float,
    knots: pd.DataFrame,
    k: int,
) -> pd.DataFrame:
    """List the k best targets of every query, and say in `good` which reach `threshold`.

    A query without neighbours has one row, without a target. `ocr` names the text that is shown
    (`none`: the clean one); `knots` give the probability of the first.
    """
    shown = records.set_index("record")["clean" if ocr == "none" else ocr]
    queries = records.loc[is_query(records), ["record"]].rename(columns={"record": "query_id"})
    best = neighbours[neighbours["rank"] <= k].rename(columns={"query": "query_id", "target": "target_id"})
    links = queries.merge(best, on="query_id", how="left").fillna({"rank": 1})
    first = links["rank"] == 1
    return links.assign(
        query_text=links["query_id"].map(shown),
        target_text=links["target_id"].map(shown),
        rank=links["rank"].astype(int),
        good=links["target_id"].notna() & (links["score"] >= threshold),
        score=links["score"].fillna(0.0),
        probability=np.where(first, probability_of(links["score"], knots), np.nan),
    )


def choose(candidates: pd.DataFrame, assignment: str) -> pd.DataFrame:
    """Link each query to the first of its good candidates, or one to one as `assignment` says."""
    linked = choose_links(candidates[candidates["good"]], assignment).reindex(
        candidates.index, fill_value=False
    )
    decided = candidates.assign(decision=np.where(linked, "link", "no match"))
    return decided.sort_values(["query_id", "rank"], ignore_index=True)
