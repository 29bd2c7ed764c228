"""The page that explains a row of all evidence: its weights, and what spoke for and against some links."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from clippings import tables
from clippings.review.explaining import KINDS, choose_links, explain_queries, list_weights, of_method
from clippings.review.offline import fill, pack_crops, read_crops
from clippings.review.page import describe


def explain_page(
    links: pd.DataFrame,
    records: pd.DataFrame,
    *,
    explained: Sequence[pd.DataFrame],
    crops: Iterable[str | Path],
    dataset: str,
    method: str,
    count: int,
    templates: Sequence[str | Path],
) -> str:
    """Compose the HTML page of one method's links; `templates` are its HTML, CSS and scripts.

    `explained` are the tables terms, comparisons and weights, or none: then the page says so.
    It shows up to `count` links of each kind with the terms of the first candidate and the second. Unlike
    the review page it tells what the truth is, of wrong links of the validation split.
    """
    kinds = (tables.TERMS, tables.COMPARISONS, tables.WEIGHTS)
    terms, comparisons, weights = explained or [pd.DataFrame(columns=table.names) for table in kinds]
    own = of_method(terms, method)
    chosen = choose_links(links, records, explained=set(own["query"]), count=count)
    queries = list(dict.fromkeys(query for kind in chosen.values() for query in kind))
    shown_pairs = explain_queries(own, comparisons, queries=queries)
    shown = [*queries, *(pair[0] for pairs in shown_pairs["pairs"].values() for pair in pairs)]
    content: dict[str, Any] = {
        "dataset": dataset,
        "method": method,
        "weights": list_weights(of_method(weights, method), comparisons),
        "kinds": [
            {"kind": kind, "about": KINDS[kind], "links": _decisions(links, queries)}
            for kind, queries in chosen.items()
            if queries
        ],
        "records": describe(records, shown),
    }
    pictures = pack_crops(read_crops(crops, dict.fromkeys(shown)))
    return fill(templates, {"content": content, "crops": pictures, "explained": shown_pairs})


def _decisions(links: pd.DataFrame, queries: Sequence[str]) -> list[dict[str, Any]]:
    """List the decision on the first candidate of each query: score, probability or None, decision."""
    firsts = links[links["rank"] == 1].set_index("query_id").loc[list(queries)].reset_index()
    firsts = firsts.rename(columns={"query_id": "query"}).round({"score": 2, "probability": 3})
    firsts = firsts[["query", "score", "probability", "decision"]].astype(object)
    shown: list[dict[str, Any]] = firsts.where(firsts.notna(), None).to_dict("records")
    return shown
