"""Crops small enough for a page that holds thousands of them."""

from base64 import b64encode
from collections.abc import Collection, Iterable
from io import BytesIO
from pathlib import Path

from PIL import Image

from clippings import frames, tables
from clippings.running import progress

# Pixels of the shorter and longer side of a name at most, and of a photograph; WebP is a third of PNG's size.
SHORT, LONG, QUALITY = 56, 480, 45
SIDE = 280


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
