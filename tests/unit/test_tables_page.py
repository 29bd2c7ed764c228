"""The page of tables names who writes and reads a table, also where a function of the library does it."""

import importlib.util
from pathlib import Path

import pytest

from clippings import tables

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def page():
    spec = importlib.util.spec_from_file_location("render_tables", ROOT / "docs/render_tables.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def used(page):
    return page.users(page.WRITING), page.users(page.READING)


@pytest.mark.parametrize(
    ("script", "table"),
    [
        ("embed_records", "VECTORS"),  # by a function that it starts in processes of its own
        ("hash_images", "VECTORS"),
        ("build_records", "RECORDS"),
        ("detect_layout", "PAGE_STATUS"),
    ],
)
def test_a_writer_is_found(used, script, table):
    assert script in used[0][table]


@pytest.mark.parametrize(
    ("script", "table"),
    [
        ("build_records", "READINGS"),  # by a function that takes the table
        ("build_records", "CROPS"),  # the same, of a table without the images
        ("build_records", "PAIRS"),  # in the library
        ("build_records", "LABELS"),
        ("judge_queries", "NEIGHBOURS"),
        ("compose_reprints", "PHOTOGRAPHS"),
    ],
)
def test_a_reader_is_found(used, script, table):
    assert script in used[1][table]


def test_what_a_person_writes_has_no_writer(used):
    assert not {"LABELS", "CLERICAL_LABELS", "PAIRS", "PAGES", "PHOTOGRAPHS"} & used[0].keys()


def test_each_table_and_column_is_on_the_page(page):
    text = page.render()
    for constant in tables.constants():
        table = getattr(tables, constant)
        section = text.partition(f"## {table.name}\n")[2].partition("\n## ")[0]
        assert table.about in section
        assert all(f"| {name} |" in section for name in table.names), constant
