"""Lines of a transcription: where they stand on the page, what they are, and of which page of a file."""

import logging
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from clippings.archives import pack
from clippings.layout.tilt import Sheet, Tilt
from clippings.layout.transcribed import attach_texts, read_lines, transcription_detector
from clippings.tables import CORNERS
from clippings.transcriptions.lines import Line, Transcription
from clippings.transcriptions.writing import write_alto

SIZE = (1000, 1400)
TITLE = Line("l1", (100, 200, 900, 230), text="Aoki Shoten", tags=("title",), region="entry")
LINES = (TITLE, Line("l2", (100, 240, 900, 270), region="entry"), Line("l3", (100, 280, 900, 310)))


def transcription(*lines, image="1.png", size=SIZE):
    return Transcription(image, *size, lines or LINES, "")


@pytest.fixture
def sheet_of(tmp_path_factory):
    """Return a function that zips pages as ALTO, and gives the sheet of an image beside them."""

    def sheet(*pages, image="1.png", frame=0, frames=1, file="1.xml", angle=0.0, members=None):
        folder = tmp_path_factory.mktemp("sheet")  # A file of one path is read once.
        members = members or [f"{number}.xml" for number in range(len(pages))]
        pack(dict(zip(members, map(write_alto, pages), strict=True)), folder / file)
        (folder / image).parent.mkdir(parents=True, exist_ok=True)
        paper = [Image.new("L", (9, 9), 255)] * frames
        paper[0].save(folder / image, **({"save_all": True, "append_images": paper[1:]} if paper[1:] else {}))
        white, tilt = np.full(SIZE[::-1], 255, np.uint8), Tilt(angle, *SIZE)
        return Sheet(
            page="p",
            path=str(folder / image),
            frame=frame,
            image=white,
            tilt=tilt,
            orientation="horizontal",
            roles=("name",),
            transcription=str(folder / file),
        )

    return sheet


def boxes(sheet):
    return [line.box for line in read_lines(sheet)]


def test_lines_of_a_smaller_copy_are_scaled_to_the_image(sheet_of):
    small = transcription(Line("l1", (50, 100, 450, 115)), size=(500, 700))
    assert boxes(sheet_of(small)) == [TITLE.box]


def test_a_page_of_another_shape_is_refused(sheet_of):
    with pytest.raises(ValueError, match=r"1\.xml: 0\.xml: the page is 1400 × 1000, its image 1000 × 1400"):
        boxes(sheet_of(transcription(size=SIZE[::-1])))


def test_lines_without_an_area_on_the_page_are_left_out_and_counted(sheet_of, caplog):
    beyond = Line("out", (1100, 20, 1200, 40))
    over = Line("over", (-20, 20, 1200, 40))
    flat = Line("flat", (100, 50, 900, 50))
    with caplog.at_level(logging.INFO, logger="clippings"):
        assert boxes(sheet_of(transcription(beyond, over, flat, TITLE))) == [(0, 20, 1000, 40), TITLE.box]
    assert "page p: 2 of 4 transcribed lines have no area on the page, and are left out" in caplog.text


def test_tags_of_a_line_or_else_of_its_region_give_roles_and_no_tag_is_other(sheet_of):
    detect = transcription_detector(tags={"title": "name", "entry": "field"})
    found = detect(sheet_of(transcription()))
    assert [block.type for block in found] == ["name", "field", "other"]
    assert [(block.id, block.text) for block in found][:2] == [("l1", "Aoki Shoten"), ("l2", None)]


def test_a_tilted_page_is_laid_straight_and_its_lines_come_back_where_they_were(sheet_of):
    angle = np.radians(1.0)
    rise = 800 * np.sin(angle)
    tilted = transcription(replace(TITLE, box=(100, 200, 900, 230 + rise)))
    sheet = sheet_of(tilted, angle=angle)
    (block,) = transcription_detector(tags={})(sheet)
    assert block.height == pytest.approx(30, abs=1) and block.width == pytest.approx(800, abs=2)
    back = sheet.tilt.tilt_boxes(np.array([block.coordinates]))
    assert back[0] == pytest.approx((100, 200, 900, 230 + rise))


def test_a_page_without_a_transcription_is_refused_with_what_was_expected(sheet_of):
    sheet = replace(sheet_of(transcription()), transcription=None)
    with pytest.raises(
        ValueError, match=r"1\.png: no transcription beside it, expected one .* such as 1\.xml"
    ):
        transcription_detector(tags={})(sheet)


def taken(sheet_of, images, *place, **how):
    """Return the ids of the lines of a page in a file of pages, each of one line, l0, l1 … and an image."""
    image, frame, file = place
    pages = [transcription(replace(TITLE, id=f"l{n}"), image=name) for n, name in enumerate(images)]
    return [line.id for line in read_lines(sheet_of(*pages, image=image, frame=frame, file=file, **how))]


@pytest.mark.parametrize("images", [["other.png", "1.jpg"], ["C:\\scans\\other.tif", "C:\\scans\\1.tif"]])
def test_of_several_pages_that_which_names_the_image_is_taken(sheet_of, images):
    assert taken(sheet_of, images, "1.png", 0, "all.zip") == ["l1"]


@pytest.mark.parametrize(
    ("images", "file"),
    [(["", ""], "book.xml"), (["b1.png", "b2.png"], "book.xml"), (["book.pdf", "book.pdf"], "all.zip")],
)
def test_of_several_pages_of_one_image_that_of_its_frame_is_taken(sheet_of, images, file):
    found = [taken(sheet_of, images, "book.pdf", frame, file, frames=2) for frame in (0, 1)]
    assert found == [["l0"], ["l1"]]


def test_the_page_whose_file_is_called_as_it_is_taken_of_an_image_of_more_frames(sheet_of):
    images, members = ["book.pdf"] * 2, ["pr-book-0001.xml", "p.xml"]
    assert taken(sheet_of, images, "book.pdf", 2, "all.zip", frames=3, members=members) == ["l1"]


@pytest.mark.parametrize("members", [["vol1/page/1.xml", "vol2/page/1.xml"], ["vol1/1.xml", "vol2/1.xml"]])
def test_of_several_pages_of_one_file_name_that_of_the_folder_is_taken(sheet_of, members):
    found = [taken(sheet_of, ["1.png"] * 2, f"vol{n}/1.png", 0, "all.zip", members=members) for n in (1, 2)]
    assert found == [["l0"], ["l1"]]
    images = ["D:\\vol1\\1.png", "vol2/1.png"]
    assert taken(sheet_of, images, "vol2/1.png", 0, "all.zip") == ["l1"]


@pytest.mark.parametrize(
    ("image", "frames", "count"), [("book.pdf", 3, 2), ("book.pdf", 2, 1), ("vol3/1.png", 1, 2)]
)
def test_pages_that_are_not_as_many_as_the_frames_are_refused(sheet_of, image, frames, count):
    says = (
        rf"all.zip: {count} of its {count} pages are of .*, which has {frames}; expected as many, or a file"
    )
    with pytest.raises(ValueError, match=says + " called as page p"):
        taken(sheet_of, [image.split("/")[-1]] * count, image, 0, "all.zip", frames=frames)


def test_the_one_page_beside_an_image_is_its_own_whatever_it_calls_its_image(sheet_of):
    assert taken(sheet_of, ["0001_scan.jpg"], "1.png", 0, "1.xml") == ["l0"]


@pytest.mark.parametrize(
    ("images", "place"),
    [
        (["a.png", "b.png"], ("1.png", 0, "all.zip")),
        (["a.png"], ("1.png", 0, "all.zip")),
        (["default.jpg", "default.jpg"], ("1.png", 0, "all.zip")),
    ],
)
def test_a_page_of_another_image_is_never_taken(sheet_of, images, place):
    with pytest.raises(
        ValueError, match=rf"{place[2]}: none of its {len(images)} pages is of {place[0]}, expected one"
    ):
        taken(sheet_of, images, *place)


def test_lines_that_were_found_take_id_and_text_of_those_that_they_meet(sheet_of):
    found = pd.DataFrame([(110, 205, 880, 235), (100, 600, 900, 630)], columns=CORNERS)
    attached = attach_texts(found, sheet_of(transcription()))
    assert attached["given"].dropna().to_dict() == {0: "l1"}
    assert attached["transcribed"].dropna().to_dict() == {0: "Aoki Shoten"}
    assert attach_texts(found.head(0), sheet_of(transcription())).empty


def test_a_transcription_without_lines_leaves_those_that_were_found(sheet_of):
    found = pd.DataFrame([(110, 205, 880, 235)], columns=CORNERS)
    sheet = sheet_of(Transcription("1.png", *SIZE, (), ""))
    assert attach_texts(found, sheet)["given"].isna().all()
    assert len(transcription_detector(tags={})(sheet)) == 0
