"""ALTO as eScriptorium, kraken, Transkribus and library scanners write it."""

import pytest

from clippings.transcriptions.alto import read_alto
from clippings.transcriptions.elements import parse

ESCRIPTORIUM = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">
  <Description><MeasurementUnit>pixel</MeasurementUnit>
    <sourceImageInformation><fileName>1852.png</fileName></sourceImageInformation></Description>
  <Tags><OtherTag ID="BT1" LABEL="MainZone" DESCRIPTION="block type MainZone"/>
    <OtherTag ID="LT1" LABEL="artist" DESCRIPTION="line type artist"/>
    <StructureTag ID="LT2" LABEL="näme"/><LayoutTag ID="LT3" LABEL=""/></Tags>
  <Layout><Page WIDTH="400" HEIGHT="300" PHYSICAL_IMG_NR="0" ID="p"><PrintSpace>
    <TextBlock ID="b1" TAGREFS="BT1">
      <TextLine ID="l1" TAGREFS="LT1 LT2 LT3 gone" BASELINE="10 48 200 50"
          HPOS="10" VPOS="20" WIDTH="190" HEIGHT="40">
        <Shape><Polygon POINTS="10 20 200 20 200 60 10 60"/></Shape>
        <String CONTENT=" Mali,  Christian. Mu\u0308nchen. "/></TextLine>
      <TextLine ID="l2" HPOS="0" VPOS="0" WIDTH="0" HEIGHT="0">
        <Shape><Polygon POINTS="10,70 90,70 90.5,99"/></Shape><String CONTENT=""/></TextLine>
    </TextBlock>
  </PrintSpace></Page></Layout>
</alto>"""


def lines_of(*lines, page='WIDTH="400" HEIGHT="300"', head="", root="alto"):
    layout = f"<Layout><Page {page}><PrintSpace>{''.join(lines)}</PrintSpace></Page></Layout>"
    (page,) = read_alto(parse(f"<{root}>{head}{layout}</{root}>".encode(), "a.xml"), "a.xml")
    return page.lines


def line(inside="", box='HPOS="10" VPOS="20" WIDTH="190" HEIGHT="40"', **attributes):
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<TextLine {written} {box}>{inside}</TextLine>"


def test_a_page_of_escriptorium():
    (page,) = read_alto(parse(ESCRIPTORIUM.encode(), "a.xml"), "a.xml")
    first, second = page.lines
    assert (page.image, page.width, page.height, page.where) == ("1852.png", 400, 300, "a.xml")
    assert first.text == "Mali,  Christian. München."
    assert first.tags == ("artist", "näme", "LT3", "gone")
    assert first.region == second.region == "MainZone"
    assert (first.box, first.baseline) == ((10, 20, 200, 60), ((10, 48), (200, 50)))
    assert first.polygon == ((10, 20), (200, 20), (200, 60), (10, 60))
    assert (second.text, second.box) == (None, (10, 70, 90.5, 99))


def test_the_text_is_what_the_strings_spaces_and_hyphens_say():
    words = '<String CONTENT="Ver"/><SP/><String CONTENT="kunst"/><HYP CONTENT="¬"/>'
    chinese = '<String CONTENT="書"/><String CONTENT="局"/>'
    texts = [entry.text for entry in lines_of(line(words), line(chinese), line("<SP/>"), line())]
    assert texts == ["Ver kunst¬", "書局", None, None]


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("48", ((10, 48), (200, 48))),
        ("10,48 200,50", ((10, 48), (200, 50))),
        ("10 48 200 50", ((10, 48), (200, 50))),
        ("", None),
    ],
)
def test_a_baseline_is_a_height_up_to_version_4_1_and_points_after(written, points):
    assert lines_of(line(BASELINE=written))[0].baseline == points


def test_a_line_without_id_gets_one_that_no_other_has():
    lines = lines_of(line(), line(ID="line_3"), line(), line(ID="_x0031_"))
    assert [entry.id for entry in lines] == ["line_1", "line_3", "line_3_", "1"]


def test_a_line_with_a_baseline_alone_has_a_flat_box():
    assert lines_of(line(box="", BASELINE="10,48 200,48"))[0].box == (10, 48, 200, 48)


def test_a_region_without_tag_has_the_type_of_the_block_around_it():
    block = f'<ComposedBlock TYPE="column"><TextBlock ID="b">{line()}</TextBlock></ComposedBlock>'
    old = 'a:alto xmlns:a="http://www.loc.gov/standards/alto/ns-v2#"'
    assert lines_of(block)[0].region == "column"
    assert lines_of(line())[0].region is None
    assert read_alto(
        parse(f"<{old}><a:Layout><a:Page WIDTH='1' HEIGHT='1'/></a:Layout></a:alto>".encode(), ""), ""
    )


def test_pages_of_one_file_are_told_apart():
    page = f'<Page WIDTH="4" HEIGHT="3">{line(ID="l")}</Page>'
    pages = read_alto(parse(f"<alto><Layout>{page}{page}</Layout></alto>".encode(), "a.xml"), "a.xml")
    assert [entry.where for entry in pages] == ["a.xml, page 1", "a.xml, page 2"]


@pytest.mark.parametrize(
    ("lines", "page", "message"),
    [
        ([line()], 'HEIGHT="3"', "a.xml, line 1: <Page> WIDTH is '', expected a number"),
        (
            [line()],
            'WIDTH="0" HEIGHT="3"',
            "a.xml, line 1: <Page> WIDTH is '0', expected the size of the page",
        ),
        ([line(box="")], None, "a.xml, line 1: <TextLine> has neither box nor outline"),
        ([line(box='HPOS="1" VPOS="2" HEIGHT="3"')], None, "neither box nor outline"),
        ([line(box='HPOS="l"')], None, "<TextLine> HPOS is 'l', expected a number"),
        ([line(box='HPOS="nan"')], None, "HPOS is 'nan', expected a number"),
        ([line(BASELINE="1 2 3")], None, "BASELINE has 3 numbers, expected pairs"),
        ([line(BASELINE="low")], None, "BASELINE is 'low', expected a number"),
        ([line('<Shape><Polygon POINTS="1,2 3"/></Shape>')], None, "<Polygon> POINTS has 3 numbers"),
        ([line(ID="l"), line(ID="l")], None, "a.xml: 2 lines have the id 'l', expected an id for each line"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line_with_its_place(lines, page, message):
    with pytest.raises(ValueError) as refusal:
        lines_of(*lines, page=page or 'WIDTH="400" HEIGHT="300"')
    assert message in str(refusal.value) and "\n" not in str(refusal.value)
