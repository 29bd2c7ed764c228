"""Links: the candidates of every query, and the decision."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from clippings import tables
from clippings.folds import decided_in, fold_numbers
from clippings.linkage.decision.thresholds import probability_of
from clippings.linkage.neighbours import Files, read_neighbours
from clippings.rows import Row, of_row
from clippings.sides import is_query
from clippings.tables import OCRS


def link_queries(
    records: pd.DataFrame,
    neighbour_files: Files,
    *,
    thresholds: pd.DataFrame,
    calibration: pd.DataFrame,
    rows: Sequence[Row],
    assignment: str,
    k: int,
) -> pd.DataFrame:
    """Link by each row every query of a dataset, in the fold that decides it: the table links.

    Links are chosen over all folds together, so that a one-to-one assignment is so in the whole.
    """
    folds = {fold: records[decided_in(records, fold) & is_query(records)] for fold in fold_numbers(records)}
    parts = []
    for row in rows:
        texts = records.set_index("record")[row["ocr"] if row["ocr"] in OCRS else "clean"]
        candidates = [
            list_candidates(
                queries["record"],
                read_neighbours(neighbour_files, row, fold=fold),
                texts=texts,
                threshold=of_row(thresholds, row, fold=fold)["threshold"].item(),
                knots=of_row(calibration, row, fold=fold),
                k=k,
            )
            for fold, queries in folds.items()
        ]
        links = choose(pd.concat(candidates, ignore_index=True), assignment)
        parts.append(links.assign(method=f"{row['method']}/{row['ocr']}"))
    return pd.concat(parts, ignore_index=True)[tables.LINKS.names]


def list_candidates(
    queries: pd.Series,
    neighbours: pd.DataFrame,
    *,
    texts: pd.Series,
    threshold: float,
    knots: pd.DataFrame,
    k: int,
) -> pd.DataFrame:
    """List the k best targets of every query (ids), and say in `good` which reach `threshold`.

    A query without neighbours has one row, without a target. `texts` are shown, by record id; `knots` give
    the probability of the first.
    """
    best = neighbours[neighbours["rank"] <= k].rename(columns={"query": "query_id", "target": "target_id"})
    links = queries.rename("query_id").to_frame().merge(best, on="query_id", how="left").fillna({"rank": 1})
    first = links["rank"] == 1
    return links.assign(
        query_text=links["query_id"].map(texts),
        target_text=links["target_id"].map(texts),
        rank=links["rank"].astype(int),
        good=links["target_id"].notna() & (links["score"] >= threshold),
        score=links["score"].fillna(0.0),
        probability=np.where(first, probability_of(links["score"], knots), np.nan),
    )


def choose(candidates: pd.DataFrame, assignment: str) -> pd.DataFrame:
    """Link each query to its first candidate, if that is good; one to one if `assignment` is `greedy`."""
    good = candidates[candidates["good"]]
    linked = assign_greedily(good) if assignment == "greedy" else good.index[good["rank"] == 1]
    decided = candidates.assign(decision=np.where(candidates.index.isin(linked), "link", "no match"))
    return decided.sort_values(["query_id", "rank"], ignore_index=True)


def assign_greedily(candidates: pd.DataFrame) -> list[int]:
    """Link pairs by falling score, unless query or target is linked already; return their index."""
    ordered = candidates.sort_values(["score", "query_id", "target_id"], ascending=[False, True, True])
    queries, targets, linked = set[str](), set[str](), list[int]()
    for place, query, target in ordered[["query_id", "target_id"]].itertuples(name=None):
        if query not in queries and target not in targets:
            queries.add(query)
            targets.add(target)
            linked.append(place)
    return linked
