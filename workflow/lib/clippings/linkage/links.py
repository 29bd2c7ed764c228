"""Links: the candidates of every query, and the decision."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from clippings import frames, tables


def link_all(
    records: pd.DataFrame,
    neighbour_files: Sequence[str | Path],
    *,
    threshold_files: Sequence[str | Path],
    methods: Sequence[str],
    k: int,
) -> pd.DataFrame:
    """Link every query by each method: one table of neighbours and one threshold a method."""
    parts = [
        link_records(
            records,
            frames.read(neighbours, tables.NEIGHBOURS),
            ocr=method.rpartition("/")[2],
            threshold=json.loads(Path(threshold).read_text(encoding="utf-8"))["threshold"],
            k=k,
        ).assign(method=method)
        for neighbours, threshold, method in zip(neighbour_files, threshold_files, methods, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)[tables.LINKS.names]


def link_records(
    records: pd.DataFrame, neighbours: pd.DataFrame, *, ocr: str, threshold: float, k: int
) -> pd.DataFrame:
    """List the k best targets of every query; link the first if it scores at or above `threshold`.

    A query without neighbours has one row, without a target. `ocr` names the text that is shown
    (`none`: the clean one).
    """
    shown = records.set_index("record")["clean" if ocr == "none" else ocr]
    queries = records.loc[records["side"] == "query", ["record"]].rename(columns={"record": "query_id"})
    best = neighbours[neighbours["rank"] <= k].rename(columns={"query": "query_id", "target": "target_id"})
    links = queries.merge(best, on="query_id", how="left").fillna({"rank": 1, "score": 0.0})
    linked = links["target_id"].notna() & (links["rank"] == 1) & (links["score"] >= threshold)
    links = links.assign(
        query_text=links["query_id"].map(shown),
        target_text=links["target_id"].map(shown),
        rank=links["rank"].astype(int),
        decision=np.where(linked, "link", "no match"),
    )
    return links.sort_values(["query_id", "rank"], ignore_index=True)
