"""Reprints cut out of scanned pages: each with its picture, its printed caption and its truth."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from clippings.images import Pixels, encode_png
from clippings.running import progress
from clippings.synthesis.darkroom import open_photograph
from clippings.synthesis.halftone import print_photograph
from clippings.synthesis.pages import page_rng
from clippings.synthesis.strips import print_caption


def of_shard(photographs: pd.DataFrame, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Keep the photographs that the rows of a shard name."""
    return photographs[photographs["photograph"].isin([row["photograph"] for row in rows])]


def draw_reprints(
    reprints: pd.DataFrame, photographs: pd.DataFrame, *, settings: Mapping[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the `reprints` of `photographs` (rows of their tables); give `crops` and `mentions`, in one order.

    `settings` are those of the config's section `synthesis/reprints`: strength, ageing, faces, seed.
    """
    listed = {row["photograph"]: row for row in photographs.to_dict("records")}
    chosen = reprints[reprints["photograph"].isin(listed)].reset_index(drop=True)
    drawn: list[tuple[bytes, bytes]] = []
    # The reprints of one photograph follow one another: it is opened once.
    for photograph, rows in progress(list(chosen.groupby("photograph", sort=False)), what="photographs"):
        image = open_photograph(listed[photograph])
        drawn.extend(_draw(row, image, settings) for row in rows.to_dict("records"))
    return _crops(chosen, drawn), _mentions(chosen)


def _draw(reprint: Mapping[str, Any], image: Pixels, settings: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Print one reprint: PNG bytes of its picture and of its caption."""
    rng = page_rng(reprint["reprint"], settings["seed"])
    picture = print_photograph(image, strength=settings["strength"], rng=rng)
    headline = None if pd.isna(reprint["headline"]) else reprint["headline"]
    faces, ageing = settings["faces"], settings["ageing"]
    strip = print_caption(headline, reprint["caption"], faces=faces, ageing=ageing, rng=rng)
    return encode_png(picture), encode_png(strip)


def _crops(reprints: pd.DataFrame, drawn: list[tuple[bytes, bytes]]) -> pd.DataFrame:
    crops = reprints.rename(columns={"reprint": "crop"})[["crop", "page", "source"]]
    crops = crops.assign(role="photograph", orientation="horizontal", parts=1)
    return crops.assign(image=[pair[0] for pair in drawn], caption=[pair[1] for pair in drawn])


def _mentions(reprints: pd.DataFrame) -> pd.DataFrame:
    mentions = reprints.rename(columns={"reprint": "mention", "photograph": "entity"})
    text = [_joined(*pair) for pair in zip(mentions["headline"], mentions["caption"], strict=True)]
    return mentions.assign(text=text, role="photograph", orientation="horizontal", shortened=False)


def _joined(headline: str | None, caption: str) -> str:
    return caption if pd.isna(headline) else f"{headline} {caption}"
