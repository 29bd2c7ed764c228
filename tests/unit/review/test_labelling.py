"""What the label page holds: pages as suggested, lines with guesses, labels so far, small pictures."""

import json
import os
import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from clippings import frames, tables
from clippings.review.labelling import SIDE, label_page, list_labels

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "workflow/lib/clippings/review/templates"
NAMES = ("labelling.html", "shared.css", "labelling.css", "shared.js", "sheet.js", "labelling.js")
TEMPLATES = [str(FOLDER / name) for name in NAMES]
CATALOGUES = Path(os.environ.get("CLIPPINGS_REAL_DATA", ROOT.parent / "shared/data")) / "catalogues"


def guesses(*rows):
    """Return lines given as (line, page, role, probability, text), with boxes."""
    frame = pd.DataFrame(rows, columns=["line", "page", "role", "probability", "text"])
    frame = frame.assign(source="s", orientation="horizontal", x0=1.04, y0=2.0, x1=30.0, y1=9.0)
    return frames.check(frame, tables.LINE_GUESSES, where="test")


def labelled(*rows):
    """Return labels given as (page, line, role, text), with boxes."""
    frame = pd.DataFrame(rows, columns=["page", "line", "role", "text"])
    frame = frame.assign(x0=1.0, y0=2.0, x1=30.0, y1=9.0)
    return frames.check(frame, tables.LINE_LABELS, where="test")


LINES = guesses(("a1", "a", "name", 0.91239, "</script>"), ("b1", "b", None, None, None))


@pytest.fixture
def pages(tmp_path):
    """A page in colour, larger than is shown, and a smaller grey one."""
    Image.new("RGB", (3000, 4400), (250, 240, 200)).save(tmp_path / "a.png")
    Image.new("L", (200, 300), 240).save(tmp_path / "b.png")
    return [{"page": name, "path": str(tmp_path / f"{name}.png"), "source": "s"} for name in ("a", "b")]


def make(pages, *, suggested=("b", "a"), **changed):
    """Return the page and its two blocks of data."""
    suggestions = pd.DataFrame([(page, f"because {page}") for page in suggested], columns=["page", "reason"])
    settings = {"labels": labelled(), "count": 10, "dataset": "firms", "templates": TEMPLATES, **changed}
    page = label_page(LINES, pages, suggestions=suggestions, **settings)
    content, scans = (
        json.loads(re.search(rf'id="{name}">(.*?)</script>', page, flags=re.S)[1])
        for name in ("content", "scans")
    )
    return page, content, scans


def test_a_page_of_too_many_pixels_is_not_shown(pages):
    with pytest.raises(ValueError, match="expected at most 59,999 in all"):
        make(pages[1:], suggested=["b"], most_pixels=59_999)


def test_pages_come_as_suggested_with_their_lines_and_guesses(pages):
    page, content, _ = make(pages)
    first, second = content["pages"]
    assert (first["id"], first["reason"], first["width"], first["height"]) == ("b", "because b", 200, 300)
    nothing = {"line": "b1", "box": [1, 2, 30, 9], "role": "other", "probability": None, "text": ""}
    assert first["lines"] == [nothing]
    guess = {"line": "a1", "box": [1, 2, 30, 9], "role": "name", "probability": 0.912, "text": "</script>"}
    assert second["lines"] == [guess]
    assert not re.search(r"(?:src|href)=|https?:", page)


def test_scans_are_grey_and_no_larger_than_needed(pages):
    _, content, scans = make(pages)
    sizes = {}
    for name, scan in scans.items():
        with Image.open(BytesIO(b64decode(scan))) as image:
            sizes[name] = image.size
    assert sizes == {"b": (200, 300), "a": (1500, SIDE)}
    assert [(page["width"], page["height"]) for page in content["pages"]] == [(200, 300), (3000, 4400)]


def test_as_many_pages_are_shown_as_are_asked_for_and_the_digest_follows(pages):
    _, one, scans = make(pages, count=1)
    assert [page["id"] for page in one["pages"]] == ["b"] == list(scans)
    digests = [make(pages, **changed)[1]["digest"] for changed in ({}, {}, {"count": 1})]
    assert digests[0] == digests[1] != digests[2]


def test_labels_of_pages_shown_and_of_others_are_on_the_page(pages):
    labels = labelled(("a", "a1", "partner", "Aoki"), ("z", None, "name", None))
    _, content, _ = make(pages, labels=labels)
    assert content["labels"] == [
        {"page": "a", "line": "a1", "box": [1, 2, 30, 9], "role": "partner", "text": "Aoki"},
        {"page": "z", "line": "", "box": [1, 2, 30, 9], "role": "name", "text": ""},
    ]


def test_a_label_may_name_its_line_as_the_transcription_does():
    lines = guesses(("a1", "a", "name", 0.9, None), ("b1", "b", "name", 0.9, None)).assign(given="t1")
    labels = labelled(("b", "t1", "field", None)).assign(x0=None, y0=None)
    (label,) = list_labels(labels, lines, shown=["b"])
    assert (label["page"], label["line"], label["box"]) == ("b", "b1", [1, 2, 30, 9])


def test_a_label_without_a_box_has_that_of_its_line(pages):
    labels = labelled(("a", "a1", "partner", None), ("z", "z1", "name", None)).assign(x0=None, y0=None)
    _, content, _ = make(pages, labels=labels)
    assert [label["box"] for label in content["labels"]] == [[1, 2, 30, 9], None]
    with pytest.raises(
        ValueError, match="label of line 'z1' on page 'a': no line has this id, expected a box"
    ):
        make(pages, labels=labels.assign(page="a"))


def test_a_page_that_is_no_page_or_cannot_be_read_is_one_line(pages):
    with pytest.raises(
        ValueError, match="page 'z' is suggested for labelling, expected one of the dataset's"
    ):
        make(pages, suggested=("z",))
    Path(pages[1]["path"]).write_bytes(b"no picture")
    with pytest.raises(ValueError, match=r"b.png: not a readable image"):
        make(pages)


def test_a_page_without_lines_is_shown(pages):
    _, content, _ = make([{**pages[1], "page": "c"}], suggested=("c",))
    assert content["pages"][0]["lines"] == []


def test_ten_real_pages_are_a_file_that_can_be_sent(record_property):
    if not CATALOGUES.is_dir():
        pytest.skip(f"no catalogues in {CATALOGUES} (CLIPPINGS_REAL_DATA)")
    scans = sorted(CATALOGUES.glob("*/*.png"))[::13][:10]
    pages = [{"page": scan.stem, "path": str(scan), "source": "s"} for scan in scans]
    page, *_ = make(pages, suggested=[page["page"] for page in pages])
    record_property("size", f"{len(page) / 1e6:.1f} MB")
    assert len(scans) == 10 and len(page) < 30e6
