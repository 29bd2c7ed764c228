"""Drawn pages: boxes that agree with the ink, every name once and whole, seeds, and what does not fit."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from drawn import AGEING, entries, partners, typecase

from clippings.synthesis.annotations import annotate
from clippings.synthesis.pages import draw_pages, page_rng, print_sheet

UPRIGHT = np.array([[1.0, 0, 0], [0, 1, 0]])
PAGES = {"pr": ("horizontal", 10), "tk": ("vertical", 59)}


def edition(source, count=None, each=8):
    table = entries(source, count or PAGES[source][1])
    named = partners(table, each) if source == "pr" else pd.DataFrame(columns=["partner", "entry"])
    return table, named


def drawn(source, table, named, *, broken=0.6, **ageing):
    pages = [{"page": page} for page in table["page"].unique()]
    return draw_pages(
        table,
        named,
        pages=pages,
        orientation=PAGES[source][0],
        typecase=typecase(),
        broken=broken,
        ageing=AGEING | ageing,
    )


def sheet(source, table, named):
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    by_entry = {entry: part.to_dict("records") for entry, part in named.groupby("entry")}
    return print_sheet(
        rows,
        partners=by_entry,
        orientation=PAGES[source][0],
        typecase=typecase(),
        broken=0.6,
        rng=page_rng("p", 0),
    )


@pytest.fixture(scope="module", params=PAGES)
def printed(request):
    """A page of each publication: its entries, partners, sheet before ageing, and boxes on it."""
    table, named = edition(request.param)
    fresh = sheet(request.param, table, named)
    return table, named, fresh, annotate(fresh, UPRIGHT, page="p", source=request.param)


def corners(annotations):
    return annotations[["x0", "y0", "x1", "y1"]].astype(int).to_numpy()


def test_boxes_are_as_large_as_their_ink(printed):
    *_, fresh, annotations = printed
    for x0, y0, x1, y1 in corners(annotations[annotations["role"] != "entry"]):
        ink = fresh.ink[y0:y1, x0:x1] > 0
        assert ink[0].any() and ink[-1].any() and ink[:, 0].any() and ink[:, -1].any()


def test_all_ink_is_boxed_but_the_head_and_the_rules(printed):
    *_, fresh, annotations = printed
    rest = fresh.ink.copy()
    for x0, y0, x1, y1 in corners(annotations[annotations["role"] != "entry"]):
        rest[y0:y1, x0:x1] = 0
    rest[:140] = 0
    rest[:, (rest > 0).sum(axis=0) > 1000] = 0
    rest[(rest > 0).sum(axis=1) > 1000] = 0
    assert not rest.any()


def test_lines_do_not_overlap(printed):
    *_, annotations = printed
    boxes = corners(annotations[annotations["role"].isin(["name", "partner"])])
    for a, b in combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (a, b)


def test_every_name_is_annotated_once_and_no_character_is_lost(printed):
    table, named, _, annotations = printed
    names = annotations[annotations["role"].isin(["name", "partner"])].sort_values(["mention", "part"])
    said = names.groupby("mention")["text"].sum().to_dict()
    meant = dict(zip(table["entry"], table["name"], strict=True))
    meant |= dict(zip(named["partner"], named.get("text", ()), strict=True))
    assert said == meant
    assert sorted(names.loc[names["part"] == 0, "mention"]) == sorted(meant)
    assert annotations["reading_order"].tolist() == list(range(len(annotations)))


def test_an_entry_box_holds_all_that_follows_it(printed):
    *_, annotations = printed
    heads = annotations["role"].eq("entry").cumsum()
    for _, part in annotations.groupby(heads):
        entry, lines = corners(part)[0], corners(part)[1:]
        assert (lines[:, :2].min(axis=0) == entry[:2]).all()
        assert (lines[:, 2:].max(axis=0) == entry[2:]).all()


def test_some_names_break_and_none_does_at_zero():
    table, named = edition("pr")
    parts = {share: drawn("pr", table, named, broken=share)[1]["part"] for share in (0.0, 1.0)}
    assert parts[1.0].sum() > parts[0.0].sum() == 0


@pytest.mark.parametrize("source", PAGES)
def test_boxes_follow_the_skew(source):
    table, named = edition(source)
    (scan,), annotations = drawn(source, table, named, strength=0.0)
    dark = scan.min(axis=2) < 128
    for x0, y0, x1, y1 in corners(annotations[annotations["role"] == "name"]):
        inside, wide = dark[y0 : y1 + 1, x0 : x1 + 1].sum(), dark[y0 - 3 : y1 + 4, x0 - 3 : x1 + 4].sum()
        assert inside > 0 and inside >= 0.97 * wide


def test_a_page_looks_the_same_whatever_its_neighbours_and_otherwise_by_seed():
    first, second = entries("pr", 8), entries("pr", 8, page="pr-0002")
    named = partners(pd.concat([first, second]), 4)
    both, boxes = drawn("pr", pd.concat([first, second]), named)
    (alone,), box = drawn("pr", second, named)
    assert np.array_equal(both[1], alone)
    pd.testing.assert_frame_equal(boxes[boxes["page"] == "pr-0002"].reset_index(drop=True), box)
    (other,), _ = drawn("pr", second, named, seed=1)
    assert not np.array_equal(alone, other)


def test_stronger_ageing_moves_further_from_the_fresh_page():
    table, named = edition("pr")
    (fresh,), (worn,), (wornest,) = (
        drawn("pr", table, named, strength=strength)[0] for strength in (0.0, 0.4, 0.9)
    )
    far = [np.abs(scan.astype(int) - fresh).mean() for scan in (worn, wornest)]
    assert 0 < far[0] < far[1]


def test_a_page_without_entries_is_one_line():
    table, named = edition("pr")
    with pytest.raises(ValueError, match=r"^page pr-0009: the edition has no entry on it, expected"):
        draw_pages(
            table,
            named,
            pages=[{"page": "pr-0009"}],
            orientation="horizontal",
            typecase=typecase(),
            broken=0.6,
            ageing=AGEING,
        )


@pytest.mark.parametrize(("source", "count"), [("pr", 40), ("tk", 400)])
def test_too_many_entries_are_one_line(source, count):
    table, named = edition(source, count)
    with pytest.raises(ValueError, match=rf"^page {source}-0001: {count} entries do not fit .*expected"):
        drawn(source, table, named)
