"""Files, zips and METS files, whole and damaged."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings.transcriptions.reading import read_transcriptions

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def alto(text):
    box = 'HPOS="1" VPOS="2" WIDTH="30" HEIGHT="4"'
    line = f'<TextLine ID="l" {box}><String CONTENT="{text}"/></TextLine>'
    return f'<alto><Layout><Page WIDTH="40" HEIGHT="30">{line}</Page></Layout></alto>'


def page(text):
    equiv = f"<TextEquiv><Unicode>{text}</Unicode></TextEquiv>"
    line = f'<TextLine id="l"><Coords points="1,2 3,4"/>{equiv}</TextLine>'
    return f'<PcGts><Page imageFilename="i.jpg" imageWidth="40" imageHeight="30">{line}</Page></PcGts>'


def mets(groups, pages, kind="PHYSICAL"):
    """Write a METS file of groups {use: {id: href}} and of pages, each a list of ids."""
    written = ""
    for use, files in groups.items():
        names = (f'<file ID="{key}"><FLocat xlink:href="{href}"/></file>' for key, href in files.items())
        written += f'<fileGrp USE="{use}">{"".join(names)}</fileGrp>'
    pointers = ("".join(f'<fptr FILEID="{key}"/>' for key in ids) for ids in pages)
    divs = "".join(f"<div>{inside}</div>" for inside in pointers)
    structure = f'<structMap TYPE="{kind}"><div>{divs}</div></structMap>'
    return f'<mets xmlns="http://www.loc.gov/METS/" {XLINK}><fileSec>{written}</fileSec>{structure}</mets>'


OCR_D = mets(
    {
        "OCR-D-IMG": {"i1": "OCR-D-IMG/1.tif", "i2": "OCR-D-IMG/2.tif", "i3": "OCR-D-IMG/3.tif"},
        "OCR-D-SEG": {"s1": "OCR-D-SEG/1.xml", "s2": "OCR-D-SEG/2.xml"},
        "OCR-D-OCR": {"o1": "OCR-D-OCR/1.xml"},
        "FULLTEXT": {"f1": "https://example.org/1.xml", "f2": "FULLTEXT/2.xml"},
    },
    [["i2", "s2", "f2"], ["f1", "o1", "s1", "i1"], ["i3"]],
)
OCR_D_FILES = {
    "OCR-D-SEG/1.xml": page("segmented 1"),
    "OCR-D-SEG/2.xml": page("segmented 2"),
    "OCR-D-OCR/1.xml": page("read 1"),
    "FULLTEXT/2.xml": alto("derived 2"),
}


def archive_of(files):
    """Zip texts by their names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def texts(path):
    return [line.text for transcription in read_transcriptions(path) for line in transcription.lines]


@pytest.fixture
def written(tmp_path):
    def write(content, name="a.xml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def zipped(tmp_path):
    def write(files):
        (tmp_path / "a.zip").write_bytes(archive_of(files))
        return tmp_path / "a.zip"

    return write


@pytest.fixture
def unpacked(tmp_path):
    def write(files):
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(content)
        return tmp_path / "mets.xml"

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_file_is_read_in_the_encoding_that_it_declares(written, encoding):
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>{alto("Raphaël")}'
    assert texts(written(text.encode(encoding), name="a.txt")) == ["Raphaël"]


BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
REFUSED = {
    "empty": (b"", "the file is empty, expected XML"),
    "blank": (b" \n", "the file is empty, expected XML"),
    "truncated": (alto("a")[:-20].encode(), "not well-formed XML: "),
    "malformed": (b"<alto><b></alto>", "not well-formed XML: Opening and ending tag mismatch"),
    "an image": (b"\xff\xd8\xff\xe0", "not well-formed XML: "),
    "wrong root": (b"<TEI/>", "the root element is <TEI>, expected ALTO, PAGE, hOCR"),
    "billion laughs": (
        f'<!DOCTYPE alto [<!ENTITY l0 "ha">{BILLION}]>{alto("&l11;")}'.encode(),
        "not well-formed XML: Maximum entity amplification factor exceeded",
    ),
    "external entity": (
        f'<!DOCTYPE alto [<!ENTITY x SYSTEM "file:///etc/hostname">]>{page("&x;")}'.encode(),
        "it has a DOCTYPE, whose entities are not read",
    ),
    "external DTD": (
        f'<!DOCTYPE alto SYSTEM "http://127.0.0.1:9/a.dtd">{page("&x;")}'.encode(),
        "it has a DOCTYPE, whose entities are not read",
    ),
    "another encoding": (
        f'<?xml version="1.0" encoding="UTF-8"?>{alto("Raphaël")}'.encode("latin-1"),
        "not well-formed XML: Invalid bytes in character encoding",
    ),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><alto/>', "Unsupported encoding: klingon"),
    "too deep": (b"<alto>" * 300 + b"</alto>" * 300, "Excessive depth in document"),
    "no page": (b"<alto/>", "ALTO without a Page"),
    "a zip cut off": (b"PK\x03\x04", "not a zip that can be read: "),
    "METS without files": (mets({}, []).encode(), "names no transcription, expected ALTO"),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(written, content, message):
    path = written(content)
    with pytest.raises(ValueError) as refusal:
        read_transcriptions(path)
    assert str(refusal.value).startswith(str(path)) and message in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_zip_of_escriptorium_is_read_in_its_order(zipped):
    groups = {
        "image": {"i1": "page_10.png", "i2": "page_9.png"},
        "export": {"e1": "page_10.xml", "e2": "page_9.xml"},
    }
    listing = mets(groups, [["i1", "e1"], ["i2", "e2"]], kind="physical")
    path = zipped({"page_9.xml": alto("9"), "page_10.xml": alto("10"), "page_9.png": "", "METS.xml": listing})
    assert texts(path) == ["10", "9"]
    assert read_transcriptions(path)[0].where == f"{path}: page_10.xml"
    assert texts(zipped({"page_9.xml": alto("9"), "page_10.xml": alto("10"), "._page_9.xml": "mac"})) == [
        "9",
        "10",
    ]


@pytest.mark.parametrize("local", [True, False])
def test_a_zip_of_transkribus_gives_page_where_alto_is_there_too(zipped, local):
    place = "" if local else "https://files.example.org/"
    groups = {
        "PAGEXML": {"p1": f"{place}page/1.xml", "p2": f"{place}page/2.xml"},
        "ALTO": {"a1": f"{place}alto/1.xml", "a2": f"{place}alto/2.xml"},
    }
    listing = mets(groups, [["p1", "a1"], ["p2", "a2"]], kind="MANUSCRIPT")
    files = {"metadata.xml": "<trpDocMetadata/>", "mets.xml": listing, "alto/1.xml": alto("alto 1")}
    pages = {"page/1.xml": page("page 1"), "alto/2.xml": alto("alto 2"), "page/2.xml": page("page 2")}
    assert texts(zipped({f"doc/{name}": text for name, text in (files | pages).items()})) == [
        "page 1",
        "page 2",
    ]


def test_of_each_page_of_ocr_d_the_last_group_is_read_and_page_before_alto(unpacked, zipped):
    files = {"mets.xml": OCR_D, **OCR_D_FILES}
    assert texts(unpacked(files)) == ["segmented 2", "read 1"]
    assert texts(zipped({f"data/{name}": text for name, text in files.items()})) == ["segmented 2", "read 1"]


def test_a_group_that_was_not_fetched_is_passed_over_and_a_page_without_any_file_refused(unpacked):
    path = unpacked({"mets.xml": OCR_D, **OCR_D_FILES})
    (path.parent / "OCR-D-OCR/1.xml").unlink()
    assert texts(path) == ["segmented 2", "segmented 1"]
    (path.parent / "OCR-D-SEG/1.xml").unlink()
    with pytest.raises(ValueError, match=r"mets\.xml names OCR-D-OCR/1\.xml, which is not there"):
        read_transcriptions(path)


def test_pages_that_share_one_division_are_all_read(unpacked):
    files = {"g": {"a": "1.xml", "b": "2.xml"}}
    listing = mets(files, [["a", "b"]])
    assert texts(unpacked({"mets.xml": listing, "1.xml": alto("1"), "2.xml": alto("2")})) == ["1", "2"]


@pytest.mark.parametrize("href", ["../1.xml", "/etc/1.xml", "a/../../1.xml", "%2e%2e/1.xml"])
def test_a_mets_file_does_not_lead_out_of_its_folder(unpacked, zipped, href):
    files = {"doc/mets.xml": mets({"g": {"a": href}}, [["a"]]), "1.xml": alto("1")}
    for path in (unpacked(files).parent / "doc/mets.xml", zipped(files)):
        with pytest.raises(ValueError, match=r"mets\.xml: its file '.*1\.xml' is not in the folder"):
            read_transcriptions(path)


@pytest.mark.parametrize("name", ["../1.xml", "a/../../1.xml", "/1.xml", "//1.xml"])
def test_a_zip_with_names_that_lead_out_of_it_is_refused(zipped, name):
    with pytest.raises(ValueError, match="leads out of the zip, expected names inside"):
        read_transcriptions(zipped({name: alto("1")}))


def test_a_zip_bomb_is_refused(zipped, monkeypatch):
    path = zipped({"1.xml": f"<alto>{' ' * 5000}</alto>", "2.xml": alto("2")})
    monkeypatch.setattr("clippings.transcriptions.reading.LARGEST_ZIP", 5000)
    with pytest.raises(ValueError, match=r"a\.zip: unpacked larger than"):
        read_transcriptions(path)
    monkeypatch.undo()
    monkeypatch.setattr("clippings.transcriptions.reading.LARGEST", 5000)
    with pytest.raises(ValueError, match=r"a\.zip: 1\.xml: larger than .* expected a file for each page"):
        read_transcriptions(path)


def test_a_zip_without_transcriptions_is_refused(zipped):
    with pytest.raises(ValueError, match=r"a\.zip: no transcription, expected ALTO"):
        read_transcriptions(zipped({"1.png": "", "metadata.xml": "<trpDocMetadata/>"}))


HOCR_LINE = "<p class='ocr_line' title='bbox 1 2 3 4'>a</p>"
HOCR = f"<html><div class='ocr_page' title='bbox 0 0 9 9'>{HOCR_LINE}</div></html>"
WHOLE = [
    alto("a").encode(),
    page("a").encode(),
    HOCR.encode(),
    archive_of({"mets.xml": OCR_D, **OCR_D_FILES}),
]
PARTS = [b"<", b">", b"&", b"&x;", b"\0", b"\xff", b"nan", b"1e999", b"-", b"<x/>", b"<!--", b"<?y?>"]


@settings(max_examples=300, deadline=None)
@given(data=st.data(), whole=st.sampled_from(WHOLE))
def test_whatever_is_damaged_is_read_or_refused_in_one_line(tmp_path_factory, data, whole):
    start = data.draw(st.integers(0, len(whole)))
    end = start + data.draw(st.integers(0, 8))
    part = data.draw(st.sampled_from(PARTS) | st.binary(max_size=4))
    path = tmp_path_factory.mktemp("damaged") / "a.xml"
    path.write_bytes(whole[:start] + part + whole[end:])
    try:
        assert all(read.width > 0 for read in read_transcriptions(path))
    except ValueError as refusal:
        assert str(refusal).startswith(str(path)) and "\n" not in str(refusal)
