"""Pairs to ask about in another program: the queries of the review page, each with its best candidate."""

import pandas as pd

from clippings.review.offline import pack_crops
from clippings.review.queue import queue_queries
from clippings.review.sample import judge_firsts


def pairs_to_ask(
    links: pd.DataFrame, labels: pd.DataFrame, records: pd.DataFrame, *, sizes: dict[str, int], seed: int
) -> pd.DataFrame:
    """Return the queries of one method's links that the review page shows, and the best candidate of each.

    The columns are `record` and `other`; `sizes` are the numbers of `uncertain` and `random` queries. Of two
    members that are each other's best candidate the pair is listed once.
    """
    judged = judge_firsts(links, labels, records)
    labelled = set(labels["query_id"]) | set(labels["target_id"].dropna())
    queue = queue_queries(links, judged=judged, labelled=labelled, seed=seed, **sizes)
    firsts = links[links["rank"] == 1].set_index("query_id")["target_id"]
    pairs = pd.DataFrame({"record": queue["query_id"], "other": queue["query_id"].map(firsts)})
    both = [frozenset(pair) for pair in zip(pairs["record"], pairs["other"], strict=True)]
    return pairs[~pd.Series(both, pairs.index, dtype=object).duplicated()].reset_index(drop=True)


def picture_addresses(crops: pd.DataFrame) -> dict[str, str]:
    """Return the pictures of crops by record, small, as data URIs, which need no file and no server."""
    return {record: f"data:image/webp;base64,{image}" for record, image in pack_crops(crops).items()}
