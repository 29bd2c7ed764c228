"""Why a link: waterfalls on the review page and on the page that explains a row, at every width."""

import pytest
from browsing import NARROW, WIDE, expect_quiet, expect_well_behaved
from pages import write_explain_page, write_explained, write_review_page

HIDDEN = "[...document.querySelectorAll('.single')].filter((row) => row.hidden).length"


@pytest.fixture
def explained(tmp_path):
    """A page of a dozen queries whose first two candidates are explained."""
    return write_review_page(tmp_path, 12, explained=write_explained(tmp_path, 12))


@pytest.fixture
def model(tmp_path):
    """The page that explains a row, with two links of each kind."""
    return write_explain_page(tmp_path, 12)


def test_a_key_shows_what_spoke_for_the_first_candidate_and_not_for_the_next(explained, browser):
    browser.open(explained)
    browser.press("w")
    query, shown = (browser.value(f"items[0].{part}") for part in ("id", "candidates"))
    place = [target for target, *_ in shown].index(query.replace("pr", "tk")) + 1
    first, *_ = browser.texts("#terms thead th")[1:]
    assert first.startswith(f"{place}: ")
    assert browser.texts("#terms p") == [
        "The first is ahead of the next by 3.75, most by text, clean OCR (+4.50);"
        " against it, most by picture (−0.75)."
    ]
    lines = [text.split("\n") for text in browser.texts("#terms tbody tr:not([hidden])")]
    flat = [" ".join(line).split() for line in lines]
    assert [line[-3:] for line in flat] == [
        ["−4.00", "−4.00", "+0.00"],
        ["at", "0.7", "−0.75"],
        ["+5.50", "+1.00", "+4.50"],
        ["1.00", "−2.75", "+3.75"],
    ]
    browser.press("w")
    assert not browser.value("document.getElementById('reasons').open")
    expect_quiet(browser)


def test_other_candidates_come_last_and_are_no_reason_of_their_own(tmp_path, browser):
    terms = write_explained(tmp_path, 12, rivals=(-0.25, -5.0, None, None))
    browser.open(write_review_page(tmp_path, 12, explained=terms))
    browser.press("w")
    assert browser.texts("#terms p") == [
        "The first is ahead of the next by 8.50, most by text, clean OCR (+4.50);"
        " against it, most by picture (−0.75)."
    ]
    *_, last, total = [text.split() for text in browser.texts("#terms tbody tr:not([hidden])")]
    assert last == ["other", "candidates", "−0.25", "−5.00", "+4.75"] and total[-1] == "+8.50"


def test_a_group_is_opened_by_keyboard_and_a_label_still_given(explained, browser):
    browser.open(explained)
    browser.press("w")
    assert browser.value(HIDDEN) == 2
    browser.press("TAB", "ENTER")
    assert browser.value(HIDDEN) == 0
    assert [text.splitlines()[0].split(" +")[0] for text in browser.texts("#terms .single th")] == [
        "levenshtein clean",
        "tfidf clean",
    ]
    browser.press("n")
    assert not browser.value("document.getElementById('reasons').open")
    assert browser.texts("#count") == ["1 of 12 labelled"]


def test_bars_begin_where_the_one_before_ends(explained, browser):
    browser.open(explained)
    browser.press("w")
    edges = browser.value(
        "[...document.querySelectorAll('#terms .group td:nth-child(2) .bar')]"
        ".map((bar) => bar.getBoundingClientRect()).map(({ left, right }) => [left, right])"
    )
    (_, _), (picture, _), (text, end) = edges
    assert text == pytest.approx(picture, abs=1.5)
    total = browser.value("document.querySelector('#terms .total .bar').getBoundingClientRect().right")
    assert end == pytest.approx(total, abs=1.5)


def test_a_row_that_cannot_be_explained_has_no_such_button(page, browser):
    browser.open(page)
    browser.press("w")
    assert not browser.value("document.getElementById('reasons').open")
    assert not browser.find("#why").is_displayed()


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_waterfall_fits_its_dialog(explained, browser, size):
    browser.open(explained, size)
    browser.press("w")
    assert browser.overflow() == 0
    within = "document.getElementById('reasons')"
    assert browser.value(f"{within}.scrollWidth <= {within}.clientWidth")


def test_the_page_that_explains_a_row_is_well_behaved(model, browser):
    expect_well_behaved(browser, model)


def test_it_shows_weights_with_intervals_and_links_of_each_kind(model, browser):
    browser.open(model)
    assert browser.texts("#weights .part") == ["picture", "text, clean OCR"]
    assert len(browser.driver.find_elements("css selector", "#weights .whisker")) == 2
    assert browser.texts("#kinds h2") == ["Surest", "Least certain"]
    assert len(browser.texts("#kinds article")) == 4
    assert browser.value("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    before = browser.value(HIDDEN)
    browser.press("o")
    assert before == 8 and browser.value(HIDDEN) == 0
    browser.press("o")
    assert browser.value(HIDDEN) == before
