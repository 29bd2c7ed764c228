"""The review page in Chromium: labelled by keyboard, nothing lost, exported, and taken in by the workflow."""

import pandas as pd
import pytest
from browsing import expect_quiet
from pages import build_records, choose_true, write_review_page

from clippings.labels import read_labels


def answers(browser):
    """Return what the browser keeps, by query."""
    return browser.value("JSON.parse(localStorage.getItem(key)).answers")


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
    records = build_records(folder, file, queries=12)
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


def test_csv_cells_survive_spreadsheet_and_pandas(page, browser):
    browser.open(page)
    browser.find("#note").send_keys('a "b", c')
    browser.press("ESCAPE", "1")
    browser.find("#labeller").send_keys("Aoki")
    browser.find("#download").click()
    read = pd.read_csv(browser.downloaded(), encoding="utf-8-sig", dtype=str)
    assert read.loc[0, ["note", "labeller"]].tolist() == ['a "b", c', "Aoki"]
