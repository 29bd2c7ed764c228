"""Names cut out: where, how wide, straight, and broken ones in one line."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from clippings import frames, tables
from clippings.images import decode_png
from clippings.layout.cropping import crop_names, stitch
from clippings.tables import CORNERS


@pytest.fixture
def page(directory_file):
    return {"page": "pr-0001", "path": str(directory_file), "source": "pr", "frame": 0}


@pytest.fixture
def boxes(page, known, sources, box_pages):
    return box_pages([page], detector=known, sources=sources)[0]


def test_each_name_is_one_crop_under_the_id_of_its_first_box(boxes, page):
    crops = frames.check(crop_names(boxes, [page], padding=0.1), tables.CROPS, where="crops")
    names = boxes[boxes["role"].isin(["name", "partner"])]
    assert crops["crop"].tolist() == names.loc[names["part"] == 0, "box"].tolist()
    assert crops["parts"].tolist() == [1, 1, 1, 2, 1] * 3
    assert crops["entry"].tolist() == names.loc[names["part"] == 0, "entry"].tolist()
    first = names.iloc[0]
    assert crops.loc[0, ["x0", "y0", "x1", "y1"]].tolist() == first[["x0", "y0", "x1", "y1"]].tolist()


def test_a_crop_holds_its_line_and_a_margin(boxes, page, directory, printed):
    crops = crop_names(boxes, [page], padding=0.2)
    image = decode_png(crops["image"][0])
    x0, y0, x1, y1 = directory.loc[0, ["x0", "y0", "x1", "y1"]].astype(int)
    margin = round(0.2 * (y1 - y0))
    expected = printed(directory)[y0 - margin : y1 + margin, x0 - margin : x1 + margin]
    assert abs(image.shape[0] - expected.shape[0]) <= 2 and abs(image.shape[1] - expected.shape[1]) <= 2
    assert image.mean() == pytest.approx(expected.mean(), abs=6)


def test_a_broken_name_becomes_one_line(boxes, page):
    crops = crop_names(boxes, [page], padding=0.0)
    whole = decode_png(crops.loc[crops["parts"] == 2, "image"].iloc[0])
    # Two characters of 20 pixels at the line end, three more in the next line.
    assert whole.shape[0] == pytest.approx(20, abs=2) and whole.shape[1] == pytest.approx(100, abs=4)


def test_a_crop_has_id_and_text_of_its_lines_in_the_transcription(boxes, page):
    texts = boxes["box"].str[-3:].where(boxes["part"] == 0, "on")
    given = boxes.assign(given="eSc_" + boxes["box"], transcribed=texts)
    crops = frames.check(crop_names(given, [page], padding=0.0), tables.CROPS, where="crops")
    assert (crops["given"] == "eSc_" + crops["crop"]).all()
    whole = crops["crop"].str[-3:] + crops["parts"].map({1: "", 2: " on"})
    assert crops["transcribed"].tolist() == whole.tolist()


def test_a_broken_name_of_which_a_line_has_no_text_has_none(boxes, page):
    texts = boxes.assign(transcribed=boxes["box"].where(boxes["part"] == 0))
    crops = crop_names(texts, [page], padding=0.0)
    assert (crops["transcribed"].isna() == (crops["parts"] > 1)).all()


def test_a_crop_of_a_tilted_page_is_straight(directory, printed, known, sources, tmp_path, box_pages):
    tilted = Image.fromarray(printed(directory)).rotate(-0.7, Image.Resampling.BICUBIC, fillcolor=240)
    tilted.save(tmp_path / "page.png")
    row = {"page": "p", "path": str(tmp_path / "page.png"), "source": "pr", "frame": 0}
    boxes, _ = box_pages([row], detector=known, sources=sources)
    crops = crop_names(boxes, [row], padding=0.1)
    image = decode_png(crops["image"][0])
    ink = np.flatnonzero((image < 130).any(axis=1))
    assert np.ptp(ink) + 1 == pytest.approx(28, abs=2)


@pytest.mark.parametrize("degrees", [-1.5, 1.5])
@pytest.mark.parametrize(
    "box", [(0, 20, 12, 50), (788, 20, 800, 50), (0, 1150, 12, 1180), (788, 1150, 800, 1180)]
)
def test_a_name_in_the_corner_of_a_tilted_page_is_cut_out_whole(box, degrees, tmp_path):
    x0, y0, x1, y1 = box
    scan = np.full((1200, 800), 240, np.uint8)
    scan[y0:y1, x0:x1] = 30
    Image.fromarray(scan).save(tmp_path / "page.png")
    row = {"page": "p", "path": str(tmp_path / "page.png"), "source": "pr", "frame": 0}
    name = pd.DataFrame([box], columns=CORNERS).assign(box="p-b0", name="p-b0", page="p", source="pr")
    name = name.assign(role="name", orientation="horizontal", reading_order=0, part=0, entry=None)
    name = name.assign(tilt=np.radians(degrees), given=None, transcribed=None)
    (data,) = crop_names(name, [row], padding=0)["image"]
    image = decode_png(data)
    assert image.shape[0] == pytest.approx(30, abs=2) and 5 <= image.shape[1] <= 14
    assert image.mean() == pytest.approx(30, abs=60)


def test_a_box_beyond_the_page_is_refused(boxes, page):
    boxes.loc[boxes["role"] == "name", ["x0", "x1"]] += 2000
    with pytest.raises(ValueError, match=r"page pr-0001: the box of .* lies beyond its 1000 x 500 pixels"):
        crop_names(boxes, [page], padding=0.1)


def test_pages_without_names_are_not_opened(boxes, page):
    gone = {"page": "pr-0009", "path": "gone.tif", "source": "pr", "frame": 0}
    assert len(crop_names(boxes, [gone, page], padding=0.1)) == 15
    assert len(crop_names(boxes.head(0), [gone], padding=0.1)) == 0
    frames.check(crop_names(boxes.head(0), [gone], padding=0.1), tables.CROPS, where="crops")


def test_a_page_of_too_many_pixels_is_refused(boxes, page):
    with pytest.raises(ValueError, match=r"expected at most 499,999 in all; .* raise `layout: most_pixels`"):
        crop_names(boxes, [page], padding=0.1, most_pixels=499_999)


def test_a_page_that_went_missing_is_named(boxes, page):
    with pytest.raises(ValueError, match=r"gone.tif: no such file"):
        crop_names(boxes, [{**page, "path": "gone.tif"}], padding=0.1)


shades = st.integers(0, 255)
parts = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), shades), min_size=1, max_size=4)


@settings(max_examples=50)
@given(parts, st.sampled_from(["horizontal", "vertical"]), st.booleans())
def test_stitching_keeps_every_part_in_order(parts, orientation, colour):
    images = [np.full((h, w, 3) if colour else (h, w), shade, np.uint8) for h, w, shade in parts]
    whole = stitch(images, orientation=orientation)
    along, across = (1, 0) if orientation == "horizontal" else (0, 1)
    assert whole.shape[along] == sum(image.shape[along] for image in images)
    assert whole.shape[across] == max(image.shape[across] for image in images)
    place = 0
    for image in images:
        strip = np.take(whole, range(place, place + image.shape[along]), axis=along)
        start = (strip.shape[across] - image.shape[across]) // 2
        assert np.array_equal(np.take(strip, range(start, start + image.shape[across]), axis=across), image)
        place += image.shape[along]


def test_what_parts_leave_free_is_paper():
    ink, paper = np.full((4, 1), 20, np.uint8), np.full((6, 5), 230, np.uint8)
    assert stitch([ink, paper], orientation="horizontal")[0, 0] == 230
