"""Tesseract's table is aligned with the crops, and what is missing is said in one line."""

import numpy as np
import pytesseract
import pytest
from PIL import Image, ImageDraw, ImageFont

from clippings.ocr.tesseract import parse_tsv, read

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def row(level, page, confidence, text):
    return f"{level}\t{page}\t1\t1\t1\t1\t0\t0\t9\t9\t{confidence}\t{text}"


def test_words_are_gathered_by_page_and_skipped_pages_are_empty():
    table = "\n".join(
        [
            HEAD,
            row(1, 1, -1, ""),
            row(5, 1, 90, "三菱"),
            row(5, 1, 60, "電"),
            row(1, 3, -1, ""),
            row(5, 3, 50, "商船"),
            row(5, 3, 10, " "),
        ]
    )
    (first, confidence), blank, third = parse_tsv(f"{table}\n", 3)
    assert first == "三菱 電"
    assert confidence == pytest.approx((2 * 0.9 + 0.6) / 3)
    assert blank == ("", 0.0)
    assert third == ("商船", 0.5)


def test_a_last_row_without_text_is_not_taken_for_a_word():
    assert parse_tsv(f"{HEAD}\n{row(5, 1, 95, '')}\n", 1) == [("", 0.0)]


def test_an_empty_table_gives_empty_readings():
    assert parse_tsv(f"{HEAD}\n", 2) == [("", 0.0), ("", 0.0)]


def test_a_missing_program_is_named_with_what_to_install(monkeypatch, draw):
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "/nowhere/tesseract")
    with pytest.raises(ValueError, match=r"not on the path; install tesseract-ocr and tesseract-ocr-jpn$"):
        read([draw("三菱")], ["horizontal"], language="jpn")


def test_missing_data_is_named_with_what_to_install(monkeypatch, draw):
    monkeypatch.setattr(pytesseract, "get_languages", lambda: ["eng", "osd"])
    with pytest.raises(ValueError, match=r"'jpn_vert', found eng, osd; install tesseract-ocr-jpn-vert$"):
        read([draw("三菱", "vertical")], ["vertical"], language="jpn")


def test_crops_come_back_in_their_order_whatever_their_orientation(draw):
    names, ways = ["三菱電機", "奈良交通", "川崎製鉄"], ["vertical", "horizontal", "vertical"]
    crops = [draw(name, way) for name, way in zip(names, ways, strict=True)]
    found = read(crops, ways, language="jpn")
    shared = [len(set(name) & set(text)) for name, (text, _) in zip(names, found, strict=True)]
    assert all(count >= 2 for count in shared), found
    assert all(0 < confidence <= 1 for _, confidence in found)


def test_english_is_a_setting(draw):
    ((text, _),) = read([draw("Wire photograph")], ["horizontal"], language="eng")
    assert text == "Wire photograph"


def test_a_block_of_lines_is_read_line_after_line():
    face = ImageFont.truetype("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf", 34)
    page = Image.new("L", (760, 110), 255)
    ImageDraw.Draw(page).text((14, 10), "Police in Akron found\nthe claw hammer Friday.", fill=0, font=face)
    block = read([np.asarray(page)], ["horizontal"], language="eng", segmentation="block")
    assert block[0][0] == "Police in Akron found the claw hammer Friday."


STRANGE = [(30, 40_000), (40_000, 30), (30, 32_768), (1, 1), (2, 2), (1, 100), (100, 1), (0, 10), (10, 0)]


@pytest.mark.parametrize("size", STRANGE, ids=str)
def test_one_strange_crop_leaves_the_others_as_they_are(draw, size):
    good, strange = draw("Wire photograph"), (np.indices(size).sum(axis=0) % 2 * 255).astype(np.uint8)
    alone = read([good], ["horizontal"], language="eng")
    found = read([good, good, strange, good], ["horizontal"] * 4, language="eng")
    assert [found[place] for place in (0, 1, 3)] == alone * 3
    assert (found[2] is None) == (max(size) > 32_767 or min(size) == 0)


def test_strange_crops_are_told_from_a_program_that_does_not_work(draw, monkeypatch):
    strange = np.zeros((30, 40_000), np.uint8)
    assert read([strange, strange], ["horizontal"] * 2, language="eng") == [None, None]
    failure = pytesseract.TesseractError(-9, "killed")
    monkeypatch.setattr(pytesseract, "image_to_data", lambda *_, **__: (_ for _ in ()).throw(failure))
    with pytest.raises(pytesseract.TesseractError, match="killed"):
        read([draw("Wire photograph")], ["horizontal"], language="eng")
