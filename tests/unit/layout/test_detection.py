"""Pages in, boxes and statuses out: ids, bad pages, and what a detector is told."""

import numpy as np
import pytest
from layoutparser.elements import Layout, Rectangle, TextBlock
from PIL import Image

from clippings import frames, tables
from clippings.layout.detection import DETECTORS, build_detector, detect_pages
from clippings.layout.ink import INK
from clippings.layout.status import check_pages
from clippings.tables import CORNERS
from clippings.transcriptions.lines import Line, Transcription
from clippings.transcriptions.writing import write_alto


@pytest.fixture
def pages(directory_file, tmp_path):
    """A good page, a blank one, a missing file, a broken file, a frame too many, a good page."""
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no image")
    places = [
        (directory_file, 0),
        (directory_file, 1),
        (tmp_path / "gone.tif", 0),
        (broken, 0),
        (directory_file, 7),
        (directory_file, 2),
    ]
    return [
        {"page": f"pr-{n:04d}", "path": str(path), "source": "pr", "frame": frame}
        for n, (path, frame) in enumerate(places, start=1)
    ]


def test_good_pages_give_boxes_and_bad_ones_a_reason(pages, known, sources, directory, box_pages):
    boxes, status = box_pages(pages, detector=known, sources=sources)
    words = ["ok", "blank", "missing", "unreadable", "unreadable", "ok"]
    assert status["status"].tolist() == words
    assert status["boxes"].tolist() == [33, 0, 0, 0, 0, 33]
    assert status["names"].tolist() == [18, 0, 0, 0, 0, 18]
    assert status["message"].isna().tolist() == [word == "ok" for word in words]
    assert "no such file" in status["message"][2] and "expected 0 to 2" in status["message"][4]
    frames.check(status, tables.PAGE_STATUS, where="status")
    checked = frames.check(boxes, tables.BOXES, where="boxes")
    assert checked.groupby("page").size().to_dict() == {"pr-0001": 33, "pr-0006": 33}
    lines = checked[(checked["page"] == "pr-0006") & (checked["role"] != "entry")]
    assert np.allclose(lines[["x0", "y0", "x1", "y1"]], directory[["x0", "y0", "x1", "y1"]], atol=2)


def test_box_ids_tell_page_and_place_and_hang_together(pages, known, sources, box_pages):
    boxes, _ = box_pages(pages[:1], detector=known, sources=sources)
    assert boxes["box"].tolist() == [f"pr-0001-b{order:03d}" for order in range(33)]
    assert set(boxes["entry"]) == {"pr-0001-b001", "pr-0001-b012", "pr-0001-b023"}
    assert boxes.loc[boxes["part"] == 1, ["box", "name"]].to_numpy().tolist() == [
        ["pr-0001-b009", "pr-0001-b008"],
        ["pr-0001-b020", "pr-0001-b019"],
        ["pr-0001-b031", "pr-0001-b030"],
    ]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (1, "page pr-0002: .*directory.tif .frame 1. is blank, expected printed lines"),
        (2, "page pr-0003: .*gone.tif: no such file; expected a PNG, JPEG, JPEG 2000, TIFF or PDF"),
        (3, "page pr-0004: .*broken.png: not a readable image"),
        (4, "page pr-0005: .*frame 7 was asked for, expected 0 to 2"),
    ],
)
def test_a_bad_page_stops_the_run_where_it_should(pages, known, sources, number, says, box_pages):
    boxes, status = box_pages([pages[0], pages[number]], detector=known, sources=sources)
    assert set(boxes["page"]) == {"pr-0001"}
    with pytest.raises(ValueError, match=says) as caught:
        check_pages(status, on_bad_page="fail")
    assert "\n" not in str(caught.value)
    check_pages(status, on_bad_page="skip")


def test_the_first_bad_page_is_named_and_the_others_counted(pages, known, sources, box_pages):
    _, status = box_pages(pages, detector=known, sources=sources)
    with pytest.raises(
        ValueError, match=r"^page pr-0002: .*; 3 more of 6 pages are bad .`on_bad_page: skip`"
    ):
        check_pages(status, on_bad_page="fail")


def test_a_page_without_names_is_bad_too(pages, known, sources, box_pages):
    def fields_only(sheet):
        return Layout([block for block in known(sheet) if block.type == "field"])

    _, status = box_pages(pages[:1], detector=fields_only, sources=sources)
    assert status["status"].tolist() == ["no names"]
    with pytest.raises(ValueError, match="has 12 boxes but no names, expected at least one"):
        check_pages(status, on_bad_page="fail")


def test_a_detector_sees_a_straight_page_and_its_declaration(
    directory, printed, known, sources, tmp_path, box_pages
):
    page = Image.fromarray(printed(directory)).rotate(-0.6, Image.Resampling.BICUBIC, fillcolor=240)
    page.save(tmp_path / "page.png")
    seen = []
    row = {"page": "p", "path": str(tmp_path / "page.png"), "source": "pr", "frame": 0}
    boxes, _ = box_pages([row], detector=lambda sheet: seen.append(sheet) or known(sheet), sources=sources)
    (sheet,) = seen
    assert (sheet.page, sheet.orientation, sheet.roles) == ("p", "horizontal", ("name", "partner"))
    straight = np.abs(sheet.image.astype(int) - printed(directory))
    assert np.median(straight) < 20 and (straight > 120).mean() < 0.02
    # The boxes come back tilted as the page is: the right column lies lower than on the straight page.
    last = boxes[boxes["role"] == "name"].iloc[-1]
    assert last["y0"] == pytest.approx(90 + (635 - 500) * np.sin(np.radians(0.6)), abs=2)


def test_blocks_of_other_types_and_without_area_are_no_lines(pages, known, sources, box_pages):
    def noisy(sheet):
        extra = [Rectangle(10, 10, 10, 40), Rectangle(10, 10, 60, 40)]
        blocks = [TextBlock(box, type=kind) for box, kind in zip(extra, ("name", "figure"), strict=True)]
        return Layout([*blocks, *known(sheet)])

    boxes, _ = box_pages(pages[:1], detector=noisy, sources=sources)
    assert len(boxes) == 33


def test_an_error_of_a_detector_is_raised_and_no_status_of_the_page(pages, sources, box_pages):
    def broken(sheet):
        raise ValueError("operands could not be broadcast together")

    with pytest.raises(ValueError, match="could not be broadcast"):
        box_pages(pages[:1], detector=broken, sources=sources)


def test_no_pages_no_rows(known, sources, box_pages):
    boxes, status = box_pages([], detector=known, sources=sources)
    assert len(boxes) == len(status) == 0


def test_an_unknown_detector_is_named_with_the_known_ones():
    known = ", ".join(DETECTORS)
    assert known == "lines, whole_lines, transcription, layoutparser, coco"
    with pytest.raises(ValueError, match=f"detector 'liens' is unknown, expected one of {known}"):
        build_detector("liens", {}, threads=1)


def test_the_line_detector_asks_for_its_model(tmp_path):
    with pytest.raises(ValueError, match=r"det.onnx: no such file; expected the PP-OCRv6 line detector"):
        build_detector("lines", {"model": tmp_path / "det.onnx", "longest_side": 900}, threads=1)


def found_beside(pages, transcription, detector, ink=False):
    """Detect the lines of the good page, with a transcription of two lines, or with what a text holds."""
    source = {"orientation": "horizontal", "roles": ["name"], "ink": ink}
    page = {"path": str(transcription.with_suffix(".tif")), "transcription": str(transcription)}
    lines, status = detect_pages([pages[0] | page], detector=detector, source=source)
    return frames.check(lines, tables.LINES, where="lines"), status.iloc[0]


@pytest.fixture
def transcription(tmp_path, directory_file):
    """Write the good page to a file of its own, and its first two lines as ALTO."""
    with Image.open(directory_file) as pages:
        pages.save(tmp_path / "directory.tif")
    lines = Line("eSc_1", (30, 90, 180, 120), text="青木"), Line("eSc_2", (50, 134, 110, 154))
    (tmp_path / "directory.xml").write_bytes(write_alto(Transcription("", 1000, 500, lines, "")))
    return tmp_path / "directory.xml"


def test_a_page_of_too_many_pixels_is_unreadable_with_the_key_that_allows_more(pages, known):
    source = {"orientation": "horizontal", "roles": ["name"], "ink": False}
    lines, status = detect_pages(pages[:1], detector=known, source=source, most_pixels=499_999)
    assert lines.empty and status["status"].tolist() == ["unreadable"]
    assert "1,000 x 500 pixels, expected at most 499,999 in all" in status["message"][0]
    assert status["message"][0].endswith("or for pages raise `layout: most_pixels`")


def test_the_ink_of_lines_is_measured_where_their_roles_are_learned(pages, known, transcription):
    plain, _ = found_beside(pages, transcription, known)
    inked, _ = found_beside(pages, transcription, known, ink=True)
    assert plain[INK].isna().all(axis=None)
    assert inked["ink_height"].between(18, 31).all() and inked["ink_density"].between(0.3, 1).all()


def test_lines_that_were_found_have_the_texts_of_the_transcription(pages, known, transcription):
    lines, status = found_beside(pages, transcription, known)
    assert (status["status"], len(lines)) == ("ok", 30)
    assert sorted(lines["given"].dropna()) == ["eSc_1", "eSc_2"]
    assert lines.loc[lines["given"] == "eSc_1", ["transcribed", "x0", "y0"]].to_numpy().tolist() == [
        ["青木", 30, 90]
    ]


def test_lines_may_be_those_of_the_transcription_alone(pages, transcription):
    detector = build_detector("transcription", {"tags": {}}, threads=1)
    lines, status = found_beside(pages, transcription, detector)
    assert lines[["line", "given", "role"]].to_numpy().tolist() == [
        ["pr-0001-l000", "eSc_1", "other"],
        ["pr-0001-l001", "eSc_2", "other"],
    ]
    assert status["status"] == "ok" and lines[CORNERS].to_numpy().tolist()[0] == [30, 90, 180, 120]


def test_a_transcription_that_cannot_be_read_is_the_status_of_its_page(pages, known, transcription):
    transcription.write_text("<alto><Layout>")
    lines, status = found_beside(pages, transcription, known)
    assert lines.empty and status["status"] == "unreadable"
    assert status["message"].startswith(f"page pr-0001: {transcription}: not well-formed XML")


def test_a_page_whose_transcription_has_no_lines_is_blank(pages, transcription):
    transcription.write_bytes(write_alto(Transcription("", 1000, 500, (), "")))
    detector = build_detector("transcription", {"tags": {}}, threads=1)
    assert found_beside(pages, transcription, detector)[1]["status"] == "blank"
