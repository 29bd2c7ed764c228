"""The review page in Chromium: labelled by keyboard, nothing lost, exported, and taken in by the workflow."""

import pandas as pd
import pytest
from browsing import NARROW, WIDE, expect_quiet, expect_well_behaved
from pages import CAPTION, run_script, write_items, write_photograph_page, write_review_page

from clippings import frames, tables
from clippings.labels import read_labels

SOURCES = {
    "pr": {"orientation": "horizontal", "sides": {"partner": "query"}},
    "tk": {"orientation": "vertical", "sides": {"name": "target"}},
}


@pytest.fixture
def page(tmp_path):
    """A page of a dozen queries, four of them drawn by lot."""
    return write_review_page(tmp_path, 12, random=4)


def answers(browser):
    """Give what the browser keeps, by query."""
    return browser.value("JSON.parse(localStorage.getItem(key)).answers")


def choose_true(browser):
    """Press the number of the candidate that the query is."""
    query = browser.value("items[kept.place].id")
    shown = browser.value("items[kept.place].candidates.map(([id]) => id)")
    browser.press(str(shown.index(query.replace("pr", "tk")) + 1))


def test_labels_are_given_by_keyboard_kept_exported_and_imported(page, browser, tmp_path):
    browser.open(page)
    browser.find("#labeller").send_keys("青木, Aoki")
    browser.press("ESCAPE")
    queries = browser.value("items.map(({id}) => id)")
    for _ in range(9):
        choose_true(browser)
    browser.press("n", "c")
    browser.find("#note").send_keys('"torn",\nillegible 3')
    browser.press("ESCAPE", "c", "p", "p")
    assert browser.texts("#count") == ["12 of 12 labelled: download them"]
    assert browser.texts("#answer") == ["Your answer: no match"]
    browser.open(page)
    assert browser.texts("#answer") == ["Your answer: no match"]
    assert browser.find("#labeller").get_attribute("value") == "青木, Aoki"
    assert set(answers(browser)) == set(queries)
    browser.find("#download").click()
    expect_imported(browser.downloaded(), queries, tmp_path)
    expect_quiet(browser)


def expect_imported(file, queries, folder):
    """Expect that the downloaded file says what was said, and that records are built with it."""
    assert file.read_bytes().startswith(
        b"\xef\xbb\xbfquery_id,target_id,verdict,labeller,labelled_at,note,drawn\r\n"
    )
    labels = read_labels([file])
    assert labels["query_id"].tolist() == queries
    assert labels["verdict"].tolist() == [*["match"] * 9, "no match", *["can't tell"] * 2]
    assert set(labels["labeller"]) == {"青木, Aoki"}
    assert labels["note"].tolist()[-1] == '"torn",\nillegible 3' and labels["note"].isna().sum() == 11
    assert labels["drawn"].value_counts().to_dict() == {"uncertain": 8, "random": 4}
    assert labels["labelled_at"].str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ").all()
    run_script(
        "build_records",
        folder,
        input={
            "item_tables": [str(write_items(folder, 12))],
            "labels": [str(file)],
            **{name: [] for name in ("crops", "mentions", "annotations", "pairs", "noisy", "clean")},
        },
        output={"records": str(folder / "labelled.parquet")},
        sources=SOURCES,
        shares={"train": 0.4, "val": 0.3, "test": 0.3},
        seed=0,
        columns={},
        extra=[],
        task="link",
        fields=[],
        block=None,
        fold=None,
    )
    records = frames.read(folder / "labelled.parquet", tables.RECORDS).set_index("record")
    for query in queries[:9]:
        assert records.loc[query, "entity"] == records.loc[query.replace("pr", "tk"), "entity"] == query
    assert records.loc[queries[9], "entity"] == queries[9]
    assert records["entity"].notna().sum() == 19
    assert {"train", "val", "test", "none"} == set(records["split"])


def test_what_was_labelled_is_not_asked_in_the_next_round(page, browser, tmp_path):
    browser.open(page)
    first = browser.value("items[0].id")
    browser.press("n")
    browser.find("#download").click()
    again = tmp_path / "again"
    again.mkdir()
    browser.open(write_review_page(again, 12, labels=[browser.downloaded()], random=4))
    assert browser.value("items.length") == 11
    assert first not in browser.value("items.map(({id}) => id)")
    assert "Download the answers to an earlier page of firms (1)" in browser.texts("#earlier")[0]
    expect_quiet(browser)


def test_scores_are_hidden_until_asked_and_the_order_is_not_theirs(page, browser):
    browser.open(page)
    assert browser.texts(".score") == [] and "score" not in browser.find("#candidates").text
    ranks = browser.value("items.map(({candidates}) => candidates.map(([id, rank]) => rank).join(''))")
    assert len(set(ranks)) > 6
    browser.press("s")
    assert len(browser.texts(".score")) == 6
    browser.press("s")
    assert browser.texts(".score") == []


@pytest.mark.parametrize("key", ["1", "n", "c", "ARROW_RIGHT", "ARROW_LEFT"])
def test_scores_are_hidden_again_for_the_next_query(page, browser, key):
    browser.open(page)
    browser.press("ARROW_RIGHT", "s")
    assert len(browser.texts(".score")) == 6
    browser.press(key)
    assert browser.texts(".score") == []
    assert browser.find("#scores").get_attribute("aria-pressed") == "false"


def test_an_answer_is_changed_and_typing_is_no_answer(page, browser):
    browser.open(page)
    browser.press("2", "ARROW_LEFT", "n", "p")
    assert browser.texts("#answer") == ["Your answer: no match"]
    assert browser.find("#none").get_attribute("aria-pressed") == "true"
    browser.press("9", "x")
    assert browser.texts("#count") == ["1 of 12 labelled"]
    browser.find("#note").send_keys("123 nc")
    assert browser.texts("#count") == ["1 of 12 labelled"]
    assert [row["note"] for row in answers(browser).values()] == ["123 nc"]
    browser.press("ESCAPE", "ARROW_RIGHT")
    assert browser.find("#note").get_attribute("value") == ""


def test_the_mouse_and_the_tab_key_do_as_well(page, browser):
    browser.open(page)
    browser.find("#candidates li:nth-child(3) button").click()
    assert browser.value("document.activeElement.id") == "query-title"
    browser.find("#unsure").click()
    browser.find("#previous").click()
    assert browser.texts("#answer") == ["Your answer: can't tell"]
    for _ in range(40):
        browser.press("TAB")
        if browser.value("document.activeElement.closest('#candidates') !== null"):
            break
    browser.press("ENTER")
    assert browser.texts("#count") == ["2 of 12 labelled"]
    assert [row["verdict"] for row in answers(browser).values()] == ["match", "match"]


def test_the_sample_alone_gives_the_estimate(page, browser):
    browser.open(page)
    for drawn in browser.value("items.map(({drawn}) => drawn)"):
        if drawn == "random":
            choose_true(browser)
        else:
            browser.press("n")
    browser.find("#sample summary").click()
    text = browser.texts("#estimate")[0]
    assert text.startswith("Of 4 labelled queries drawn by lot, the best candidate is the match of 4 (100 %")
    assert "51 % to 100 %" in text


def test_what_was_labelled_before_counts_in_the_estimate(browser, tmp_path):
    rows = [
        f"pr-{n:04d},{'' if n % 2 else f'tk-{n:04d}'},{'no match' if n % 2 else 'match'}" for n in range(8)
    ]
    (tmp_path / "before.csv").write_text("\n".join(["query_id,target_id,verdict", *rows]) + "\n")
    browser.open(write_review_page(tmp_path, 12, labels=[tmp_path / "before.csv"], random=4))
    assert browser.value("items.map(({drawn}) => drawn)") == ["random"] * 4
    for _ in range(4):
        choose_true(browser)
    browser.find("#sample summary").click()
    text = browser.texts("#estimate")[0]
    assert text.endswith(
        "It was the match of 4 of the 8 that were labelled before: of all 12 queries together, of 67 %"
        " (95 % interval 50 % to 67 %)."
    )
    sample = frames.read(tmp_path / "sample.csv", tables.REVIEW_SAMPLE).iloc[0]
    assert sample[["queries", "labelled", "right"]].tolist() == [12, 8, 4]


def test_once_all_is_labelled_the_share_is_known(browser, tmp_path):
    rows = [f"pr-{n:04d},tk-{n:04d},match" for n in range(8)]
    (tmp_path / "all.csv").write_text("\n".join(["query_id,target_id,verdict", *rows]) + "\n")
    browser.open(write_review_page(tmp_path, 8, labels=[tmp_path / "all.csv"], random=4))
    browser.find("#sample summary").click()
    assert browser.texts("#estimate")[0].endswith("of all 8 queries together, of 100 %.")


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


def test_the_browser_that_tests_pages_sees_what_they_ask_for_and_complain_of(browser, tmp_path):
    page = tmp_path / "bad.html"
    page.write_text("<script src='https://example.org/x.js'></script><script>throw Error('no')</script>")
    browser.open(page)
    assert browser.requests() == ["https://example.org/x.js"]
    assert any("no" in line for line in browser.complaints())
    with pytest.raises(AssertionError):
        expect_quiet(browser)


def test_csv_cells_survive_spreadsheet_and_pandas(page, browser):
    browser.open(page)
    browser.find("#note").send_keys('a "b", c')
    browser.press("ESCAPE", "1")
    browser.find("#labeller").send_keys("Aoki")
    browser.find("#download").click()
    read = pd.read_csv(browser.downloaded(), encoding="utf-8-sig", dtype=str)
    assert read.loc[0, ["note", "labeller"]].tolist() == ['a "b", c', "Aoki"]


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
