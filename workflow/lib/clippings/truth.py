"""What counts as right: a target of the query's homonym group."""

import pandas as pd

from clippings.sides import is_query, is_target, kept_apart


def group_of(records: pd.DataFrame) -> pd.Series:
    """Return the homonym group of each record, its entity where it has none; empty without truth."""
    return records["homonym"].fillna(records["entity"])


def queries_with_truth(records: pd.DataFrame) -> pd.DataFrame:
    """List the queries whose entity is known: query, entity, group, split, matched, ordered by query.

    A query is matched if the exemplar index holds a target of its group; a member, if it holds another member
    of its group that is not of its page.
    """
    asking, answering = kept_apart(records)
    known = records.assign(group=group_of(records), asking=asking, answering=answering)
    queried, targeted = is_query(records), is_target(records)
    has_truth = known["group"].notna().to_numpy()
    targets, queries = known[targeted & has_truth], known[queried & has_truth]
    alike = queries["group"].map(targets["group"].value_counts()).fillna(0)
    # Of these, a member does not meet itself and those of its page.
    barred = targets.groupby(["group", "answering"]).size()
    own = barred.reindex(pd.MultiIndex.from_frame(queries[["group", "asking"]]), fill_value=0).to_numpy()
    queries = queries[["record", "entity", "group", "split"]].assign(matched=alike.to_numpy() > own)
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
