"""The index of a run and the page of tables in Chromium: they fit, sort, and ask for nothing."""

import pandas as pd
import pytest
from browsing import expect_quiet, expect_well_behaved
from PIL import Image

from clippings.figures.pages import index_page, table_page

CELLS = "[...document.querySelectorAll('#scores tbody tr')].map((row) => row.cells[{}].textContent)"


@pytest.fixture
def sheet(tmp_path):
    """A page of a table with numbers, texts and missing values, and of one that is wide."""
    frame = pd.DataFrame(
        {"method": ["b", "編集", None, "a"], "top1": [0.5, 0.25, None, 10.125], "n": [9, 10, 1, 3]}
    )
    frame.to_csv(tmp_path / "scores.csv", index=False)
    pd.DataFrame([dict.fromkeys((f"column_{n}" for n in range(40)), 0.5)]).to_csv(
        tmp_path / "wide.csv", index=False
    )
    path = tmp_path / "tables.html"
    path.write_text(
        table_page([tmp_path / "scores.csv", tmp_path / "wide.csv"], title="Scores"), encoding="utf-8"
    )
    return path


def test_a_column_is_sorted_by_number_or_text_with_missing_values_last(sheet, browser):
    browser.open(sheet)
    heads = browser.driver.find_elements("css selector", "#scores th button")
    heads[1].click()
    assert browser.value(CELLS.format(1)) == ["0.2500", "0.5000", "10.1250", "–"]
    heads[1].click()
    assert browser.value(CELLS.format(1)) == ["10.1250", "0.5000", "0.2500", "–"]
    heads[2].click()
    assert browser.value(CELLS.format(2)) == ["1", "3", "9", "10"]
    heads[0].click()
    assert browser.value(CELLS.format(0)) == ["a", "b", "編集", "–"]
    assert browser.value(CELLS.format(2)) == ["3", "9", "10", "1"]
    browser.press("ENTER")
    assert browser.value(CELLS.format(0)) == ["編集", "b", "a", "–"]
    expect_quiet(browser)


def test_the_page_of_tables_is_well_behaved(sheet, browser):
    expect_well_behaved(browser, sheet)


def test_the_index_shows_its_pictures_and_is_well_behaved(browser, tmp_path):
    folder = tmp_path / "results"
    (folder / "figures").mkdir(parents=True)
    Image.new("RGB", (900, 400), "navy").save(folder / "figures/paired.png")
    grid = "| method | " + " | ".join(["a long head of a column"] * 12) + " |"
    (tmp_path / "table1.md").write_text(f"{grid}\n{'| --- ' * 13}|\n{grid}\n")
    files = {
        "firms": {"figures": [str(folder / "figures/paired.png")], "cards": [str(folder / "a/b/card.md")]},
        "a_dataset_with_a_name_that_is_longer_than_a_narrow_screen": {"links": str(folder / "links.csv")},
    }
    page = folder / "index.html"
    shown = index_page(files, [], index=str(page), results=[tmp_path / "table1.md"], simulated={})
    page.write_text(shown, encoding="utf-8")
    expect_well_behaved(browser, page)
    browser.find("summary").click()
    assert browser.overflow() == 0
    assert browser.value(
        "[...document.images].every((image) => image.complete && image.naturalWidth === 900)"
    )
