"""Pictures of names: as files, as boxes on a page, beside texts or in place of them."""

import pandas as pd
import pytest
from PIL import Image, ImageDraw, ImageFont

import clippings
from clippings.api.pictures import read_pictures, see

pytestmark = pytest.mark.usefixtures("shipped")
NAMES = [
    "Albert Anker",
    "Frank Buchser",
    "Rudolf Koller",
    "Robert Zund",
    "Ernst Stueckelberg",
    "Gustave Castan",
]
LINE, MARGIN = 60, 20


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Six names one below the other on a page, and each in a file of its own."""
    folder, font = tmp_path_factory.mktemp("pictures"), ImageFont.load_default(32)
    page = Image.new("L", (500, LINE * len(NAMES)), 235)
    for row, name in enumerate(NAMES):
        ImageDraw.Draw(page).text((MARGIN, row * LINE + 8), name, font=font, fill=30)
    page.save(folder / "page.png")
    boxes = [
        (MARGIN, row * LINE + 8, MARGIN + font.getlength(name), row * LINE + 48)
        for row, name in enumerate(NAMES)
    ]
    table = pd.DataFrame(boxes, columns=["x0", "y0", "x1", "y1"]).assign(page=str(folder / "page.png"))
    table["file"] = [str(folder / f"{row}.png") for row in range(len(NAMES))]
    for box, path in zip(boxes, table["file"], strict=True):
        page.crop((box[0] - 8, box[1] - 4, box[2] + 8, box[3] + 4)).save(path)
    return table


@pytest.fixture
def texts():
    return pd.DataFrame({"name": NAMES})


def test_a_picture_without_a_text_is_read(drawn, texts):
    found = clippings.link(drawn, texts, on=(None, "name"), images=("file", None), threads=2)
    assert found.links["left_text"].tolist() == NAMES
    assert found.links["right"].tolist() == list(range(6))


def test_a_text_that_is_given_stays(drawn, texts):
    named = drawn.assign(name=["Anker, Albert", *[None] * 5])
    links = clippings.link(named, texts, on="name", images=("file", None), threads=1).links
    assert links["left_text"].tolist() == ["Anker, Albert", *NAMES[1:]]


def test_pictures_of_either_table_are_compared(drawn):
    found = clippings.link(drawn, drawn[::-1], images="file", threads=1)
    assert found.links["right"].tolist() == list(range(5, -1, -1))
    pictured = found.evidence[found.evidence["left"] + found.evidence["right"] == 5]
    assert pictured["selfsup_visual"].to_numpy() == pytest.approx(1)
    assert {"selfsup_language_clean", "selfsup_crossed_clean"} <= {*found.evidence}


def test_a_box_on_a_page_is_cut_out_and_seen_as_a_file_of_its_own(drawn, texts):
    corners = ["x0", "y0", "x1", "y1"]
    found = clippings.link(drawn, texts, on=(None, "name"), images=("page", None), boxes=corners, threads=1)
    assert found.links["left_text"].tolist() == NAMES


@pytest.mark.parametrize(
    ("edge", "line"),
    [
        (0.0, r"left: row 3 has the box \[20.0, 128.0, 0.0, 168.0\], expected left, upper, right, lower"),
        (None, r"left: row 3 has the box \[20.0, 128.0, nan, 168.0\], expected left, upper, right, lower"),
        ("wide", "left: boxes: could not convert string to float: 'wide', expected numbers of pixels"),
    ],
)
def test_a_box_that_is_none_is_named_with_its_row(drawn, texts, edge, line):
    corners = ["x0", "y0", "x1", "y1"]
    broken = drawn.assign(x1=drawn["x1"].astype(object).where(drawn.index != 2, edge))
    with pytest.raises(ValueError, match=line):
        clippings.link(broken, texts, on=(None, "name"), images=("page", None), boxes=corners)


def test_readings_do_not_hang_on_the_order_of_rows_or_the_number_of_threads(drawn):
    items = pd.DataFrame({"record": [f"a/{row}" for row in range(6)], "path": drawn["file"], "source": "a"})
    items = items.assign(orientation="horizontal", role="name")
    seen = [
        see(read_pictures(part, pd.DataFrame()), threads=threads)
        for part, threads in ((items, 1), (items[::-1], 3))
    ]
    pd.testing.assert_frame_equal(seen[0][0], seen[1][0])
    assert (seen[0][1].features == seen[1][1].features).all()


def test_a_picture_that_is_not_there_is_named_with_its_row(drawn, texts):
    broken = drawn.assign(file=drawn["file"].where(drawn.index != 2, "none.png"))
    with pytest.raises(ValueError, match=r"record 'left/2': none.png: no such file"):
        clippings.link(broken, texts, on=(None, "name"), images=("file", None), threads=1)
