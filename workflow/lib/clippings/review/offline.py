"""What makes a page one file that needs no network: a template filled with scripts, data and pictures."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment
from PIL import Image

from clippings import frames, tables
from clippings.images import MOST_PIXELS, open_pages
from clippings.running import progress, say

# Pixels of the shorter and longer side of a name at most, and of a photograph; WebP is a third of PNG's size.
SHORT, LONG, QUALITY = 56, 480, 45
SIDE = 280
# A strip of the page shows as many heights of the crop before and after it, and is as long as this.
AROUND, STRIP, STRIP_QUALITY = 3, 900, 40
# Strips of a page stop here, in bytes: a page that people send each other stays below 40 MB.
MOST_STRIPS = 20_000_000


def fill(templates: Iterable[str | Path], data: dict[str, Any]) -> str:
    """Fill the HTML template with style and script, of a file or of several in their order, and data."""
    html, style, script = (
        "\n".join(Path(path).read_text(encoding="utf-8") for path in templates if Path(path).suffix == suffix)
        for suffix in (".html", ".css", ".js")
    )
    blocks = {
        # A text that holds </script> would end the block of data.
        name: json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        for name, value in data.items()
    }
    template = Environment(keep_trailing_newline=True).from_string(html)
    return template.render(style=style, script=script, **blocks)


def encode_webp(image: Image.Image, *, short: float, long: float, quality: int) -> str:
    """Encode an image as a grey WebP in base64, its sides at most `short` and `long` pixels."""
    grey = image.convert("L")
    ratio = min(1.0, short / min(grey.size), long / max(grey.size))
    width, height = (max(1, round(side * ratio)) for side in grey.size)
    buffer = BytesIO()
    grey.resize((width, height), Image.Resampling.LANCZOS).save(buffer, "WEBP", quality=quality, method=4)
    return b64encode(buffer.getvalue()).decode("ascii")


def read_crops(shards: Iterable[str | Path], shown: Iterable[str]) -> pd.DataFrame:
    """Read the crops of `shown` records, in that order; some may have no crop."""
    place = {name: number for number, name in enumerate(shown)}
    read = (frames.read(path, tables.CROPS) for path in progress(list(shards), what="crops"))
    found = [crops[crops["crop"].isin(place)] for crops in read]
    crops = pd.concat(found) if found else pd.DataFrame(columns=tables.CROPS.names)
    return crops.sort_values("crop", key=lambda names: names.map(place))


def pack_crops(crops: pd.DataFrame) -> dict[str, str]:
    """Return crops as WebP in base64, by record."""
    packed = {}
    for row in crops.itertuples():
        short, long = (SIDE, SIDE) if row.role == "photograph" else (SHORT, LONG)
        with Image.open(BytesIO(row.image)) as image:
            packed[str(row.crop)] = encode_webp(image, short=short, long=long, quality=QUALITY)
    return packed


def pack_strips(
    crops: pd.DataFrame,
    pages: Iterable[Mapping[str, Any]],
    *,
    most: int = MOST_STRIPS,
    most_pixels: int = MOST_PIXELS,
) -> dict[str, dict[str, Any]]:
    """Return the strip of the page around each crop, by record: `image` (WebP in base64) and `box`.

    The strip runs along the whole line, across or down the page, and shows the crop's neighbours; `box` is
    where the crop lies in it, (x0, y0, x1, y1) in shares of its sides. `pages` are (page, path, frame); they
    are read in the order in which crops need them until the strips fill `most` bytes. One that cannot be read
    or has more than `most_pixels` is left out.
    """
    found = {row["page"]: (row["path"], row.get("frame")) for row in pages}
    placed = crops[crops["page"].isin(found) & crops["x0"].notna()]
    on_page = dict(list(placed.groupby("page", sort=False)))
    strips: dict[str, dict[str, Any]] = {}
    size = 0
    images = open_pages(map(found.__getitem__, on_page), most_pixels=most_pixels)
    for rows, image in zip(on_page.values(), images, strict=True):
        if isinstance(image, ValueError):
            say(f"a page without strips: {image}")
            continue
        page = Image.fromarray(image).convert("L")
        for row in rows.itertuples():
            strips[str(row.crop)] = cut_strip(page, (row.x0, row.y0, row.x1, row.y1))
            size += len(strips[str(row.crop)]["image"])
        if size > most:
            break
    say(f"strips of the page around {len(strips)} of {len(crops)} crops, {size / 1e6:.1f} MB")
    return strips


def cut_strip(page: Image.Image, box: tuple[float, float, float, float]) -> dict[str, Any]:
    """Cut the strip of a page around a box: across the page, or down it where the box is tall."""
    x0, y0, x1, y1 = box
    margin = AROUND * min(x1 - x0, y1 - y0)
    left, upper, right, lower = 0, 0, page.width, page.height
    if x1 - x0 >= y1 - y0:
        upper, lower = max(upper, round(y0 - margin)), min(lower, round(y1 + margin))
    else:
        left, right = max(left, round(x0 - margin)), min(right, round(x1 + margin))
    width, height = right - left, lower - upper
    inner = ((x0 - left) / width, (y0 - upper) / height, (x1 - left) / width, (y1 - upper) / height)
    strip = page.crop((left, upper, right, lower))
    return {
        "image": encode_webp(strip, short=STRIP, long=STRIP, quality=STRIP_QUALITY),
        "box": [round(share, 4) for share in inner],
    }
