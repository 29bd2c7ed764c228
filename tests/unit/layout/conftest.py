"""A little directory page made of squares for characters: two columns, two entries, one broken partner."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from layoutparser.elements import Layout, Rectangle, TextBlock
from PIL import Image
from rapidocr import __file__ as rapidocr_file

from clippings.layout.arrangement import arrange_pages
from clippings.layout.detection import detect_pages
from clippings.layout.ink import INK
from clippings.layout.status import count_names

SOURCES = {
    "pr": {"orientation": "horizontal", "sides": {"name": "context", "partner": "query"}},
    "tk": {"orientation": "vertical", "sides": {"name": "target"}},
}
# One entry: left edge, upper edge, size of type, number of characters, role.
ENTRY = [
    (0, 0, 30, 5, "name"),
    (20, 44, 20, 3, "field"),
    (106, 44, 20, 9, "field"),
    (20, 74, 20, 18, "field"),
    (20, 104, 20, 3, "field"),
    (120, 104, 20, 4, "partner"),
    (240, 104, 20, 6, "partner"),
    (390, 104, 20, 2, "partner"),
    (150, 134, 20, 3, "partner"),
    (240, 134, 20, 5, "partner"),
]
WIDTH, HEIGHT = 1000, 500


def directory_lines():
    """The lines of the page in reading order (x0, y0, x1, y1, role): ENTRY twice left, once right."""
    lines = []
    for left, upper in ((30, 90), (30, 300), (540, 90)):
        for x, y, size, count, role in ENTRY:
            lines.append((left + x, upper + y, left + x + size * count, upper + y + size, role))
    return pd.DataFrame(lines, columns=["x0", "y0", "x1", "y1", "role"]).astype(
        dict.fromkeys(("x0", "y0", "x1", "y1"), float)
    )


def print_lines(lines, width=WIDTH, height=HEIGHT):
    """Ink every line as a row of hollow squares, as far apart as characters are."""
    page = np.full((height, width), 240, np.uint8)
    for x0, y0, x1, y1 in lines[["x0", "y0", "x1", "y1"]].to_numpy().astype(int):
        size = min(x1 - x0, y1 - y0)
        for x in range(x0, x1, size):
            for y in range(y0, y1, size):
                cell = page[y + 1 : y + size - 1, x + 1 : x + size - 1]
                cell[:] = 30
                cell[4:-4, 4:-4] = 240
    return page


@pytest.fixture
def directory():
    return directory_lines()


@pytest.fixture
def printed():
    """The function that inks lines."""
    return print_lines


@pytest.fixture(scope="session")
def box_pages():
    """The function that leads from pages of one source to boxes and statuses, as two rules do."""

    def box(pages, *, detector, sources):
        declared = sources[pages[0]["source"]] if pages else SOURCES["pr"]
        source = {"orientation": declared["orientation"], "roles": list(declared["sides"]), "ink": False}
        lines, status = detect_pages(pages, detector=detector, source=source)
        boxes = arrange_pages(lines)
        return boxes, count_names(status, boxes, pages, expected=True) if pages else status

    return box


@pytest.fixture
def sources():
    """What a dataset declares of two publications."""
    return SOURCES


@pytest.fixture
def directory_file(tmp_path, directory):
    """The page as frame 0 and 2 of a TIFF, a blank page as frame 1."""
    page = Image.fromarray(print_lines(directory))
    blank = Image.fromarray(np.full((HEIGHT, WIDTH), 240, np.uint8))
    path = tmp_path / "directory.tif"
    page.save(path, save_all=True, append_images=[blank, page])
    return path


@pytest.fixture
def known(directory):
    """A detector that knows the page: its lines, in no order, where there is ink; else nothing."""

    def detect(sheet):
        lines = directory.sample(frac=1, random_state=1) if sheet.image.min() < 100 else directory.head(0)
        return Layout(
            [TextBlock(Rectangle(r.x0, r.y0, r.x1, r.y1), type=r.role, score=0.9) for r in lines.itertuples()]
        )

    return detect


@pytest.fixture(scope="session")
def model():
    """The line detector's ONNX file, which the rapidocr package carries."""
    return str(Path(rapidocr_file).parent / "models/PP-OCRv6_det_small.onnx")


def entry_lines(pages, *, seed=0, source="pr"):
    """The lines of pages of entries: a name in the middle, in larger type, above two or three fields."""
    chance, rows = np.random.default_rng(seed), []
    for number in range(pages):
        y, page = 100.0, f"{source}-{number}"
        while y < 1300:
            for role in ["name"] + ["field"] * chance.integers(2, 4):
                length = chance.uniform(300, 500) if role == "name" else chance.uniform(500, 800)
                x, size = (500 - length / 2, 36) if role == "name" else (100, 28)
                ink = (size, 0.4, size / 6, size / 7) * chance.normal(1, 0.02, 4)
                rows.append((page, x, y, x + length, y + size, role, *ink))
                y += 50
            y += 20
    lines = pd.DataFrame(rows, columns=["page", "x0", "y0", "x1", "y1", "role", *INK])
    lines = lines.assign(
        source=source, orientation="horizontal", width=1000, height=1400, tilt=0.0, transcribed=None
    )
    numbers = lines.groupby("page").cumcount().astype(str)
    return lines.assign(line=lines["page"] + "-l" + numbers, given="eSc_" + numbers)


@pytest.fixture
def entries():
    """The function that makes the lines of pages of entries."""
    return entry_lines
