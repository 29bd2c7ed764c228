"""What goes out as ALTO, PAGE and IIIF comes back the same: lines, ids, texts, roles and links."""

import json
import zipfile

import pandas as pd
import pytest
from PIL import Image

from clippings import frames, tables
from clippings.transcriptions.exporting import export_pages, linked_targets, page_sizes, transcribe_pages
from clippings.transcriptions.reading import read_transcriptions

BOXES = [
    # box, page, role, name, part, x0, y0, x1, y1, given, transcribed
    ("a-b000", "a", "entry", None, 0, 5, 5, 95, 60, None, None),
    ("a-b001", "a", "name", "a-b001", 0, 10, 10, 90, 20, "eSc 1", "Aoki & <Sons>"),
    ("a-b002", "a", "partner", "a-b002", 0, 10, 25, 90, 35, None, None),
    ("a-b003", "a", "partner", "a-b002", 1, 15, 40, 40, 50, None, None),
    ("a-b004", "a", "field", None, 0, 50, 40, 90, 50, "eSc 2", None),
    ("b-b000", "b", "partner", "b-b000", 0, 1.25, 2.5, 30, 9.75, None, None),
]
COLUMNS = ["box", "page", "role", "name", "part", *tables.CORNERS, "given", "transcribed"]
LINES = pd.DataFrame({"page": ["b", "a", "a", "other"], "width": 100, "height": [80, 70, 70, 9]})
PAGES = [{"page": page, "path": f"scans/{page}.png", "frame": 0} for page in ("a", "b", "gone", "other")]
SIZES = [("a.png", 100, 70), ("b.png", 100, 80), ("blank.png", 30, 40), ("other.png", 100, 9)]
LINKS = pd.DataFrame(
    [
        ("m/clean", "a-b002", 1, "tk-1", "link"),
        ("m/clean", "a-b002", 2, "tk-2", "no match"),
        ("m/clean", "a-b001", 1, "tk-3", "no match"),
        ("other", "b-b000", 1, "tk-4", "link"),
    ],
    columns=["method", "query_id", "rank", "target_id", "decision"],
)
# Id, box, text and tags of the lines of both pages.
EXPECTED = [
    ("eSc 1", (10, 10, 90, 20), "Aoki & <Sons>", ("name",)),
    ("a-b002", (10, 25, 90, 35), "Mali", ("partner", "link:tk-1")),
    ("a-b003", (15, 40, 40, 50), None, ("partner",)),
    ("eSc 2", (50, 40, 90, 50), None, ("field",)),
    ("b-b000", (1.25, 2.5, 30, 9.75), None, ("partner",)),
]


@pytest.fixture
def pages(tmp_path):
    Image.new("L", (30, 40), 255).save(tmp_path / "blank.png")
    listed = [*PAGES, {"page": "blank", "path": str(tmp_path / "blank.png"), "frame": 0}]
    boxes = pd.DataFrame(BOXES, columns=COLUMNS)
    boxes = boxes.assign(source="pr", orientation="horizontal", tilt=0.0, reading_order=boxes["box"].str[-3:])
    boxes = frames.check(boxes.astype({"reading_order": int}), tables.BOXES, where="boxes")
    records = pd.DataFrame({"record": ["a-b001", "a-b002", "b-b000"], "noisy": ["read", "Mali", None]})
    records = records.assign(clean=[None, "", None]).astype(object)
    links = linked_targets(LINKS, "m/clean")
    return transcribe_pages(boxes[::-1], page_sizes(LINES), pages=listed, records=records, links=links)


@pytest.fixture
def written(pages, tmp_path):
    outputs = {form: tmp_path / f"{form}.zip" for form in ("alto", "page", "iiif")}
    export_pages(pages, outputs)
    return outputs


def described(pages, whole=False):
    """Describe all lines of pages, their boxes in whole pixels if so wished."""
    lines = [line for page in pages for line in page.lines]
    boxes = [tuple(map(round, line.box)) if whole else line.box for line in lines]
    return [(line.id, box, line.text, line.tags) for line, box in zip(lines, boxes, strict=True)]


def test_lines_have_roles_links_and_texts_and_entries_are_none(pages):
    assert described(pages) == EXPECTED


def test_pages_without_lines_are_written_and_those_that_cannot_be_opened_are_not(pages):
    assert [(page.image, page.width, page.height) for page in pages] == SIZES
    assert [page.where for page in pages] == ["a", "b", "blank", "other"]
    assert [len(page.lines) for page in pages] == [4, 1, 0, 0]


@pytest.mark.parametrize("form", ["alto", "page"])
def test_what_was_written_is_read_back(written, pages, form):
    read = read_transcriptions(written[form])
    assert [(page.image, page.width, page.height) for page in read] == SIZES
    assert described(read, whole=form == "page") == described(pages, whole=form == "page")


def test_annotations_of_iiif_hold_the_same_in_whole_pixels(written):
    with zipfile.ZipFile(written["iiif"]) as archive:
        assert archive.namelist() == ["a.json", "b.json", "blank.json", "other.json"]
        items = [item for name in archive.namelist() for item in json.loads(archive.read(name))["items"]]
    assert [item["target"] for item in items][:2] == ["a#xywh=10,10,80,10", "a#xywh=10,25,80,10"]
    assert items[-1]["target"] == "b#xywh=1,2,29,8" and items[0]["id"] == "a/eSc 1"
    bodies = [[(body["purpose"], body["value"]) for body in item["body"]] for item in items]
    assert bodies == [
        [("supplementing", text)] * bool(text) + [("tagging", tag) for tag in tags]
        for _, _, text, tags in EXPECTED
    ]
    assert [item["motivation"] for item in items][1:3] == ["supplementing", "tagging"]


def test_texts_hold_no_character_that_xml_cannot(pages, tmp_path):
    boxes = pd.DataFrame(BOXES[-1:], columns=COLUMNS).assign(reading_order=0, transcribed="Ma\x0bli")
    records = pd.DataFrame({"record": [], "clean": [], "noisy": []})
    found = transcribe_pages(boxes, {"b": (100, 80)}, pages=PAGES, records=records, links={})
    export_pages(found, {"alto": tmp_path / "alto.zip"})
    assert read_transcriptions(tmp_path / "alto.zip")[0].lines[0].text == "Mali"
