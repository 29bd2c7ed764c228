"""Pillow images of any mode as 8-bit grey or colour, dark ink on white paper."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, TiffImagePlugin

Pixels = NDArray[np.uint8]
# The largest values of 1, 8, 10, 12, 14 and 16 bits; a file does not say how many of its bits it uses.
WHITES = (1, 255, 1023, 4095, 16383, 65535)
PHOTOMETRIC, SAMPLE_FORMAT = 262, 339
# Deep grey TIFFs that Pillow can unpack and does not list: byte order, least value (0: white), bits.
for _order, _polarity, _bits, _mode in (
    (b"MM", 0, 12, ("I;16", "I;12")),
    (b"MM", 1, 12, ("I;16", "I;12")),
    (b"II", 0, 12, ("I;16", "I;12")),
    (b"MM", 0, 16, ("I;16B", "I;16B")),
    (b"II", 0, 32, ("I", "I;32N")),
    (b"MM", 0, 32, ("I", "I;32B")),
    (b"MM", 1, 32, ("I", "I;32B")),
):
    TiffImagePlugin.OPEN_INFO.setdefault((_order, _polarity, (1,), 1, (_bits,), ()), _mode)


def normalise(image: Image.Image) -> Pixels:
    """Turn a Pillow image of any mode upright and into 8-bit grey (h, w) or colour (h, w, 3).

    What is transparent, or no number, is paper.
    """
    # A turned image has lost what its file says of it.
    tags = getattr(image, "tag_v2", {})
    _scale_transparency(image)
    image = ImageOps.exif_transpose(image)
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        values = np.asarray(image)
        if image.mode == "I" and tags.get(SAMPLE_FORMAT, (1,)) == (1,):
            values = values.view(np.uint32)
        grey = _to_eight_bits(values, negative=tags.get(PHOTOMETRIC) == 0)
        if "transparency" in image.info:
            grey[values == image.info["transparency"]] = 255
        return grey
    if image.has_transparency_data:
        # Pillow has no direct way from grey or a palette with premultiplied alpha.
        image = (image.convert("LA") if image.mode == "La" else image).convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("L" if image.mode in ("1", "L") else "RGB"))


def _scale_transparency(image: Image.Image) -> None:
    """Bring the transparent value of a PNG to the 8 bits to which Pillow brings its pixels."""
    value: Any = image.info.get("transparency")
    tiles: Any = getattr(image, "tile", ())
    packed = str(tiles[0].args) if tiles else ""
    if isinstance(value, tuple) and ";16" in packed:
        image.info["transparency"] = tuple(part >> 8 for part in value)
    elif isinstance(value, int) and packed in ("L;2", "L;4"):
        image.info["transparency"] = value * {"L;2": 85, "L;4": 17}[packed]


def _to_eight_bits(values: NDArray[Any], *, negative: bool) -> Pixels:
    """Scale deep pixels by the smallest usual range that holds them; signed ones from their least."""
    known = np.isfinite(values)
    least = min(0, int(values.min(initial=0))) if values.dtype.kind == "i" else 0
    scaled = values.astype(np.float32)
    scaled -= least
    peak = float(scaled.max(initial=0, where=known))
    scaled *= 255 / next((white for white in WHITES if peak <= white), peak)
    if negative:
        np.subtract(255, scaled, out=scaled)
    scaled[~known] = 255
    return np.asarray(np.clip(np.rint(scaled, out=scaled), 0, 255), dtype=np.uint8)
