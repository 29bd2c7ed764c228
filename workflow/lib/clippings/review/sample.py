"""What labels say of the links that there are now, and what those sampled at random say of all links."""

from itertools import takewhile
from math import nan, sqrt

import pandas as pd

from clippings.review.queue import list_queries, sort_by_lot

# What an answer means for the best candidate of a query; of the last, nothing is known.
ANSWERS = ("right", "another", "none", "unsure")


def judge_firsts(links: pd.DataFrame, labels: pd.DataFrame, records: pd.DataFrame) -> dict[str, str]:
    """Say of each query of one method's links that `labels` answer what they make of its best candidate.

    That is `right` where it is the match or the same entity or homonym group, `another` where another record
    is, `none` where none was found, `unsure` where nobody could tell. A denial of one pair, as splink has it,
    answers no query.
    """
    best = links[(links["rank"] == 1) & links["target_id"].notna()]
    firsts = best.drop_duplicates("query_id").set_index("query_id")["target_id"]
    said = _both_ways(labels)
    said = said[said["query_id"].isin(firsts.index)]
    whole = said[said["target_id"].isna()]
    judged: dict[str, str] = {}
    for verdict, answer in (("can't tell", "unsure"), ("no match", "none")):
        judged |= dict.fromkeys(whole.loc[whole["verdict"] == verdict, "query_id"], answer)
    answers = ("h" + records["homonym"]).fillna("e" + records["entity"]).set_axis(records["record"]).dropna()
    matches = said[said["verdict"] == "match"]
    for query, targets in matches.groupby("query_id")["target_id"].agg(set).items():
        first = firsts[query]
        same = first in answers and answers[first] == answers.get(query)
        judged[str(query)] = "right" if first in targets or same else "another"
    return judged


def _both_ways(labels: pd.DataFrame) -> pd.DataFrame:
    """Return each pair of a label from either side: members are both, and splink names either first."""
    pairs = labels[["query_id", "target_id", "verdict"]]
    turned = pairs.rename(columns={"query_id": "target_id", "target_id": "query_id"})
    return pd.concat([pairs, turned.dropna(subset="query_id")], ignore_index=True)


def count_answers(judged: dict[str, str]) -> dict[str, int]:
    """Count the queries of each answer."""
    found = list(judged.values())
    return {answer: found.count(answer) for answer in ANSWERS}


def estimate_share(
    links: pd.DataFrame, labels: pd.DataFrame, records: pd.DataFrame, *, method: str, seed: int
) -> pd.DataFrame:
    """Return one row: what is labelled of one method's links, and the share of right ones, from a sample.

    The sample is a part of what is labelled: from the first query at random to the first that no label answers,
    so that it holds none because links were uncertain of it; and of these the split test alone, since labels
    of the others have taught the encoder.
    """
    links = links[links["method"] == method]
    judged = judge_firsts(links, labels, records)
    queries = list_queries(links)
    split = records.set_index("record")["split"]
    drawn = takewhile(judged.__contains__, sort_by_lot(queries, seed=seed))
    sample = [judged[query] for query in drawn if split[query] == "test" and judged[query] != "unsure"]
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
