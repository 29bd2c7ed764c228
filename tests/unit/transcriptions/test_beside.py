"""The transcription beside an image."""

import pytest

from clippings.transcriptions.beside import find_transcription


@pytest.fixture
def found(tmp_path):
    def find(image, **files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_DOT_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        paths = {str(path) for path in tmp_path.rglob("*")}
        result = find_transcription(tmp_path / image, paths)
        return result and str(result.relative_to(tmp_path))

    return find


@pytest.mark.parametrize(
    "name", ["1.xml", "1.XML", "1.hocr", "1.html", "1.htm", "page/1.xml", "alto/1.xml", "page/1.XML"]
)
def test_it_has_the_name_of_the_image_and_lies_beside_or_below(found, name):
    assert found("1.jpg", **{name.replace("/", "__").replace(".", "_DOT_"): "a", "11_DOT_xml": "b"}) == name


def test_only_the_last_suffix_is_one(found):
    files = {"1852_Basel_DOT_pdf_page_6_DOT_xml": "a", "1852_Basel_DOT_xml": "b"}
    assert found("1852_Basel.pdf_page_6.png", **files) == "1852_Basel.pdf_page_6.xml"


def test_page_is_taken_before_alto(found):
    assert found("1.jpg", page__1_DOT_xml="a", alto__1_DOT_xml="b") == "page/1.xml"


def test_an_image_without_has_none(found):
    assert found("2.jpg", **{"1_DOT_xml": "a"}) is None


def test_copies_are_one_and_what_differs_is_refused(found):
    assert found("1.jpg", **{"1_DOT_xml": "a", "page__1_DOT_xml": "a"}) == "1.xml"
    with pytest.raises(ValueError, match=r"1\.jpg: .*1\.xml and .*page/1\.xml differ, expected one"):
        found("1.jpg", page__1_DOT_xml="b")
