"""What counts as right: a target of the query's homonym group."""

import pandas as pd


def group_of(records: pd.DataFrame) -> pd.Series:
    """Give the homonym group of each record, its entity where it has none; empty without truth."""
    return records["homonym"].fillna(records["entity"])


def queries_with_truth(records: pd.DataFrame) -> pd.DataFrame:
    """List the queries whose entity is known: query, entity, group, split, matched, ordered by query.

    A query is matched if the exemplar index holds a target of its group.
    """
    known = records.assign(group=group_of(records))
    known = known[known["group"].notna()]
    targets = known.loc[known["side"] == "target", "group"]
    queries = known.loc[known["side"] == "query", ["record", "entity", "group", "split"]]
    queries = queries.assign(matched=queries["group"].isin(targets))
    return queries.rename(columns={"record": "query"}).sort_values("query", ignore_index=True)


def judge(neighbours: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Judge each query with truth by its neighbours, one row a query, ordered by query.

    Columns beside those of `queries_with_truth`: `score` of the first neighbour (empty without one); `top1`,
    the chance that one drawn from the ties with the first is acceptable; `any_tie`, whether one of them is;
    `strict`, the chance that it is the entity itself; `recall`, whether one of the first ten is acceptable.
    """
    queries = queries_with_truth(records)
    truth = records.set_index("record")
    groups = group_of(truth)
    found = neighbours.merge(queries[["query", "entity", "group"]], on="query")
    found["right"] = found["target"].map(groups) == found["group"]
    found["strict"] = found["target"].map(truth["entity"]) == found["entity"]
    found["recall"] = found["right"] & (found["rank"] <= 10)
    first = found.groupby("query")["score"].transform("max")
    tied = found[found["score"] == first].groupby("query")
    judged = tied.agg(
        score=("score", "first"),
        top1=("right", "mean"),
        any_tie=("right", "max"),
        strict=("strict", "mean"),
    )
    judged["recall"] = found.groupby("query")["recall"].max()
    judged = queries.merge(judged.reset_index(), on="query", how="left")
    marks = ["top1", "any_tie", "strict", "recall"]
    return judged.assign(**{mark: judged[mark].astype(float).fillna(0.0) for mark in marks})
