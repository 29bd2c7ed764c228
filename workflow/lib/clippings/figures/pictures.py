"""Pictures of records in figures: reading crops, drawing them, and fitting texts below them."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from matplotlib.axes import Axes
from PIL import Image

from clippings.images import Pixels, decode_png
from clippings.running import say

BLANK = np.full((60, 80), 255, np.uint8)
LONGEST = 480  # Pixels of a side: photographs are larger than any place in a figure.
ELLIPSIS = "…"


def read_crops(paths: Sequence[str | Path], crops: Iterable[str]) -> dict[str, Pixels]:
    """Read the pictures of some records, downscaled to LONGEST pixels a side, blank where a record has none.

    Return nothing where there are no `paths`: a dataset of texts alone.
    """
    wanted = pa.array(sorted(set(crops)), pa.string())
    pictures: dict[str, Pixels] = {}
    for path in paths:
        shard = pq.read_table(path, columns=["crop", "image"], filters=pc.field("crop").isin(wanted))
        pictures |= {
            crop: _downscaled(image) for crop, image in zip(*shard.to_pydict().values(), strict=True)
        }
    missing = [crop for crop in wanted.to_pylist() if crop not in pictures] if paths else []
    if missing:
        say(f"{len(missing)} records have no picture and are shown blank, the first of them {missing[0]!r}")
    return pictures | dict.fromkeys(missing, BLANK)


def best_texts(records: pd.DataFrame) -> pd.Series:
    """Return the text of each record by its id: the clean reading, else the noisy one, else nothing."""
    known = records.set_index("record")
    return known["clean"].fillna(known["noisy"]).fillna("")


def show_picture(axis: Axes, picture: Pixels | None) -> None:
    """Draw a grey picture without ticks and frame, or leave the axis empty."""
    if picture is not None:
        axis.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="antialiased")
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)


def fit(text: str, *, letters: int, lines: int) -> str:
    """Wrap a text at spaces to at most `lines` of `letters`, wide letters counting twice; cut the rest."""
    wrapped = [""]
    for word in " ".join(text.split()).split(" "):
        joined = f"{wrapped[-1]} {word}".strip()
        if width(joined) <= letters:
            wrapped[-1] = joined
            continue
        pieces = _pieces(word, letters)
        wrapped += pieces if wrapped[-1] else pieces[1:]
        wrapped[-len(pieces)] = pieces[0]
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], f"{_cut(wrapped[lines - 1], letters - 1)}{ELLIPSIS}"]
    return "\n".join(wrapped)


def width(text: str) -> int:
    """Count the letters of a text, those of East Asian full width twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pieces(word: str, letters: int) -> list[str]:
    """Divide a word that may be longer than a line."""
    pieces = []
    while word:
        pieces.append(_cut(word, letters) or word[0])
        word = word[len(pieces[-1]) :]
    return pieces or [""]


def _cut(text: str, letters: int) -> str:
    while width(text) > letters:
        text = text[:-1]
    return text.rstrip()


def _downscaled(png: bytes) -> Pixels:
    image = Image.fromarray(decode_png(png))
    image.thumbnail((LONGEST, LONGEST))
    return np.asarray(image)
