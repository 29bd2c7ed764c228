"""The browser that tests pages sees what they ask for and what they complain of."""

import pytest
from browsing import expect_quiet


def test_what_a_page_asks_for_and_complains_of_is_seen(browser, tmp_path):
    page = tmp_path / "bad.html"
    page.write_text("<script src='https://example.org/x.js'></script><script>throw Error('no')</script>")
    browser.open(page)
    assert browser.requests() == ["https://example.org/x.js"]
    assert any("no" in line for line in browser.complaints())
    with pytest.raises(AssertionError):
        expect_quiet(browser)
