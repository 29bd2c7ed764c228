"""A real spread of 1954, where the data is at hand: lines found against an independent engine's boxes."""

import os
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from clippings.images import open_page
from clippings.layout.cropping import crop_names
from clippings.layout.detection import build_detector
from clippings.overlaps import overlaps

ROOT = Path(__file__).resolve().parents[3]
SCANS = Path(os.environ.get("CLIPPINGS_REAL_DATA", ROOT.parent / "shared/data")) / "scans"
SCAN = SCANS / "digidepo_3048008_0025"
SOURCES = {"report": {"orientation": "horizontal", "sides": {"name": "target", "partner": "query"}}}


@pytest.fixture(scope="module")
def scan():
    if not SCAN.with_suffix(".xml").is_file():
        pytest.skip(f"no real scan at {SCAN}.xml (CLIPPINGS_REAL_DATA names the folder)")
    lines = [line.attrib for line in ElementTree.parse(SCAN.with_suffix(".xml")).iter("LINE")]
    x, y, width, height = np.array(
        [[float(line[key]) for key in ("X", "Y", "WIDTH", "HEIGHT")] for line in lines]
    ).T
    return np.stack([x, y, x + width, y + height], axis=1)


@pytest.fixture(scope="module")
def boxes(scan, model, box_pages):
    detector = build_detector("lines", {"model": model, "longest_side": 2048}, threads=2)
    row = {"page": "report-25", "path": str(SCAN.with_suffix(".jpg")), "source": "report", "frame": 0}
    return box_pages([row], detector=detector, sources=SOURCES)[0], row


def contains_a_middle(outer, inner):
    """Tell which boxes (n, 4) hold the middle of one of the boxes (m, 4)."""
    middles = (inner[:, :2] + inner[:, 2:]) / 2
    inside = (middles > outer[:, None, :2]) & (middles < outer[:, None, 2:])
    return inside.all(axis=2).any(axis=1)


def test_lines_of_a_real_scan_are_found_where_another_engine_found_them(scan, boxes, capsys):
    lines = boxes[0][boxes[0]["role"] != "entry"]
    found = lines[["x0", "y0", "x1", "y1"]].to_numpy(float)
    long = scan[:, 2] - scan[:, 0] > 200
    whole = (overlaps(scan, found).max(axis=1) >= 0.5)[long].mean()
    seen, known = contains_a_middle(scan, found).mean(), contains_a_middle(found, scan).mean()
    with capsys.disabled():
        print(
            f"\n{SCAN.name}: {whole:.3f} of {long.sum()} long lines at IoU 0.5, {seen:.3f} of all {len(scan)}"
            f" hold a found line's middle, {known:.3f} of {len(found)} found lines hold one of theirs",
            end=" ",
        )
    assert whole >= 0.9 and seen >= 0.85 and known >= 0.7


def test_its_headings_are_cut_out_whole(boxes):
    table, row = boxes
    crops = crop_names(table, [row], padding=0.15)
    assert len(crops) > 0
    page = open_page(row["path"])
    assert (crops["x1"] <= page.shape[1]).all() and (crops["y1"] <= page.shape[0]).all()
