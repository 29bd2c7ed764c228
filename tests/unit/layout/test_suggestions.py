"""Guesses of roles, and the pages to label next."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.layout.suggestions import guess_roles, suggest_pages


def guessed(*rows):
    """Return guesses given as (page, probability), of the source that begins the page's name."""
    frame = pd.DataFrame(rows, columns=["page", "probability"])
    return frame.assign(source=frame["page"].str[:2], line=frame.index.astype(str))


def labels(*pages):
    return pd.DataFrame({"page": pages, "source": [page[:2] for page in pages]})


def test_roles_are_guessed_from_the_labels_of_the_source_alone(entries):
    lines = pd.concat([entries(2), entries(1, source="tk")], ignore_index=True).assign(role="other")
    labelled = entries(1)
    guesses = frames.check(guess_roles(lines, labelled, seed=0), tables.LINE_GUESSES, where="guesses")
    assert guesses["line"].tolist() == sorted(lines["line"])
    of_page = guesses.groupby("page")
    assert of_page["role"].agg(lambda roles: roles.isna().all()).to_dict() == {
        "pr-0": False,
        "pr-1": False,
        "tk-0": True,
    }
    assert of_page["probability"].min()["pr-0"] == 1 and of_page["probability"].min()["pr-1"] < 1


def test_without_labels_no_line_has_a_role(entries):
    guesses = guess_roles(entries(1), entries(1).head(0), seed=0)
    checked = frames.check(guesses, tables.LINE_GUESSES, where="guesses")
    assert checked[["role", "probability"]].isna().all(axis=None)


def test_the_page_with_most_lines_in_doubt_comes_first(entries):
    doubt = guessed(("pr1", 1.0), ("pr2", 0.5), ("pr2", 0.6), ("pr3", 0.4), ("pr0", 1.0))
    suggested = suggest_pages(doubt, labels("pr0"))
    assert suggested["page"].tolist() == ["pr2", "pr3", "pr1"]
    assert suggested["reason"][0] == "0.9 of its 2 lines are expected to have a wrong role"


def test_of_a_source_without_labels_a_page_of_a_usual_number_of_lines_comes_first():
    rows = [("pr1", None)] + [("pr2", None)] * 3 + [("pr3", None)] * 3 + [("pr4", None)] * 9
    suggested = suggest_pages(guessed(*rows), labels())
    assert suggested["page"].tolist() == ["pr2", "pr3", "pr1", "pr4"]
    assert suggested["reason"][0] == "no page of pr is labelled yet, and its 3 lines are a usual number"


def test_sources_take_turns_and_those_without_labels_go_first():
    rows = [("pr1", 0.9), ("pr2", 0.8), ("tk1", None), ("tk2", None)]
    suggested = suggest_pages(guessed(*rows), labels("pr0"))
    assert suggested["page"].tolist() == ["tk1", "pr2", "tk2", "pr1"]


@pytest.mark.parametrize("rows", [[], [("pr0", 1.0)]])
def test_where_all_pages_are_labelled_none_is_suggested(rows):
    suggested = suggest_pages(guessed(*rows).astype({"page": str}), labels("pr0"))
    assert frames.check(suggested, tables.PAGE_SUGGESTIONS, where="suggested").empty
