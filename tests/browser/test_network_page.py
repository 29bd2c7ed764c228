"""The network page in Chromium: firms are drawn, pointed at and chosen; no network is asked."""

import time

import pandas as pd
import pytest
from browsing import NARROW, WIDE, expect_quiet, expect_well_behaved
from selenium.webdriver import ActionChains

from clippings.figures.network_page import write_pages

# The nodes of the page, where Bokeh holds them.
NODES = """
const plot = Bokeh.documents[0].roots().flatMap((root) => [...root.references()])
  .find((model) => model.renderers?.some((renderer) => renderer.glyph?.type === "Scatter"));
const data = plot.renderers.find((renderer) => renderer.glyph.type === "Scatter").data_source.data;
"""
# Where a firm lies in the window: Bokeh's frame knows the scales, its canvas the place.
PLACE = """
const find = (view) => view.model === plot ? view
  : [...(view.child_views ?? []), ...(view._child_views?.values() ?? [])].map(find).find(Boolean);
const view = Object.values(Bokeh.index).map(find).find(Boolean);
const box = view.canvas_view.el.getBoundingClientRect();
const node = [...data.name].indexOf(name);
done([box.x + view.frame.x_scale.compute(data.x[node]), box.y + view.frame.y_scale.compute(data.y[node])]);
"""
# Texts within the shadow roots that Bokeh draws into.
SEEN = """
const texts = [];
const walk = (root) => {
  for (const part of root.querySelectorAll("*")) {
    if (part.shadowRoot) walk(part.shadowRoot);
    if (!part.checkVisibility() || part.tagName === "STYLE") continue;
    texts.push(...[...part.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data));
  }
};
walk(document);
done(texts.map((text) => text.trim()).filter(Boolean).join(" "));
"""


@pytest.fixture
def page(tmp_path):
    """The page of a chain of three firms and one that stands apart."""
    firms = [
        ("甲", 0.0, 0.8, 1, 2.0),
        ("乙", -0.7, -0.2, 2, 1.0),
        ("三井物産", 0.7, -0.2, 1, 0.0),
        ("丙 <b>", 0.0, -0.8, 1, None),
    ]
    nodes = pd.DataFrame(firms, columns=["name", "x", "y", "degree", "distance"]).assign(
        node=["a", "b", "m", "z"], graph="g1"
    )
    edges = pd.DataFrame({"supplier": ["a", "b"], "customer": ["b", "m"], "mentions": 1, "graph": "g1"})
    write_pages(nodes, edges, {"g1": tmp_path / "g1.html"}, methods={"g1": "sup_multimodal/clean"})
    return tmp_path / "g1.html"


def point_at(browser, name):
    """Move the mouse to a firm and return it."""
    x, y = browser.run(f"const name = {name!r}; {NODES} {PLACE}")
    mouse = ActionChains(browser.driver, duration=50)
    mouse.w3c_actions.pointer_action.move_to_location(round(x), round(y))
    mouse.perform()
    return mouse


def seen(browser, words, seconds=5):
    """Wait until the page shows some words; return all that it shows."""
    until = time.monotonic() + seconds
    while words not in (text := browser.run(SEEN)) and time.monotonic() < until:
        time.sleep(0.05)
    return text


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_firm_that_is_pointed_at_says_its_name_degree_and_distance(page, browser, size):
    browser.open(page, size)
    assert browser.run(f"{NODES} done([...data.name])") == ["乙", "甲", "三井物産", "丙 <b>"]
    assert "三井物産" not in browser.run(SEEN)
    point_at(browser, "三井物産")
    text = seen(browser, "三井物産")
    for words in ("name", "三井物産", "degree", "distance"):
        assert words in text
    point_at(browser, "丙 <b>")
    assert "none is reached" in seen(browser, "丙 <b>")
    expect_quiet(browser)


def test_the_nodes_are_on_the_canvas(page, browser):
    browser.open(page)
    x, y = browser.run(f"const name = '三井物産'; {NODES} {PLACE}")
    pixel = f"""
    const canvas = (root) => [...root.querySelectorAll("*")].flatMap((part) =>
      [...(part.tagName === "CANVAS" ? [part] : []), ...(part.shadowRoot ? canvas(part.shadowRoot) : [])]);
    done(canvas(document).map((found) => {{
      const box = found.getBoundingClientRect();
      const scale = found.width / box.width;
      const [left, top] = [({x} - box.x) * scale, ({y} - box.y) * scale];
      return [...found.getContext("2d").getImageData(left, top, 1, 1).data];
    }}));
    """
    # The darkest of viridis, violet: a firm of a group is at distance 0.
    assert any(blue > red > green + 40 and alpha == 255 for red, green, blue, alpha in browser.run(pixel))


def test_a_firm_that_is_chosen_names_its_partners(page, browser):
    browser.open(page)
    point_at(browser, "乙").click().perform()
    text = seen(browser, "suppliers")
    assert "suppliers: 甲" in text and "customers: 三井物産" in text
    expect_quiet(browser)


def test_the_page_is_well_behaved(page, browser):
    expect_well_behaved(browser, page)
