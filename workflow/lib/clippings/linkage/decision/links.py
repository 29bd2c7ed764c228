"""Links: the candidates of every query, and the decision."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pyarrow.compute import field

from clippings import frames, tables
from clippings.folds import decided_in, fold_numbers
from clippings.linkage.decision.thresholds import probability_of
from clippings.linkage.neighbours import Files, by_portion, read_neighbours
from clippings.rows import Row, of_row
from clippings.sides import in_portion
from clippings.tables import OCRS

PAIR = ["query_id", "target_id", "score"]


def link_queries(
    records: pd.DataFrame,
    neighbour_files: Files,
    *,
    thresholds: pd.DataFrame,
    calibration: pd.DataFrame,
    rows: Sequence[Row],
    assignment: str,
    k: int,
) -> Iterator[pd.DataFrame]:
    """Link by each row every query of a dataset, in the fold that decides it: links, row by row, by portion.

    Links are chosen over all folds and portions together, so that a one-to-one assignment is so in the whole.
    """
    cuts = {"thresholds": thresholds, "calibration": calibration, "k": k}
    for row in rows:
        assigned = None
        if assignment == "greedy":
            assigned = assign_greedily(_good_candidates(records, neighbour_files, row, **cuts))
        for portion, files in by_portion(neighbour_files):
            links = choose(_candidates(records, files, row, portion=portion, **cuts), assigned)
            yield links.assign(method=f"{row['method']}/{row['ocr']}")[tables.LINKS.names]


def read_links(path: str | Path, records: pd.DataFrame, *, portions: int) -> Iterator[pd.DataFrame]:
    """Read the links of all rows of the results table, portion by portion of the queries."""
    for number in range(1, portions + 1):
        ids = records.loc[in_portion(records, (number, portions)), "record"].tolist()
        yield frames.read_where([path], field("query_id").isin(ids), tables.LINKS, columns=tables.LINKS.names)


def _good_candidates(records: pd.DataFrame, files: Files, row: Row, **cuts: Any) -> pd.DataFrame:
    """List the candidates of all portions that reach the threshold: query_id, target_id, score."""
    parts = (_candidates(records, own, row, portion=portion, **cuts) for portion, own in by_portion(files))
    return pd.concat([part.loc[part["good"], PAIR] for part in parts], ignore_index=True)


def _candidates(
    records: pd.DataFrame,
    files: Files,
    row: Row,
    *,
    portion: tuple[int, int],
    thresholds: pd.DataFrame,
    calibration: pd.DataFrame,
    k: int,
) -> pd.DataFrame:
    """List the candidates of the queries of one portion, each in the fold that decides it."""
    texts, own = texts_of(records, row["ocr"]), in_portion(records, portion)
    parts = [
        list_candidates(
            records.loc[own & decided_in(records, fold), "record"],
            read_neighbours(files, row, fold=fold),
            texts=texts,
            threshold=of_row(thresholds, row, fold=fold)["threshold"].item(),
            knots=of_row(calibration, row, fold=fold),
            k=k,
        )
        for fold in fold_numbers(records)
    ]
    return pd.concat(parts, ignore_index=True)


def texts_of(records: pd.DataFrame, ocr: str) -> pd.Series:
    """Return the text of each record by its id: of one OCR its own, else the clean or else the noisy one."""
    known = records.set_index("record")
    return known[ocr] if ocr in OCRS else known["clean"].mask(known["clean"] == "").fillna(known["noisy"])


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

    A query without neighbours has one row, without a target or a score. `texts` are shown, by record id;
    `knots` give the probability of the first.
    """
    best = neighbours[neighbours["rank"] <= k].rename(columns={"query": "query_id", "target": "target_id"})
    links = queries.rename("query_id").to_frame().merge(best, on="query_id", how="left").fillna({"rank": 1})
    first = links["rank"] == 1
    return links.assign(
        query_text=links["query_id"].map(texts),
        target_text=links["target_id"].map(texts),
        rank=links["rank"].astype(int),
        good=links["target_id"].notna() & (links["score"] >= threshold),
        probability=np.where(first, probability_of(links["score"], knots), np.nan),
    )


def choose(candidates: pd.DataFrame, assigned: set[tuple[str, str]] | None = None) -> pd.DataFrame:
    """Link each query to its first candidate, if that is good, or to the target that is `assigned` to it."""
    if assigned is None:
        linked = candidates["good"] & (candidates["rank"] == 1)
    else:
        pairs = zip(candidates["query_id"], candidates["target_id"], strict=True)
        linked = pd.Series([pair in assigned for pair in pairs], candidates.index, dtype=bool)
    decided = candidates.assign(decision=np.where(linked, "link", "no match"))
    return decided.sort_values(["query_id", "rank"], ignore_index=True)


def assign_greedily(candidates: pd.DataFrame) -> set[tuple[str, str]]:
    """Link pairs of query and target by falling score, unless one of both is linked already."""
    ordered = candidates.sort_values(["score", "query_id", "target_id"], ascending=[False, True, True])
    queries, targets, linked = set[str](), set[str](), set[tuple[str, str]]()
    for query, target in ordered[["query_id", "target_id"]].itertuples(index=False, name=None):
        if query not in queries and target not in targets:
            queries.add(query)
            targets.add(target)
            linked.add((query, target))
    return linked
