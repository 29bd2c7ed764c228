"""What is written is read back the same."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings.transcriptions.identifiers import from_xml_id, to_xml_id
from clippings.transcriptions.lines import Line, Transcription, fitted, hull, tidy
from clippings.transcriptions.reading import read_transcriptions
from clippings.transcriptions.writing import write_alto, write_page

XML_TEXT = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXT = st.text(XML_TEXT | st.sampled_from("\t\n{};:\\u0041_x0041_ <&\"'>"), min_size=1, max_size=12)
PLACE = st.integers(0, 400)
POINTS = st.lists(st.tuples(PLACE, PLACE), min_size=2, max_size=5).map(tuple)


@st.composite
def lines(draw):
    """Draw a line whose box is that of its outline, as in files that have outlines."""
    polygon = draw(
        POINTS.filter(lambda points: hull(points)[0] < hull(points)[2] and hull(points)[1] < hull(points)[3])
    )
    return Line(
        id=draw(TEXT.map(str.strip).filter(bool)),
        box=hull(polygon),
        text=tidy(draw(st.none() | TEXT)),
        polygon=polygon,
        baseline=draw(st.none() | POINTS),
        tags=tuple(draw(st.lists(TEXT.filter(str.strip), max_size=2))),
        region=draw(st.none() | TEXT.filter(str.strip)),
    )


@st.composite
def transcriptions(draw):
    drawn = draw(st.lists(lines(), max_size=4, unique_by=lambda line: line.id))
    return Transcription(draw(TEXT.map(str.strip)), 400, 401, tuple(drawn), "")


@pytest.mark.parametrize("write", [write_alto, write_page])
@settings(deadline=None, max_examples=150)
@given(page=transcriptions())
def test_a_page_survives_its_file(tmp_path_factory, write, page):
    path = tmp_path_factory.mktemp("written") / "1.xml"
    path.write_bytes(write(page))
    assert read_transcriptions(path) == [replace(page, where=str(path))]


@pytest.mark.parametrize("write", [write_alto, write_page])
@given(page=transcriptions())
def test_ids_are_names_and_none_is_there_twice(write, page):
    root = ElementTree.fromstring(write(page))
    ids = [
        element.get("id") or element.get("ID") for element in root.iter() if {"id", "ID"} & {*element.attrib}
    ]
    assert len(ids) == len({*ids})
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", name) for name in ids)


@given(TEXT)
def test_an_id_survives(name):
    assert from_xml_id(to_xml_id(name)) == name


@pytest.mark.parametrize("name", ["eSc_line_1", "a_x0041_b", "_x110000_", "_x0020", "行1", "a.b-c"])
def test_an_id_of_others_is_read_as_it_stands(name):
    assert from_xml_id(name) == name


def test_decimals_and_boxes_survive_in_alto_and_become_whole_outlines_in_page(tmp_path):
    line = Line("l", (1.5, 2, 30.25, 4.75), polygon=None, baseline=((-1.0, 3.5), (30, 3.5)))
    page = Transcription("", 40, 30, (line,), "")
    (tmp_path / "a.xml").write_bytes(write_alto(page))
    (tmp_path / "p.xml").write_bytes(write_page(page))
    assert read_transcriptions(tmp_path / "a.xml")[0].lines == (line,)
    (read,) = read_transcriptions(tmp_path / "p.xml")[0].lines
    assert read.polygon == ((2, 2), (30, 2), (30, 5), (2, 5)) and read.box == (2, 2, 30, 5)
    assert read.baseline == ((0, 4), (30, 4))


def test_neighbours_of_one_region_share_a_block():
    line = Line("a", (1, 2, 3, 4), region="entry")
    names = ["entry", "entry", None, "entry"]
    page = Transcription(
        "", 9, 9, tuple(replace(line, id=f"l{n}", region=name) for n, name in enumerate(names)), ""
    )
    assert write_alto(page).count(b"<TextBlock ") == write_page(page).count(b"<TextRegion ") == 3
    assert write_alto(page).count(b"<OtherTag ") == 1


def test_a_page_is_fitted_to_its_image_whatever_unit_it_is_in():
    line = Line("a", (10, 20, 100, 40), polygon=((10, 20), (100, 40)), baseline=None)
    page = Transcription("", 2100, 2970, (line,), "a.xml")
    assert fitted(page, (2100, 2970)) is page
    pixels = fitted(page, (4200, 5940))
    assert (pixels.width, pixels.height, pixels.lines[0].box) == (4200, 5940, (20, 40, 200, 80))
    assert (pixels.lines[0].polygon, pixels.lines[0].baseline) == (((20, 40), (200, 80)), None)
    assert fitted(page, (2480, 3508)).lines[0].box == pytest.approx((11.81, 23.62, 118.1, 47.24), abs=0.02)
    with pytest.raises(ValueError, match=r"a\.xml: the page is 2100 × 2970, its image 2970 × 2100, expected"):
        fitted(page, (2970, 2100))
