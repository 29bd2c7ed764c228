"""Strips of the page around a crop: along the line, where the crop lies in them, and how many there are."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from clippings import tables
from clippings.review.offline import STRIP, cut_strip, pack_strips

PAGE = (1800, 1200)


def crops(*rows):
    """Return places of crops on pages, given as (crop, page, x0, y0, x1, y1)."""
    frame = pd.DataFrame(rows, columns=["crop", "page", *tables.CORNERS])
    return frame.reindex(columns=tables.CROPS.names)


@pytest.fixture
def pages(tmp_path):
    """Two pages in one TIFF, the second blacker than the first, and a page that is not there."""
    grounds = [Image.new("L", PAGE, ground) for ground in (200, 100)]
    grounds[0].save(tmp_path / "p.tif", save_all=True, append_images=grounds[1:])
    places = [("p0", "p.tif", 0), ("p1", "p.tif", 1), ("lost", "lost.png", None)]
    return [{"page": page, "path": str(tmp_path / file), "frame": frame} for page, file, frame in places]


def decoded(strip):
    with Image.open(BytesIO(b64decode(strip["image"]))) as image:
        return np.asarray(image.convert("L"))


@pytest.mark.parametrize(
    ("box", "size", "inner"),
    [
        # Three heights above and below, the whole width, 900 pixels long.
        ((450, 300, 900, 350), (900, 175), [0.25, 3 / 7, 0.5, 4 / 7]),
        # Tall print: three widths before and after, the whole height.
        ((300, 300, 350, 900), (262, 900), [3 / 7, 0.25, 4 / 7, 0.75]),
        # The page ends first.
        ((0, 10, 180, 60), (900, 105), [0, 10 / 210, 0.1, 60 / 210]),
    ],
)
def test_a_strip_runs_along_the_line(box, size, inner):
    strip = cut_strip(Image.new("L", PAGE, 255), box)
    height, width = decoded(strip).shape
    assert (width, height) == pytest.approx(size, abs=1) and max(width, height) <= STRIP
    assert strip["box"] == pytest.approx(inner, abs=0.001)


def test_each_crop_has_the_strip_of_its_own_page(pages):
    table = crops(
        ("a", "p1", 0, 0, 90, 20),
        ("b", "p0", 0, 0, 90, 20),
        ("c", "lost", 0, 0, 90, 20),
        ("d", "p9", 0, 0, 9, 9),
    )
    strips = pack_strips(table, pages)
    assert list(strips) == ["a", "b"]
    assert [round(decoded(strip).mean(), -1) for strip in strips.values()] == [100, 200]


def test_a_crop_without_a_page_has_no_strip(pages):
    assert pack_strips(crops(("a", None, None, None, None, None)), pages) == {}


def test_strips_stop_when_the_file_is_full(pages):
    table = crops(("a", "p1", 0, 0, 90, 20), ("b", "p0", 0, 0, 90, 20))
    assert list(pack_strips(table, pages, most=10)) == ["a"]


def test_a_page_of_too_many_pixels_has_no_strips(pages):
    table = crops(("a", "p0", 5, 5, 90, 30))
    assert list(pack_strips(table, pages, most_pixels=1800 * 1200)) == ["a"]
    assert pack_strips(table, pages, most_pixels=1800 * 1200 - 1) == {}
