"""Pictures of records in figures, and the texts that stand below them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from matplotlib.axes import Axes
from PIL import Image

from clippings.figures.texts import as_xml
from clippings.images import Pixels, decode_png
from clippings.running import say

# OCR reads characters that the fonts of modern Japanese lack.
RARE = "HanaMinA"
BLANK = np.full((60, 80), 255, np.uint8)
LONGEST = 480  # Pixels of a side: photographs are larger than any place in a figure.


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


def draw_record(axis: Axes, picture: Pixels | None, words: str) -> None:
    """Draw a grey picture and write the words below it; write them in its place where there is none."""
    family, words = [*matplotlib.rcParams["font.family"], RARE], as_xml(words)
    if picture is None:
        middle: dict[str, Any] = {"ha": "center", "va": "center", "transform": axis.transAxes}
        axis.text(0.5, 0.5, words, fontsize=7, family=family, **middle)
    else:
        axis.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="antialiased")
        axis.set_xlabel(words, fontsize=8, labelpad=2, family=family)
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(False)


def _downscaled(png: bytes) -> Pixels:
    image = Image.fromarray(decode_png(png))
    image.thumbnail((LONGEST, LONGEST))
    return np.asarray(image)
