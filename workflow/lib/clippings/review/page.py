"""The page on which people confirm or correct links: one file that needs no server and no network."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from clippings.images import MOST_PIXELS
from clippings.provenance import settings_digest
from clippings.review.explaining import explain_queries, of_method
from clippings.review.offline import fill, pack_crops, pack_strips, read_crops
from clippings.review.queue import list_queries, queue_queries, random_key
from clippings.review.sample import count_answers
from clippings.running import say

# The shape of the picture on a card: a name across or down the page; photographs have a shape of their own.
SHAPES = {"horizontal": "across", "vertical": "down"}
# What a card shows of a record beside its texts; the truth (printed, entity) is not among it.
FIELDS = ("source", "page", "relation")
# Targets that the search of the page covers, about 5 MB of texts.
MOST_TARGETS = 50_000


def review_page(
    links: pd.DataFrame,
    records: pd.DataFrame,
    *,
    crops: Iterable[str | Path],
    pages: Iterable[Mapping[str, Any]],
    labels: pd.DataFrame,
    judged: dict[str, str],
    dataset: str,
    method: str,
    candidates: int,
    sizes: dict[str, int],
    seed: int,
    explained: Sequence[pd.DataFrame],
    templates: Sequence[str | Path],
    most_pixels: int = MOST_PIXELS,
) -> str:
    """Compose the HTML page that reviews the links of one method; `templates` are its HTML, CSS and script.

    `sizes` are the numbers of `uncertain` and of `random` queries shown, each with its `candidates` best
    targets in random order, so that their place does not reveal their score. Queries that `labels` answer
    already, as `judged` by their best candidates, are counted and not shown. The texts of all targets can be
    searched; of crops that stand on one of `pages` (page, path, frame) there is the strip of the page,
    unless it has more than `most_pixels`. Of a row of all evidence, `explained` are the tables terms and
    comparisons: the page then says what spoke for the first candidate and the second, when asked.
    """
    named = set(labels["query_id"]) | set(labels["target_id"].dropna())
    queue = queue_queries(links, judged=judged, labelled=named, seed=seed, **sizes)
    items = list_items(queue, links, candidates=candidates, seed=seed)
    shown = list(
        dict.fromkeys(r for item in items for r in (item["id"], *(c[0] for c in item["candidates"])))
    )
    say(f"review: {queue['drawn'].value_counts().to_dict()} queries, {len(shown)} records")
    content: dict[str, Any] = {
        "dataset": dataset,
        "method": method,
        "items": items,
        "records": describe(records, shown),
        "known": count_answers(judged),
        "others": len(list_queries(links)) - len(judged),
        # Several candidates may be prints of one photograph, and only one of them is chosen.
        "several": bool((records["side"] == "member").any()),
    }
    content["digest"] = settings_digest(content)
    cut = read_crops(crops, shown)
    pictures = {"crops": pack_crops(cut), "strips": pack_strips(cut, pages, most_pixels=most_pixels)}
    targets, why = list_targets(records), None
    if explained and len(explained[0]):
        terms, comparisons = explained
        why = explain_queries(of_method(terms, method), comparisons, queries=set(queue["query_id"]))
    return fill(templates, {"content": content, "targets": targets, "explained": why, **pictures})


def list_items(
    queue: pd.DataFrame, links: pd.DataFrame, *, candidates: int, seed: int
) -> list[dict[str, Any]]:
    """List the queries of the queue with their best targets: id, rank and score, in random order."""
    best = links[links["target_id"].notna() & (links["rank"] <= candidates)]
    of_query: dict[str, list[tuple[str, int, float]]] = {query: [] for query in queue["query_id"]}
    rows = best.loc[best["query_id"].isin(of_query), ["query_id", "target_id", "rank", "score"]]
    for query, target, rank, score in rows.itertuples(index=False):
        of_query[query].append((target, int(rank), round(float(score), 4)))
    items = []
    for query, drawn in queue.itertuples(index=False):
        chosen = sorted(of_query[query], key=lambda row: random_key(f"{seed}/{query}/{row[0]}"))
        items.append({"id": query, "drawn": drawn, "candidates": [list(row) for row in chosen]})
    return items


def describe(records: pd.DataFrame, shown: Collection[str]) -> dict[str, dict[str, Any]]:
    """Describe the card of each record: its shape, texts and fields, and the head of its entry."""
    known = records.fillna({"clean": "", "noisy": ""}).set_index("record")
    heads = known["clean"].where(known["clean"] != "", known["noisy"])
    texts = [ocr for ocr in ("clean", "noisy") if (known[ocr] != "").any()]
    cards = {}
    for row in known[known.index.isin(set(shown))].sort_index().reset_index().to_dict("records"):
        fields = {name: row[name] for name in FIELDS}
        fields["entry of"] = heads.get(row["entry"]) if pd.notna(row["entry"]) else None
        cards[row["record"]] = {
            "shape": "photograph" if row["role"] == "photograph" else SHAPES[row["orientation"]],
            "texts": {ocr: row[ocr] or "–" for ocr in texts},
            "fields": {name: value for name, value in fields.items() if pd.notna(value)},
        }
    return cards


def list_targets(records: pd.DataFrame, *, most: int = MOST_TARGETS) -> dict[str, Any]:
    """List what can be chosen as a match, for the search: `rows` (id, source, page, texts), and the `total`.

    Beyond `most` the first by id are listed, and the page says how many are not.
    """
    targets = records[records["side"].isin(["target", "member"])].sort_values("record")
    rows = targets[["record", "source", "page", "clean", "noisy"]].head(most)
    cells = rows.astype(object).where(rows.notna(), "").to_numpy().tolist()
    return {
        "total": len(targets),
        "rows": [[*row[:3], list(dict.fromkeys(filter(None, row[3:])))] for row in cells],
    }
