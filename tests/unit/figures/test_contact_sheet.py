"""The contact sheet: which clusters are right, merged and split, and how they are drawn."""

import numpy as np
import pandas as pd
import prints
import pytest

from clippings.figures.contact_sheet import (
    at_most,
    choose_lines,
    clusters_of,
    count_lines,
    draw_contacts,
)


@pytest.fixture
def ours():
    return clusters_of(prints.memberships(), row=prints.ROW)


@pytest.fixture
def lines(ours):
    return choose_lines(ours, count=3, seed=0)


def test_a_row_is_taken_by_its_first_seed_and_the_test_split(ours):
    assert ours["record"].tolist() == ["a0", "a1", "a2", "b0", "b1", "c0", "d0", "d1", "d2", "e0"]
    assert len(clusters_of(prints.memberships(), row=prints.OTHER)) == 10
    with pytest.raises(
        ValueError, match="no test record of phash/none, expected one of jaccard_words/noisy, sup_"
    ):
        clusters_of(prints.memberships(), row="phash/none")


def test_clusters_are_right_merged_or_split(ours, lines):
    shown = {kind: part["record"].tolist() for kind, part in lines.groupby("kind", sort=False)}
    assert shown == {"right": ["a0", "a1", "a2"], "merged": ["b0", "b1", "c0"], "split": ["d0", "d1", "d2"]}
    assert count_lines(ours) == {"right": 1, "merged": 1, "split": 1}
    alone = clusters_of(prints.memberships(), row=prints.OTHER)
    assert count_lines(alone) == {"right": 0, "merged": 0, "split": 3}


def test_a_photograph_that_is_split_and_merged_stands_among_the_merged():
    found = pd.DataFrame({"record": list("abc"), "entity": list("xxy"), "cluster": list("122")})
    assert count_lines(found) == {"right": 0, "merged": 1, "split": 0}


def test_the_seed_decides_which_are_shown():
    found = pd.DataFrame(
        {"record": [f"r{n:02d}" for n in range(40)], "entity": [f"e{n // 2}" for n in range(40)]}
    )
    found["cluster"] = found["entity"]
    drawn = [tuple(choose_lines(found, count=2, seed=seed)["entity"]) for seed in (0, 0, 1, 2)]
    assert drawn[0] == drawn[1] and len(set(drawn)) > 1 and len(drawn[0]) == 4


def test_a_long_line_keeps_some_of_each_photograph():
    line = pd.DataFrame({"record": [f"r{n}" for n in range(9)], "entity": list("xxxxxxxyz"), "cluster": "1"})
    assert at_most(line, 4)["entity"].tolist() == ["x", "x", "y", "z"]
    assert len(at_most(line, 20)) == 9


def test_titles_say_what_is_one_cluster_and_what_one_photograph(ours, lines):
    pictures = {name: np.full((30, 40), 90, np.uint8) for name in ours["record"]}
    figure = draw_contacts(lines, pictures, {"a0": prints.CAPTION}, counts=count_lines(ours))
    titles = [axis.get_title() for axis in figure.axes]
    assert titles == ["A 1"] * 3 + ["A 1", "A 1", "A 2"] + ["A 1", "A 1", "B 1"]
    assert len({str(axis.spines["left"].get_linestyle()) for axis in figure.axes}) == 2
    words = [axis.get_ylabel() for axis in figure.axes if axis.get_ylabel()]
    assert words == [
        "✓ right\none entity,\nall its 3 records",
        "✗ merged\n2 entities\nin one cluster",
        "✗ split\none entity\nin 2 clusters",
    ]
    below = figure.axes[0].get_xlabel()
    assert below.startswith("ANY TOWN") and below.endswith("…")
    expect_whole(figure)


def expect_whole(figure):
    figure.draw_without_rendering()
    tight, size = figure.get_tightbbox(), figure.get_size_inches()
    assert min(tight.x0, tight.y0) >= 0 and tight.x1 <= size[0] and tight.y1 <= size[1]


def test_without_any_line_the_sheet_says_so():
    nothing = choose_lines(
        pd.DataFrame({"record": ["a"], "entity": ["x"], "cluster": ["1"]}), count=3, seed=0
    )
    figure = draw_contacts(nothing, {}, {}, counts={"right": 0, "merged": 0, "split": 0})
    assert "0 right, 0 merged, 0 split" in figure.get_suptitle()
    expect_whole(figure)


def test_texts_stand_alone_where_there_are_no_pictures(ours, lines):
    figure = draw_contacts(lines, {}, dict.fromkeys(ours["record"], prints.CAPTION), counts=count_lines(ours))
    assert not any(axis.images for axis in figure.axes) and len(figure.axes) == 9
    words = [text.get_text().replace("\n", " ") for axis in figure.axes for text in axis.texts]
    assert words.count(prints.CAPTION) == 9
    expect_whole(figure)
