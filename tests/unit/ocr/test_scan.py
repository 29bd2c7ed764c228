"""Both engines on a real scan, where the data is at hand: their agreement with an independent reading."""

import os
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from clippings.images import encode_png, open_page
from clippings.ocr.readings import read_names
from clippings.ocr.scoring import count_edits
from clippings.tables import CROPS

ROOT = Path(__file__).resolve().parents[3]
SCANS = Path(os.environ.get("CLIPPINGS_REAL_DATA", ROOT.parent / "shared/data")) / "scans"
SCAN = SCANS / "digidepo_3048008_0025"
MARGIN = 3


@pytest.fixture(scope="module")
def lines():
    """The crops of the scan's lines, by the boxes of its XML, and their texts there."""
    if not SCAN.with_suffix(".xml").is_file():
        pytest.skip(f"no real scan at {SCAN}.xml (CLIPPINGS_REAL_DATA names the folder)")
    page = open_page(SCAN.with_suffix(".jpg"))
    boxes = [line.attrib for line in ElementTree.parse(SCAN.with_suffix(".xml")).iter("LINE")]
    boxes = [box for box in boxes if box["STRING"]]
    rows = []
    for place, box in enumerate(boxes):
        x, y, width, height = (int(box[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
        image = page[max(0, y - MARGIN) : y + height + MARGIN, max(0, x - MARGIN) : x + width + MARGIN]
        rows.append({"crop": f"line-{place:03d}", "orientation": "horizontal", "image": encode_png(image)})
    return pd.DataFrame(rows).reindex(columns=CROPS.names), pd.Series([box["STRING"] for box in boxes])


@pytest.mark.parametrize(("engine", "most"), [("tesseract", 0.30), ("ppocr", 0.12)])
def test_an_engine_agrees_with_the_scans_own_reading(engine, most, lines, model, capsys):
    crops, texts = lines
    settings = {"tesseract": {"language": "jpn"}, "ppocr": {"model": model}}[engine]
    edits, lengths = count_edits(texts, read_names(crops, engine, settings=settings)["text"])
    rate = edits.sum() / lengths.sum()
    with capsys.disabled():
        print(f"\n{SCAN.name}: {len(crops)} lines, {engine} differs in {rate:.3f} of the characters", end=" ")
    assert rate < most
