"""PAGE XML as Transkribus, eScriptorium, kraken and OCR-D write it."""

import pytest

from clippings.transcriptions.elements import parse
from clippings.transcriptions.page import read_page

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent"
COORDS = '<Coords points="10,20 200,20 200,60 10,60"/>'


def read(inside, page='imageFilename="1.jpg" imageWidth="400" imageHeight="300"', version="2013-07-15"):
    text = f'<PcGts xmlns="{NAMESPACE}/{version}"><Page type="content" {page}>{inside}</Page></PcGts>'
    return read_page(parse(text.encode(), "p.xml"), "p.xml")[0]


def line(inside="", coords=COORDS, **attributes):
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<TextLine {written}>{coords}{inside}</TextLine>"


def equiv(text, index=None):
    number = "" if index is None else f' index="{index}"'
    return f"<TextEquiv{number}><Unicode>{text}</Unicode></TextEquiv>"


@pytest.mark.parametrize("version", ["2013-07-15", "2017-07-15", "2018-07-15", "2019-07-15"])
def test_a_page_of_transkribus(version):
    custom = "readingOrder {index:0;} person {offset:0; length:4;} structure {type:artist\\u0020name;}"
    region = f'<TextRegion id="r1" type="paragraph" custom="structure {{type:list;}}">{COORDS}'
    text = '<Baseline points="10,48 200,50"/>' + equiv("Mu\u0308ller &amp; Sohn")
    page = read(f"{region}{line(text, id='r1l1', custom=custom)}</TextRegion>", version=version)
    (entry,) = page.lines
    assert (page.image, page.width, page.height) == ("1.jpg", 400, 300)
    assert (entry.id, entry.text, entry.tags, entry.region) == (
        "r1l1",
        "Müller & Sohn",
        ("artist name",),
        "list",
    )
    assert (entry.box, entry.baseline) == ((10, 20, 200, 60), ((10, 48), (200, 50)))


def test_lines_of_nested_regions_and_of_cells_have_the_nearest_label():
    nested = f'<TextRegion type="heading"><TextRegion>{line(id="a")}</TextRegion></TextRegion>'
    cell = (
        f'<TableRegion><TableCell custom="structure {{type:price;}}">{line(id="b")}</TableCell></TableRegion>'
    )
    page = read(nested + cell + f"<TextRegion>{line(id='c')}</TextRegion>")
    assert [(entry.id, entry.region) for entry in page.lines] == [
        ("a", "heading"),
        ("b", "price"),
        ("c", None),
    ]


def test_of_several_texts_the_one_with_the_lowest_index_counts():
    word = "<Word id='w'>" + COORDS + equiv("no") + "</Word>"
    texts = [equiv("b", 1) + equiv("a", 0), equiv("a") + equiv("b"), word + equiv("a", 1) + equiv("b", 2)]
    assert [entry.text for entry in read("".join(map(line, texts))).lines] == ["a", "a", "a"]


def test_a_line_without_text_has_that_of_its_words():
    words = "".join(f"<Word>{COORDS}{equiv(text)}</Word>" for text in ("Raphaël", "Ritz"))
    plain = "<TextEquiv><PlainText>Ritz</PlainText><Unicode/></TextEquiv>"
    lines = (words, plain, equiv(""), "", words + equiv(""), words + equiv(" "))
    texts = [entry.text for entry in read("".join(map(line, lines))).lines]
    assert texts == ["Raphaël Ritz", "Ritz", None, None, "Raphaël Ritz", "Raphaël Ritz"]


def test_codes_of_java_are_characters_those_beyond_the_first_plane_too():
    custom = r"structure {type:\ud83d\ude00\u003b;} structure {type:b;}"
    assert read(line(custom=custom)).lines[0].tags == ("😀;", "b")


def test_the_line_of_a_baseline_alone_has_a_flat_box():
    assert read(line('<Baseline points="10,48 200,50"/>', coords="")).lines[0].box == (10, 48, 200, 50)


@pytest.mark.parametrize(
    ("inside", "page", "message"),
    [
        ("", 'imageHeight="3"', "p.xml, line 1: <Page> imageWidth is '', expected a number"),
        (line(coords=""), None, "<TextLine> has neither box nor outline"),
        (line(coords='<Coords points="1,2 x,3"/>'), None, "<Coords> points is 'x', expected a number"),
        (line(equiv("a", "first")), None, "<TextEquiv> index is 'first', expected a number"),
        (line(id="l") + line(id="l"), None, "2 lines have the id 'l'"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line_with_its_place(inside, page, message):
    with pytest.raises(ValueError) as refusal:
        read(inside, page or 'imageWidth="4" imageHeight="3"')
    assert message in str(refusal.value) and "\n" not in str(refusal.value)


def test_a_file_without_page_is_refused():
    with pytest.raises(ValueError, match=r"p\.xml: PAGE without a Page"):
        read_page(parse(b"<PcGts/>", "p.xml"), "p.xml")
