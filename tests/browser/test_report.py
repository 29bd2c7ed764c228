"""The report of a run in Chromium: opened from disk, it shows figures and tables and asks no network."""

from zipfile import ZipFile

import pytest
from browsing import NARROW, WIDE
from toy import copy_run, snakemake

WAIT = "const wait = () => {} ? done() : setTimeout(wait, 50); wait()"


@pytest.fixture(scope="module")
def report(finished, tmp_path_factory):
    """The unpacked report of the toy run, as `make report` writes it."""
    folder = copy_run(finished, tmp_path_factory.mktemp("report") / "project")
    run = snakemake(folder, "--report", "results/report.zip")
    assert run.returncode == 0, run.stdout + run.stderr
    with ZipFile(folder / "results/report.zip") as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked/report"


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_report_opens_from_disk_and_asks_nothing(report, browser, size):
    browser.open(report / "report.html", size)
    # Snakemake's own page is put together by its script, and warns of how its style is made.
    browser.run(WAIT.format("document.body.innerText.includes('Workflow')"))
    for word in ("Statistics", "Results", "Layout", "Links", "Models", "Supply chain"):
        assert word in browser.value("document.body.innerText")
    assert browser.requests() == []
    assert not [line for line in browser.complaints() if "cdn.tailwindcss.com should not be used" not in line]


def test_the_report_holds_every_figure_and_its_pages_are_whole(report, browser):
    names = {path.name for path in report.glob("data/raw/*/*")}
    pictures = {"accuracy", "paired", "risk_coverage", "reliability", "breakdown", "weights"}
    pictures |= {"network", "retrieval"}
    assert {f"{name}.png" for name in pictures} <= names
    assert {"tables.html", "network_g1.html", "network_g2.html", "summary.md", "links.csv"} <= names
    assert {"overlays.png", "index.html", "card.md"} <= names
    for page in sorted(report.glob("data/raw/*/*.html")):
        for size in (NARROW, WIDE):
            browser.open(page, size)
            browser.run(WAIT.format("!window.Bokeh || Bokeh.documents[0]?.is_idle"))
            assert browser.overflow() == 0, f"{page.name} at {size[0]} pixels"
    assert browser.requests() == [] and browser.complaints() == []
