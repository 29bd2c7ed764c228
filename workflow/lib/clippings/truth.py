"""The truth of links: acceptable is a target of the query's homonym group."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from clippings.sides import exclusions, is_query, is_target


def group_of(records: pd.DataFrame) -> pd.Series:
    """Return the homonym group of each record, its entity where it has none; empty without truth."""
    return records["homonym"].fillna(records["entity"])


def queries_with_truth(records: pd.DataFrame) -> pd.DataFrame:
    """List the queries whose entity is known: query, entity, group, split, matched, ordered by query.

    A query is matched if the exemplar index holds a target of its group that is not excluded from comparison.
    """
    groups, (as_query, as_target) = group_of(records), exclusions(records)
    numbers = pd.factorize(groups)[0]
    asked, offered = (side(records) & (numbers >= 0) for side in (is_query, is_target))
    # Each group with each code of a page has a key; UNRESTRICTED is the code of no target.
    width = as_target.max(initial=0) + 2
    keys = np.sort((numbers * width + as_target + 1)[offered])
    own = (numbers * width + as_query + 1)[asked]
    excluded = np.searchsorted(keys, own, side="right") - np.searchsorted(keys, own)
    in_group = np.bincount(numbers[offered], minlength=len(records))[numbers[asked]]
    queries = records[asked].assign(group=groups[asked], matched=in_group > excluded)
    queries = queries[["record", "entity", "group", "split", "matched"]]
    return queries.rename(columns={"record": "query"}).sort_values("query", ignore_index=True)


def expect_matches(records: pd.DataFrame, *, where: str) -> None:
    """Raise ValueError where the truth is known of queries, and none of them has an acceptable target."""
    queries = queries_with_truth(records)
    if len(queries) and not queries["matched"].any():
        raise ValueError(
            f"{where}: none of {len(queries)} queries has a target of its entity, expected one at least"
        )


def judge(neighbours: pd.DataFrame | Iterable[pd.DataFrame], records: pd.DataFrame) -> pd.DataFrame:
    """Judge each query with truth by its neighbours, one row a query, ordered by query.

    Neighbours may come in parts, those of a query together.

    Columns beside those of `queries_with_truth`: `score` of the first neighbour (empty without one); `top1`,
    the chance that a random one of the ties with the first is acceptable; `any_tie`, whether one of them is;
    `strict`, the chance that it is the entity itself; `recall`, whether one of the first ten is acceptable.
    """
    queries, ids = queries_with_truth(records), records["record"]
    groups, entities = group_of(records).set_axis(ids), records["entity"].set_axis(ids)
    parts = [neighbours] if isinstance(neighbours, pd.DataFrame) else neighbours
    marks = pd.concat([_mark(part, queries, groups, entities) for part in parts])
    judged = queries.merge(marks.reset_index(), on="query", how="left")
    chances = ["top1", "any_tie", "strict", "recall"]
    return judged.assign(**{chance: judged[chance].astype(float).fillna(0.0) for chance in chances})


def _mark(
    neighbours: pd.DataFrame, queries: pd.DataFrame, groups: pd.Series, entities: pd.Series
) -> pd.DataFrame:
    """Mark each query with truth that has neighbours, by its id; `groups` and `entities` are by record id."""
    pairs = neighbours.merge(queries[["query", "entity", "group"]], on="query")
    pairs["right"] = pairs["target"].map(groups) == pairs["group"]
    pairs["same"] = pairs["target"].map(entities) == pairs["entity"]
    pairs["in_ten"] = pairs["right"] & (pairs["rank"] <= 10)
    tied = pairs[pairs["score"] == pairs.groupby("query")["score"].transform("max")].groupby("query")
    marks = tied.agg(
        score=("score", "first"), top1=("right", "mean"), any_tie=("right", "max"), strict=("same", "mean")
    )
    if "ties" in neighbours:
        _count_all_ties(marks, neighbours)
    return marks.assign(recall=pairs.groupby("query")["in_ten"].max())


def _count_all_ties(marks: pd.DataFrame, neighbours: pd.DataFrame) -> None:
    """Correct the marks of queries of whose ties only some are listed, by the numbers of all."""
    counted = neighbours.dropna(subset="ties").drop_duplicates("query").set_index("query")
    counted = counted.loc[counted.index.intersection(marks.index)].astype({"ties": float})
    marks.loc[counted.index, "top1"] = counted["ties_right"] / counted["ties"]
    marks.loc[counted.index, "any_tie"] = counted["ties_right"] > 0
    marks.loc[counted.index, "strict"] = counted["ties_same"] / counted["ties"]
