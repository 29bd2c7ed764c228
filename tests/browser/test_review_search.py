"""The review page beyond its candidates: a search of all targets, and the crops in their surroundings."""

import pytest
from browsing import NARROW, WIDE, expect_quiet
from pages import build_records, choose_true, write_review_page
from PIL import Image

from clippings import frames, tables
from clippings.labels import read_labels

QUERIES = 12


@pytest.fixture
def scan(tmp_path):
    """The page on which all crops stand."""
    Image.effect_noise((1400, 900), 30).save(tmp_path / "p-1.png")
    return {"page": "p-1", "path": str(tmp_path / "p-1.png"), "source": "pr", "frame": None}


def search(browser, text):
    """Open the search, type, and return the ids of what is found."""
    browser.press("/")
    browser.find("#typed").send_keys(text)
    return browser.value("found.map(([id]) => id)")


def test_a_target_that_is_no_candidate_is_found_chosen_exported_and_taken_in(page, browser, tmp_path):
    browser.open(page)
    query, candidates = browser.value("[items[0].id, items[0].candidates.map(([id]) => id)]")
    target = next(f"tk-{n:04d}" for n in range(QUERIES) if f"tk-{n:04d}" not in candidates)
    number = int(target[-4:])
    assert search(browser, f"社{number} 株式") == [target]
    browser.press("ENTER", "ARROW_LEFT")
    assert browser.texts("#answer") == [f"Your answer: match with {target} · 社{number} 株式會社"]
    browser.press("ARROW_RIGHT")
    for _ in range(5):
        choose_true(browser)
    browser.find("#download").click()
    file = browser.downloaded()
    labels = read_labels([file])
    first = labels.loc[labels["query_id"] == query, ["target_id", "verdict"]]
    assert first.values.tolist() == [[target, "match"]]
    records = build_records(tmp_path, file, queries=QUERIES)
    assert records.loc[query, "entity"] == records.loc[target, "entity"]
    again = tmp_path / "again"
    again.mkdir()
    write_review_page(again, QUERIES, labels=[file])
    sample = frames.read(again / "sample.csv", tables.REVIEW_SAMPLE).iloc[0]
    assert sample[["labelled", "right"]].tolist() == [6, 5]
    expect_quiet(browser)


def test_search_forgives_case_accents_and_width_and_ranks_what_fits_best(page, browser):
    browser.open(page)
    browser.driver.execute_script("""
        targets.splice(0, Infinity, ["a", "tk", "p", ["Zürich Müller & Cie"]], ["b", "tk", "p", ["MULLER"]],
            ["c", "tk", "p", ["Müllersche Fabrik"]], ["d", "tk", "p", ["Meier", "ﾓﾗｲ"]]);""")
    assert browser.value("search('mueller', '').length") == 0
    assert browser.value("search('muller', '').map(([id]) => id)") == ["b", "c", "a"]
    assert browser.value("search('CIE zurich', '').map(([id]) => id)") == ["a"]
    assert browser.value("search('モライ', '').map(([id]) => id)") == ["d"]
    assert browser.value("search('muller', 'b').map(([id]) => id)") == ["c", "a"]
    assert browser.value("search('  ', '').length") == 0


def test_the_search_is_walked_by_arrows_left_by_escape_and_used_by_mouse(page, browser):
    browser.open(page)
    browser.press("/")
    assert browser.texts("#hits") == ["12 targets"]
    browser.press("ESCAPE")
    assert (
        browser.value("(targets.pop(), folded = null, coverage())")
        == "Only the first 11 of 12 targets are searched."
    )
    found = search(browser, "tk-000")
    assert len(found) == 10 and browser.texts("#hits") == ["10 found"]
    browser.press("ARROW_DOWN", "ARROW_DOWN", "ARROW_UP")
    assert browser.find("#typed").get_attribute("aria-activedescendant") == "found-1"
    browser.press("ESCAPE", "1")
    assert browser.texts("#count") == ["1 of 12 labelled"], "digits answer again once the search is closed"
    found = search(browser, "tk-000")
    browser.find("#found li:nth-child(3)").click()
    browser.press("ARROW_LEFT")
    assert f"match with {found[2]}" in browser.texts("#answer")[0] or found[2] in browser.value(
        "items[kept.place].candidates.map(([id]) => id)"
    )


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_crops_are_shown_in_their_surroundings(browser, tmp_path, scan, size):
    browser.open(write_review_page(tmp_path, QUERIES, pages=[scan]), size)
    browser.press("v")
    assert len(browser.texts("#strips figure")) == 7
    assert browser.value(
        "[...document.querySelectorAll('#strips img')].every((image) => image.naturalWidth > 0)"
    )
    inside = """(() => { const [frame, strip] = ['.frame', '.strip'].map((one) =>
        document.querySelector(one).getBoundingClientRect());
        return (frame.left - strip.left) / strip.width; })()"""
    assert browser.value(inside) == pytest.approx(100 / 1400, abs=0.01)
    assert browser.overflow() == 0
    browser.press("v")
    assert browser.value("document.querySelector('#around').open") is False
    browser.press("v", "n")
    assert browser.texts("#count") == ["1 of 12 labelled"] and not browser.value(
        "document.querySelector('#around').open"
    )
    expect_quiet(browser)


def test_without_pages_nothing_offers_surroundings(page, browser):
    browser.open(page)
    browser.press("v")
    assert not browser.find("#look").is_displayed() and not browser.find("#around").is_displayed()
