"""The page on which people confirm or correct links: one file that needs no server and no network."""

import json
from base64 import b64encode
from collections.abc import Collection, Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment
from PIL import Image

from clippings import frames, tables
from clippings.provenance import settings_digest
from clippings.review.queue import list_queries, queue_queries, random_key
from clippings.review.sample import count_answers
from clippings.running import progress, say

# The shape of the picture on a card: a name across or down the page; photographs have a shape of their own.
SHAPES = {"horizontal": "across", "vertical": "down"}
# What a card shows of a record beside its texts; the truth (printed, entity) is not among it.
FIELDS = ("source", "page", "relation")
# Pixels of the shorter and longer side of a name at most, and of a photograph; WebP is a third of PNG's size.
SHORT, LONG, QUALITY = 56, 480, 45
SIDE = 280


def review_page(
    links: pd.DataFrame,
    records: pd.DataFrame,
    *,
    crops: Iterable[str | Path],
    labels: pd.DataFrame,
    judged: dict[str, str],
    dataset: str,
    method: str,
    candidates: int,
    sizes: dict[str, int],
    seed: int,
    templates: Sequence[str | Path],
) -> str:
    """Compose the HTML page that reviews the links of one method; `templates` are its HTML, CSS and script.

    `sizes` are the numbers of `uncertain` and of `random` queries shown, each with its `candidates` best
    targets in random order, so that their place does not reveal their score. Queries that `labels` answer
    already, as `judged` by their best candidates, are counted and not shown.
    """
    named = set(labels["query_id"]) | set(labels["target_id"].dropna())
    queue = queue_queries(links, judged=judged, labelled=named, seed=seed, **sizes)
    items = list_items(queue, links, candidates=candidates, seed=seed)
    shown = {item["id"] for item in items} | {c[0] for item in items for c in item["candidates"]}
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
    return fill(templates, {"content": content, "crops": pack_crops(crops, shown)})


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


def fill(templates: Sequence[str | Path], data: dict[str, Any]) -> str:
    """Fill the HTML template with style, script and data."""
    html, style, script = (Path(path).read_text(encoding="utf-8") for path in templates)
    blocks = {
        # A text that holds </script> would end the block of data.
        name: json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        for name, value in data.items()
    }
    template = Environment(keep_trailing_newline=True).from_string(html)
    return template.render(style=style, script=script, **blocks)


def pack_crops(shards: Iterable[str | Path], wanted: Collection[str]) -> dict[str, str]:
    """Return the crops of `wanted` records as WebP in base64, by record; some may have no crop."""
    names = set(wanted)
    packed = {}
    for path in progress(list(shards), what="crops"):
        crops = frames.read(path, tables.CROPS)
        for row in crops[crops["crop"].isin(names)].itertuples():
            sides = (SIDE, SIDE) if row.role == "photograph" else (SHORT, LONG)
            packed[str(row.crop)] = pack_crop(row.image, *sides)
    return dict(sorted(packed.items()))


def pack_crop(png: bytes, short: int = SHORT, long: int = LONG) -> str:
    """Turn PNG bytes into a grey WebP in base64, its sides at most `short` and `long` pixels."""
    with Image.open(BytesIO(png)) as image:
        grey = image.convert("L")
    ratio = min(1.0, short / min(grey.size), long / max(grey.size))
    width, height = (max(1, round(side * ratio)) for side in grey.size)
    buffer = BytesIO()
    grey.resize((width, height), Image.Resampling.LANCZOS).save(buffer, "WEBP", quality=QUALITY, method=4)
    return b64encode(buffer.getvalue()).decode("ascii")
