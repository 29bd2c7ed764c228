"""Which queries a person should look at: those the links are least sure of, and a sample sampled at random."""

import hashlib
from collections.abc import Collection, Iterable

import pandas as pd


def queue_queries(
    links: pd.DataFrame,
    *,
    answered: Collection[str],
    labelled: Collection[str],
    uncertain: int,
    random: int,
    seed: int,
) -> pd.DataFrame:
    """Line up queries of one method's links: `query_id` and why it was `drawn`, uncertain or random.

    The sample is drawn first, from all queries that have a candidate and are not `answered` by labels, so
    that it stands for these; the uncertain ones are then any that no label names (`labelled`). Both kinds are
    spread evenly over the queue, so that a part of it, from the start, holds its share of either.
    """
    doubt = rank_doubt(links)
    asked = [query for query in doubt if query not in set(answered)]
    drawn = sort_by_lot(asked, seed=seed)[:random]
    others = [query for query in asked if query not in set(drawn) | set(labelled)][:uncertain]
    kinds = {"random": drawn, "uncertain": others}
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


def sort_by_lot(queries: Iterable[str], *, seed: int) -> list[str]:
    """Put queries in the order of their lots, from which each sample is drawn."""
    return sorted(queries, key=lambda query: draw_lot(f"{seed}/{query}"))


def rank_doubt(links: pd.DataFrame) -> list[str]:
    """Order the queries that have a candidate, the most doubtful first.

    That is the one whose calibrated probability is nearest one half; among equals, and where there are no
    probabilities, the one whose first two candidates score closest; then the smaller id.
    """
    found = links[links["target_id"].notna()].sort_values(["query_id", "rank"])
    queries = found.groupby("query_id")
    first = queries.first()
    second = queries["score"].nth(1).set_axis(found.loc[queries["score"].nth(1).index, "query_id"])
    margin = first["score"] - second.reindex(first.index).fillna(float("-inf"))
    known = first["probability"].notna().all()
    doubt = (first["probability"] - 0.5).abs() if known else margin
    order = pd.DataFrame({"doubt": doubt.round(9), "margin": margin.round(9)})
    return list(order.sort_values(["doubt", "margin", "query_id"]).index)


def draw_lot(ticket: str) -> bytes:
    """Return the lot of a ticket: whoever else is there, it is the same, so that samples stay as they are."""
    return hashlib.sha256(ticket.encode()).digest()
