"""Reading order, entries and broken names of a page whose lines are known."""

import numpy as np
import pandas as pd
import pytest

from clippings.layout.arrangement import NOWHERE, arrange, broken_names, entry_heads
from clippings.layout.spans import to_spans

EDGES = ["start", "top", "end", "bottom"]


def lines_of(table, orientation="horizontal"):
    spans = to_spans(table[["x0", "y0", "x1", "y1"]], orientation=orientation, width=1000)
    return pd.DataFrame(spans, columns=EDGES).assign(role=table["role"].to_numpy(), confidence=0.9)


def test_a_page_is_arranged_entry_by_entry(directory):
    shuffled = directory.sample(frac=1, random_state=3)
    boxes = arrange(lines_of(shuffled), orientation="horizontal", width=1000)
    assert boxes["reading_order"].tolist() == list(range(33))
    assert boxes["role"].tolist() == ["entry", *directory["role"].head(10)] * 3
    assert boxes["entry"].tolist() == [1] * 11 + [12] * 11 + [23] * 11
    lines = boxes[boxes["role"] != "entry"]
    assert np.array_equal(lines[["x0", "y0", "x1", "y1"]], directory[["x0", "y0", "x1", "y1"]])


def test_an_entry_is_the_box_round_its_lines(directory):
    boxes = arrange(lines_of(directory.head(10)), orientation="horizontal", width=1000)
    lines = directory.head(10)
    hull = [lines["x0"].min(), lines["y0"].min(), lines["x1"].max(), lines["y1"].max()]
    assert boxes.loc[0, ["x0", "y0", "x1", "y1"]].tolist() == hull
    assert np.isnan(boxes.loc[0, "confidence"])


def test_a_broken_partner_is_one_name_in_two_parts(directory):
    boxes = arrange(lines_of(directory.head(10)), orientation="horizontal", width=1000)
    partners = boxes[boxes["role"] == "partner"]
    assert partners["name"].tolist() == [6, 7, 8, 8, 10]
    assert partners["part"].tolist() == [0, 0, 0, 1, 0]
    fields = boxes[boxes["role"].isin(["field", "entry"])]
    assert fields["name"].isna().all() and (fields["part"] == 0).all()


def test_an_entry_that_goes_on_in_the_next_column_has_a_box_in_each(directory):
    upper, rest = directory.iloc[:10], directory.iloc[24:30]
    boxes = arrange(lines_of(pd.concat([upper, rest])), orientation="horizontal", width=1000)
    entries = boxes[boxes["role"] == "entry"]
    assert entries["entry"].tolist() == [1, 1] and entries["part"].tolist() == [0, 1]
    assert (boxes["entry"] == 1).all()


def test_lines_before_the_first_name_belong_to_no_entry(directory):
    boxes = arrange(lines_of(directory.iloc[1:4]), orientation="horizontal", width=1000)
    assert boxes["role"].tolist() == ["field"] * 3 and boxes["entry"].isna().all()


@pytest.mark.parametrize(("hang", "goes_on"), [(0, False), (10, False), (16, True), (50, True), (60, False)])
def test_how_far_a_continuation_hangs_in(hang, goes_on):
    spans = np.array([[100.0, 0, 180, 20], [300, 0, 380, 20], [100 + hang, 30, 160 + hang, 50]])
    first, part = broken_names(spans, np.array(["partner"] * 3), np.zeros(3, int), row=np.array([0, 0, 1]))
    assert first.tolist() == ([0, 1, 1] if goes_on else [0, 1, 2])
    assert part.tolist() == ([0, 0, 1] if goes_on else [0, 0, 0])


@pytest.mark.parametrize(("white", "goes_on"), [(2, True), (19, True), (20, False), (80, False)])
def test_a_continuation_stands_below_its_line_and_not_further_down_the_page(white, goes_on):
    spans = np.array([[100.0, 0, 180, 20], [120, 20 + white, 170, 40 + white]])
    _, part = broken_names(spans, np.array(["name"] * 2), np.zeros(2, int), row=np.array([0, 1]))
    assert part.tolist() == [0, int(goes_on)]


def test_a_vertical_name_in_two_columns_is_one_name():
    columns = pd.DataFrame(
        [(900, 100, 935, 400, "name"), (860, 135, 895, 300, "name"), (830, 100, 850, 400, "field")],
        columns=["x0", "y0", "x1", "y1", "role"],
    )
    boxes = arrange(lines_of(columns, "vertical"), orientation="vertical", width=1000)
    assert boxes["role"].tolist() == ["entry", "name", "name", "field"]
    assert boxes["name"].tolist()[1:3] == [1, 1] and boxes["part"].tolist()[1:3] == [0, 1]
    assert (boxes["entry"] == 1).all()


def test_heads_are_the_last_name_before():
    roles = np.array(["field", "name", "field", "name", "name", "partner"])
    first = np.array([NOWHERE, 1, NOWHERE, 3, 3, 5])
    assert entry_heads(roles, first).tolist() == [NOWHERE, 1, 1, 3, 3, 3]


def test_a_page_without_lines_gives_a_table_without_rows():
    empty = pd.DataFrame(columns=["x0", "y0", "x1", "y1", "role"])
    assert len(arrange(lines_of(empty), orientation="vertical", width=1000)) == 0
