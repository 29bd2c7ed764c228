"""Which queries a person should review: the most uncertain ones, and a sample of all at random."""

import hashlib
from collections.abc import Collection, Iterable

import pandas as pd


def queue_queries(
    links: pd.DataFrame,
    *,
    judged: Collection[str],
    labelled: Collection[str],
    uncertain: int,
    random: int,
    seed: int,
) -> pd.DataFrame:
    """Queue queries of one method's links: `query_id` and why it was `drawn`, uncertain or random.

    The random sample comes first, from all queries that have a candidate and are not `judged` by labels, so
    that it represents these; then the most uncertain of the queries that no label names (`labelled`). Both
    kinds are spread evenly, so that any beginning of the queue holds its share of either.
    """
    open_queries = [query for query in rank_by_uncertainty(links) if query not in set(judged)]
    sample = shuffle(open_queries, seed=seed)[:random]
    excluded = set(sample) | set(labelled)
    kinds = {"random": sample, "uncertain": [q for q in open_queries if q not in excluded][:uncertain]}
    rows = [
        ((place + 0.5) / len(queries), kind, query)
        for kind, queries in kinds.items()
        for place, query in enumerate(queries)
    ]
    rows.sort()
    return pd.DataFrame([(query, kind) for _, kind, query in rows], columns=["query_id", "drawn"])


def list_queries(links: pd.DataFrame) -> list[str]:
    """List the queries that have a candidate, in order of their ids."""
    return sorted(set(links.loc[links["target_id"].notna(), "query_id"]))


def shuffle(queries: Iterable[str], *, seed: int) -> list[str]:
    """Put queries in the random order whose beginning is the sample."""
    return sorted(queries, key=lambda query: random_key(f"{seed}/{query}"))


def rank_by_uncertainty(links: pd.DataFrame) -> list[str]:
    """Sort the queries that have a candidate, the most uncertain first.

    That is the one whose calibrated probability is nearest to one half; among equals, and where there are no
    probabilities, the one whose first two candidates score closest; then the smaller id.
    """
    candidates = links[links["target_id"].notna()].sort_values(["query_id", "rank"])
    queries = candidates.groupby("query_id")
    first, second = queries.first(), queries["score"].nth(1)
    second = second.set_axis(candidates.loc[second.index, "query_id"])
    margin = first["score"] - second.reindex(first.index).fillna(float("-inf"))
    known = first["probability"].notna().all()
    doubt = (first["probability"] - 0.5).abs() if known else margin
    order = pd.DataFrame({"doubt": doubt.round(9), "margin": margin.round(9)})
    return list(order.sort_values(["doubt", "margin", "query_id"]).index)


def random_key(text: str) -> bytes:
    """Return a pseudo-random sort key of a text, which no other text changes: samples stay as they are."""
    return hashlib.sha256(text.encode()).digest()
