"""Transcriptions of real pages, where the data is at hand: nothing is lost on the way in and out."""

import os
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree

import pytest

from clippings.transcriptions.beside import find_transcription
from clippings.transcriptions.reading import read_transcriptions
from clippings.transcriptions.writing import write_alto, write_page

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("CLIPPINGS_REAL_DATA", ROOT.parent / "shared/data"))


@pytest.fixture(scope="module")
def files():
    found = sorted(DATA.rglob("*.xml"))
    if not found:
        pytest.skip(f"no transcriptions below {DATA} (CLIPPINGS_REAL_DATA names the folder)")
    return found


def named(path):
    """Count the elements that are lines by their names in the file, without the library."""
    elements = [element.tag.rpartition("}")[2] for element in ElementTree.parse(path).iter()]
    return elements.count("TextLine") + elements.count("LINE")


def test_real_files_lose_no_line_text_or_id(files, tmp_path, capsys):
    start = perf_counter()
    pages = [page for path in files for page in read_transcriptions(path)]
    seconds, lines = perf_counter() - start, [line for page in pages for line in page.lines]
    with capsys.disabled():
        print(
            f"\n{len(files)} files, {len(pages)} pages, {len(lines)} lines read in {seconds:.2f} s", end=" "
        )
    assert len(pages) == len(files)
    assert [len(page.lines) for page in pages if named(page.where)] == [n for n in map(named, files) if n]
    for page in pages:
        for write in (write_alto, write_page):
            (tmp_path / "1.xml").write_bytes(write(page))
            (again,) = read_transcriptions(tmp_path / "1.xml")
            assert [(line.id, line.text, line.tags, line.region, line.box) for line in again.lines] == [
                (line.id, line.text, line.tags, line.region, line.box) for line in page.lines
            ]


def test_each_page_of_the_catalogues_finds_its_transcription(files):
    images = sorted((DATA / "catalogues").glob("*/*.png"))
    names = {*map(str, files)}
    assert [find_transcription(image, names) for image in images] == [
        image.with_suffix(".xml") for image in images
    ]
