"""hOCR as Tesseract, kraken and OCRopus write it."""

import pytest

from clippings.transcriptions.elements import parse
from clippings.transcriptions.hocr import read_hocr

DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"'
    ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
)
PAGE = "image &quot;a;b.png&quot;; bbox 0 0 400 300; ppageno 0; scan_res 70 70"


def document(inside, title=PAGE, head=DOCTYPE):
    return f"""{head}<html xmlns="http://www.w3.org/1999/xhtml"><body>
        <div class='ocr_page' id='page_1' title='{title}'>{inside}</div></body></html>"""


def read(text, encoding="utf-8"):
    return read_hocr(parse(text.encode(encoding), "h.hocr"), "h.hocr")


def line(inside, title="bbox 10 20 200 60", kind="ocr_line", name="line_1_1"):
    return f"<span class='{kind}' id='{name}' title='{title}'>{inside}</span>"


def word(text):
    return f"<span class='ocrx_word' title='bbox 1 2 3 4; x_wconf 90'>{text}</span>"


def test_a_page_of_tesseract():
    title = "bbox 10 20 200 60; baseline 0.01 -12; x_size 30"
    words = f"{word('Mali,')} {word('<em>Chr.</em>')}"
    (page,) = read(document(f"<div class='ocr_carea'><p class='ocr_par'>{line(words, title)}</p></div>"))
    (entry,) = page.lines
    assert (page.image, page.width, page.height) == ("a;b.png", 400, 300)
    assert (entry.id, entry.text, entry.box, entry.tags) == ("line_1_1", "Mali, Chr.", (10, 20, 200, 60), ())
    assert entry.baseline == ((10, 48), (200, pytest.approx(49.9)))


def test_headers_captions_and_floats_are_lines_and_what_holds_lines_is_none():
    kinds = ["ocr_header", "ocr_caption", "ocr_textfloat"]
    lines = [line(word(kind), kind=kind, name=kind) for kind in kinds]
    (page,) = read(document("".join(lines) + line(line(word("inner")), kind="ocr_caption", name="outer")))
    assert [(entry.text, *entry.tags) for entry in page.lines] == [
        *zip(kinds, kinds, strict=True),
        ("inner",),
    ]


def test_html_need_not_be_well_formed_and_may_be_in_another_encoding():
    text = line("Café&nbsp;<br>Ritz", title="bbox 1 2 30 40; poly 1 2 30 2 30 40")
    html = document(text, head='<!-- <x> --><!doctype HTML><meta charset="iso-8859-1">')
    (entry,) = read(html, "iso-8859-1")[0].lines
    assert (entry.text, entry.polygon) == ("Café Ritz", ((1, 2), (30, 2), (30, 40)))


def test_several_pages():
    inside = "</div><div class='ocr_page' title='bbox 0 0 9 9'>" + line(word("b"))
    first, second = read(document(line(word("a")) + inside))
    assert (first.where, second.where, second.image) == ("h.hocr, page 1", "h.hocr, page 2", "")
    assert [page.lines[0].text for page in (first, second)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (document("", title="image x"), "line 4: <div> 'image x': expected the size of the page"),
        (document("", title="bbox 5 5 9 9"), "expected the size of the page"),
        (document(line("a", title="bbox 1 2 3")), "bbox has 3 numbers, expected x0 y0 x1 y1"),
        (document(line("a", title="bbox 1 2 3 x")), "bbox is 'x', expected a number"),
        (document(line("a", title="x")), "<span> has neither box nor outline"),
        (document(line("a"))[:-8], "h.hocr: the file is cut off, expected </html> at its end"),
        ("<html><body/></html>", "h.hocr: HTML without an element of the class ocr_page"),
        ("<!doctype html></html>", "h.hocr: not HTML that can be read: it is empty"),
        (document("<div>" * 300), "h.hocr: not HTML that can be read: Excessive depth in document"),
        (document("").replace("UTF-8", "klingon"), "not in the encoding 'klingon' that it declares"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(text, message):
    with pytest.raises(ValueError) as refusal:
        read(text)
    assert message in str(refusal.value) and "\n" not in str(refusal.value)
