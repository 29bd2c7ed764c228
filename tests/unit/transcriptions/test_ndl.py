"""XML of the National Diet Library of Japan."""

import pytest

from clippings.transcriptions.elements import parse
from clippings.transcriptions.ndl import read_layout_dataset, read_ndlocr

LINE = '<LINE TYPE="本文" X="1" Y="2" WIDTH="30" HEIGHT="4" STRING="東京"/>'
BOX = "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>{}</ymax></bndbox>"
OBJECT = f"<object><name>{{}}</name>{BOX}</object>"
SIZE = "<size><width>400</width><height>300</height></size>"


def test_lines_of_blocks_and_of_tables():
    page = f'<PAGE IMAGENAME="1.jpg" WIDTH="40" HEIGHT="30"><TEXTBLOCK>{LINE}</TEXTBLOCK>'
    table = f'<BLOCK TYPE="表組">{LINE.replace("東京", "")}</BLOCK></PAGE>'
    root = parse(f"<OCRDATASET>{page}{table}</OCRDATASET>".encode(), "n.xml")
    (page,) = read_ndlocr(root, "n.xml")
    assert (page.image, page.width, page.height) == ("1.jpg", 40, 30)
    assert [(line.id, line.text, line.region) for line in page.lines] == [
        ("line_1", "東京", None),
        ("line_2", None, "表組"),
    ]
    assert (page.lines[0].box, page.lines[0].tags) == ((1, 2, 31, 6), ("本文",))


def test_boxes_of_the_layout_dataset_are_lines_where_they_hold_text():
    names = ["1_overall", "8_textline", "6_headline", "4_illustration"]
    objects = "".join(OBJECT.format(name, 6) for name in names)
    root = parse(f"<annotation><filename>1.jpg</filename>{SIZE}{objects}</annotation>".encode(), "v.xml")
    (page,) = read_layout_dataset(root, "v.xml")
    assert (page.image, page.width, page.height) == ("1.jpg", 400, 300)
    assert [(line.box, line.tags, line.text) for line in page.lines] == [
        ((1, 2, 30, 6), (), None),
        ((1, 2, 30, 6), ("headline",), None),
    ]


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        (read_ndlocr, "<OCRDATASET/>", "n.xml: OCRDATASET without a PAGE"),
        (read_ndlocr, '<OCRDATASET><PAGE HEIGHT="3"/></OCRDATASET>', "<PAGE> WIDTH is '', expected a number"),
        (
            read_ndlocr,
            f'<OCRDATASET><PAGE WIDTH="4" HEIGHT="3">{LINE.replace("X=", "Z=")}</PAGE></OCRDATASET>',
            "<LINE> has neither box nor outline",
        ),
        (
            read_layout_dataset,
            "<annotation/>",
            "n.xml, line 1: <annotation> size/width is '', expected a number",
        ),
        (
            read_layout_dataset,
            f"<annotation>{SIZE}{OBJECT.format('8_textline', 'low')}</annotation>",
            "<object> ymax is 'low', expected a number",
        ),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(reader, text, message):
    with pytest.raises(ValueError) as refusal:
        reader(parse(text.encode(), "n.xml"), "n.xml")
    assert message in str(refusal.value) and "\n" not in str(refusal.value)
