"""The review page at every width: nothing is cut or covered, all has a name, many queries open soon."""

import pytest
from browsing import NARROW, WIDE, expect_quiet, expect_well_behaved
from pages import CAPTION, write_photograph_page, write_review_page


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_what_the_tab_key_reaches_is_not_below_the_bar(page, browser, size):
    browser.open(page, size)
    bar = browser.value("document.querySelector('nav').getBoundingClientRect().top")
    reached = []
    while "NAV" not in reached and len(reached) < 40:
        browser.press("TAB")
        reached.append(browser.value("document.activeElement.parentElement.tagName"))
        below = browser.value("document.activeElement.getBoundingClientRect().bottom")
        assert "NAV" in reached or below <= bar, browser.value("document.activeElement.outerHTML")
    assert reached.count("DETAILS") == 2 and reached[-1] == "NAV"


def test_the_page_is_well_behaved(page, browser):
    expect_well_behaved(browser, page)


@pytest.mark.parametrize("size", [NARROW, WIDE, (320, 600)])
def test_nothing_is_wider_than_the_screen_and_all_has_a_name(page, browser, size):
    browser.open(page, size)
    assert browser.overflow() == 0
    unnamed = """[...document.querySelectorAll('button, input, textarea, img')].filter((part) =>
        !(part.textContent || part.alt || part.ariaLabel || part.labels?.length)).length"""
    assert browser.value(unnamed) == 0
    assert browser.value("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    covered = "document.querySelector('nav').getBoundingClientRect().bottom - innerHeight"
    assert abs(browser.value(covered)) < 1


def test_two_thousand_queries_open_in_under_two_seconds(browser, tmp_path):
    page = write_review_page(tmp_path, 2000)
    assert browser.open(page) < 2
    assert browser.texts("#query-title") == ["Query 1 of 2000"]
    assert len(browser.texts("#candidates li")) == 6
    assert page.stat().st_size < 15e6
    expect_quiet(browser)


def test_a_page_without_queries_says_so(browser, tmp_path):
    browser.open(write_review_page(tmp_path, 8, uncertain=0))
    assert browser.texts("#warning") == ["There is no query to review."]
    expect_quiet(browser)


@pytest.mark.parametrize(("size", "across"), [(NARROW, 2), (WIDE, 4)])
def test_photographs_stand_side_by_side_with_their_whole_captions(browser, tmp_path, size, across):
    browser.open(write_photograph_page(tmp_path, 8), size)
    assert browser.overflow() == 0
    assert browser.texts("#candidates dd")[0] == CAPTION.strip() == browser.texts("#query dd")[0]
    tops = browser.value("[...document.querySelectorAll('#candidates li')].map((card) => card.offsetTop)")
    assert tops.count(min(tops)) == across
    sizes = (
        "[...document.images].map((image) => [image.width, image.naturalWidth, image.width / image.height])"
    )
    for shown, given, ratio in browser.value(sizes):
        assert 100 < shown <= given == 280 and ratio == pytest.approx(600 / 440, rel=0.02)
    expect_quiet(browser)
