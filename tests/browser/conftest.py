"""One browser for all pages under test, each test with an empty store and folder of downloads."""

from shutil import which

import pytest
from browsing import Browser
from pages import write_review_page


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once."""
    assert which("chromium") and which("chromedriver"), "install chromium and chromium-driver (make setup)"
    browser = Browser()
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium, tmp_path):
    """The browser, with nothing kept from the test before."""
    (tmp_path / "downloads").mkdir()
    chromium.begin(tmp_path / "downloads")
    return chromium


@pytest.fixture
def page(tmp_path):
    """A page of a dozen queries, four of them sampled at random."""
    return write_review_page(tmp_path, 12, random=4)
