"""Examples of retrieval: some queries, and the targets that each method finds nearest to them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from PIL import Image

from clippings.images import Pixels, decode_png
from clippings.running import say

NEAREST = 5
BLANK = np.full((60, 80), 255, np.uint8)
LONGEST = 480  # pixels of a side: photographs come larger than any place in a figure


def retrieve_examples(records: pd.DataFrame, links: pd.DataFrame, *, count: int, seed: int) -> pd.DataFrame:
    """Draw `count` matched test queries at random and list their nearest targets by each method.

    At least every other query, where there are so many, is one of which some method's first target is wrong.
    Columns: query, asked (its text), method, rank, target, text, right.
    """
    known, texts = records.set_index("record"), best_texts(records)
    groups = known["homonym"].fillna(known["entity"])
    found = links[links["target_id"].notna() & (links["rank"] <= NEAREST)]
    found = found.rename(columns={"query_id": "query", "target_id": "target"})
    found = found.assign(
        right=found["query"].map(groups).eq(found["target"].map(groups)),
        text=found["target"].map(texts),
        asked=found["query"].map(texts),
    )
    answers = groups[known["side"].isin(["target", "member"])].value_counts()
    # A member is query and target in one, and not its own match.
    others = groups.map(answers).fillna(0) - (known["side"] == "member")
    asks = known["side"].isin(["query", "member"]) & (known["split"] == "test")
    tested = known[asks & (others > 0)].index
    chosen = _draw(found[found["query"].isin(tested)], count, seed)
    examples = found[found["query"].isin(chosen)]
    return examples.sort_values(["query", "method", "rank"], ignore_index=True)[
        ["query", "asked", "method", "rank", "target", "text", "right"]
    ]


def best_texts(records: pd.DataFrame) -> pd.Series:
    """Return the text of each record by its id: the clean reading, else the noisy one, else nothing."""
    known = records.set_index("record")
    return known["clean"].fillna(known["noisy"]).fillna("")


def read_crops(paths: Iterable[str | Path], crops: Sequence[str]) -> dict[str, Pixels]:
    """Read the pictures of some crops, at most LONGEST a side, and a blank one for each that has none."""
    wanted = pa.array(sorted(set(crops)), pa.string())
    pictures: dict[str, Pixels] = {}
    for path in paths:
        shard = pq.read_table(path, columns=["crop", "image"], filters=pc.field("crop").isin(wanted))
        pictures |= {crop: _shrunk(image) for crop, image in zip(*shard.to_pydict().values(), strict=True)}
    missing = [crop for crop in wanted.to_pylist() if crop not in pictures]
    if missing:
        say(f"{len(missing)} records have no picture and are shown blank, the first of them {missing[0]!r}")
    return pictures | dict.fromkeys(missing, BLANK)


def _shrunk(png: bytes) -> Pixels:
    image = Image.fromarray(decode_png(png))
    image.thumbnail((LONGEST, LONGEST))
    return np.asarray(image)


def _draw(found: pd.DataFrame, count: int, seed: int) -> list[str]:
    first = found[found["rank"] == 1].groupby("query")["right"].min()
    draws = np.random.default_rng(seed)
    wrong, right = (draws.permutation(first.index[first == verdict].to_numpy()) for verdict in (False, True))
    half = min(len(wrong), max(count - len(right), -(-count // 2)))
    return [*wrong[:half], *right[: count - half]]
