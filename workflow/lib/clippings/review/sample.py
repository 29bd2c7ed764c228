"""What labels say about the current links, and what a random sample of them implies for all links."""

from itertools import takewhile
from math import nan, sqrt

import pandas as pd

from clippings.review.queue import list_queries, shuffle
from clippings.truth import group_of

# What a label means for the best candidate of a query; "unsure" leaves it open.
ANSWERS = ("right", "another", "none", "unsure")


def judge_firsts(links: pd.DataFrame, labels: pd.DataFrame, records: pd.DataFrame) -> dict[str, str]:
    """Judge the best candidate of each query of one method's links by `labels`.

    It is `right` if it is the match or of the match's homonym group or entity, `another` if another record is
    the match, `none` if there is no match, `unsure` if nobody could tell. A denial of one pair, as in
    splink's labels, judges no query.
    """
    best = links[(links["rank"] == 1) & links["target_id"].notna()]
    firsts = best.drop_duplicates("query_id").set_index("query_id")["target_id"]
    pairs = _both_ways(labels)
    pairs = pairs[pairs["query_id"].isin(firsts.index)]
    whole = pairs[pairs["target_id"].isna()]
    judged: dict[str, str] = {}
    for verdict, answer in (("can't tell", "unsure"), ("no match", "none")):
        judged |= dict.fromkeys(whole.loc[whole["verdict"] == verdict, "query_id"], answer)
    groups = group_of(records).set_axis(records["record"]).dropna()
    matches = pairs[pairs["verdict"] == "match"]
    for query, targets in matches.groupby("query_id")["target_id"].agg(set).items():
        first = firsts[query]
        same = first in groups and groups[first] == groups.get(query)
        judged[str(query)] = "right" if first in targets or same else "another"
    return judged


def _both_ways(labels: pd.DataFrame) -> pd.DataFrame:
    """Return each labelled pair in both directions: members are both, and splink names either first."""
    pairs = labels[["query_id", "target_id", "verdict"]]
    turned = pairs.rename(columns={"query_id": "target_id", "target_id": "query_id"})
    return pd.concat([pairs, turned.dropna(subset="query_id")], ignore_index=True)


def count_answers(judged: dict[str, str]) -> dict[str, int]:
    """Count the queries of each answer."""
    return {answer: list(judged.values()).count(answer) for answer in ANSWERS}


def estimate_share(
    links: pd.DataFrame, judged: dict[str, str], records: pd.DataFrame, *, method: str, seed: int
) -> pd.DataFrame:
    """Return one row: how many of a method's `links` are `judged`, and the share of right ones in a sample.

    The sample is the part of the random order before its first query without a label, so that no query is in
    it for its uncertainty; of these it keeps the test split, since labels of the others trained the encoder.
    """
    queries = list_queries(links)
    split = records.set_index("record")["split"]
    labelled = takewhile(judged.__contains__, shuffle(queries, seed=seed))
    sample = [judged[query] for query in labelled if split[query] == "test" and judged[query] != "unsure"]
    right = sample.count("right")
    share, low, high = wilson(right, len(sample))
    row = {
        "method": method,
        "queries": len(queries),
        "labelled": len(judged),
        "right": count_answers(judged)["right"],
        "sample": len(sample),
        "sample_right": right,
    }
    return pd.DataFrame([row | {"share": share, "low": low, "high": high}])


def wilson(right: int, n: int) -> tuple[float, float, float]:
    """Return the share of `right` among `n` and its 95 % interval by Wilson's formula; nan where n is 0."""
    if not n:
        return nan, nan, nan
    z = 1.96
    middle = (right + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * sqrt(right * (n - right) / n + z * z / 4)
    return right / n, middle - half, middle + half
