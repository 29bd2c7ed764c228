"""Crops drawn for the tests: a name in a Japanese face, horizontal or vertical."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageDraw, ImageFont
from rapidocr import __file__ as rapidocr_file

from clippings.images import encode_png
from clippings.tables import CROPS

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("三菱電機", "日本光学工業", "東洋紡績", "川崎製鉄", "大阪商船", "昭和化工", "奈良交通", "帝国石油")


@pytest.fixture(scope="session")
def model():
    """The recogniser's ONNX file, which the rapidocr package carries."""
    return str(Path(rapidocr_file).parent / "models/PP-OCRv6_rec_small.onnx")


@pytest.fixture(scope="session")
def face():
    """A Japanese font file: of the system, or as fetched."""
    places = (Path("/usr/share/fonts"), ROOT / "resources/fonts")
    wanted = ("TakaoMincho*", "TakaoPMincho*", "ipaexm*", "ipam*", "NotoSerifCJK*")
    found = [file for place in places for name in wanted for file in sorted(place.rglob(name))]
    if not found:
        pytest.skip("no Japanese font: install fonts-takao, or fetch the resources")
    return str(found[0])


@pytest.fixture(scope="session")
def draw(face):
    """Return a function that draws a name as a grey crop (h, w)."""

    def drawn(text, orientation="horizontal", size=36):
        font = ImageFont.truetype(face, size)
        way = {"horizontal": "ltr", "vertical": "ttb"}[orientation]
        left, top, right, bottom = ImageDraw.Draw(Image.new("L", (1, 1))).textbbox(
            (0, 0), text, font=font, direction=way
        )
        margin = size // 4
        paper = Image.new("L", (int(right - left) + 2 * margin, int(bottom - top) + 2 * margin), 235)
        place = (margin - left, margin - top)
        ImageDraw.Draw(paper).text(place, text, font=font, direction=way, fill=20)
        return np.asarray(paper)

    return drawn


@pytest.fixture(scope="session")
def crops_of(draw):
    """Return a function that makes a `crops` table of drawn names; None makes a blank crop."""

    def table(names, orientation="horizontal"):
        blank = np.full((40, 120), 235, np.uint8)
        rows = [
            {
                "crop": f"{orientation}-{place:03d}",
                "source": "pr",
                "role": "name",
                "orientation": orientation,
                "parts": 1,
                "image": encode_png(blank if name is None else draw(name, orientation)),
            }
            for place, name in enumerate(names)
        ]
        return pd.DataFrame(rows, columns=CROPS.names)

    return table


@pytest.fixture(scope="session")
def names():
    """Names that every engine knows the characters of."""
    return list(NAMES)
