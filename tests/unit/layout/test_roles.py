"""Roles from geometry: each rule on its own, and a whole page."""

import numpy as np
import pandas as pd

from clippings.layout.roles import assign_roles, label_margin, running_heads
from clippings.layout.spans import to_spans


def spans_of(lines, orientation="horizontal"):
    return to_spans(lines[["x0", "y0", "x1", "y1"]], orientation=orientation, width=1000)


def test_the_lines_of_a_directory_page_get_their_roles(directory):
    assert assign_roles(spans_of(directory), lists=True).tolist() == directory["role"].tolist()


def test_the_order_of_detection_does_not_matter(directory):
    shuffled = directory.sample(frac=1, random_state=2)
    assert assign_roles(spans_of(shuffled), lists=True).tolist() == shuffled["role"].tolist()


def test_a_publication_without_lists_has_names_and_fields_only(directory):
    roles = assign_roles(spans_of(directory), lists=False)
    assert roles.tolist() == directory["role"].replace("partner", "field").tolist()


def test_a_list_ends_at_a_label_of_a_field(directory):
    first = directory.head(10)
    below = first.iloc[[1, 2]].assign(y0=264.0, y1=284.0)
    roles = assign_roles(spans_of(together(first, below)), lists=True)
    assert roles.tolist() == [*first["role"], "field", "field"]


def test_large_type_inside_a_list_is_still_a_partner(directory):
    grown = directory.copy()
    grown.loc[6, ["y0", "y1"]] += (-4, 4)
    assert assign_roles(spans_of(grown), lists=True)[6] == "partner"


def test_the_margin_is_where_labels_stand(directory):
    assert label_margin(spans_of(directory.head(20))) == 50


def test_running_heads_and_page_numbers_are_set_off(directory):
    marginal = directory.iloc[[0, 0, 0]].assign(
        x0=[40.0, 900.0, 500.0], x1=[240.0, 930.0, 520.0], y0=[30.0, 31.0, 480.0], y1=[50.0, 51.0, 499.0]
    )
    flags = running_heads(spans_of(together(directory, marginal)))
    assert flags.tolist() == [False] * len(directory) + [True] * 3


def test_a_horizontal_head_over_vertical_print_is_marginal():
    columns = np.array([[x, 100.0, x + 20, 480] for x in range(900, 100, -30)])
    head = np.array([[800.0, 30, 900, 50]])
    spans = to_spans(np.vstack([columns, head]), orientation="vertical", width=1000)
    assert running_heads(spans).nonzero()[0].tolist() == [len(columns)]


def test_no_lines_no_roles():
    assert len(assign_roles(np.zeros((0, 4)), lists=True)) == 0
    assert len(running_heads(np.zeros((0, 4)))) == 0


def together(*tables):
    return pd.concat(tables, ignore_index=True)
