"""The review page's estimate of how many links are right: from queries sampled at random, in every round."""

from pages import choose_true, write_review_page

from clippings import frames, tables


def test_the_sample_alone_gives_the_estimate(page, browser):
    browser.open(page)
    for drawn in browser.value("items.map(({drawn}) => drawn)"):
        if drawn == "random":
            choose_true(browser)
        else:
            browser.press("n")
    browser.find("#sample summary").click()
    text = browser.texts("#estimate")[0]
    assert text.startswith(
        "Of 4 labelled queries sampled at random, the best candidate is the match of 4 (100 %"
    )
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
