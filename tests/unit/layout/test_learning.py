"""Roles learned from labelled pages: found on others, scored on others only, the same each time."""

import logging

import numpy as np
import pandas as pd
import pytest

from clippings.layout.ink import INK
from clippings.layout.learning import cross_validate_roles, fit_roles, learned_lines, predict_roles


def test_roles_of_one_page_are_found_on_the_others(entries):
    lines = entries(5)
    first = lines["page"] == "pr-0"
    predicted = predict_roles(fit_roles(lines[first], seed=0), lines[~first])
    assert predicted.index.equals(lines.index[~first])
    assert (predicted["role"] == lines["role"][~first]).mean() > 0.98
    assert predicted["probability"].between(0.5, 1).all()


def test_each_source_is_learned_by_itself(entries):
    """What the one source calls a name, the other calls a field."""
    swap = {"name": "field", "field": "name"}
    lines = pd.concat([entries(2), entries(2, source="tk").replace({"role": swap})], ignore_index=True)
    predicted = predict_roles(fit_roles(lines, seed=0), lines)
    assert (predicted["role"] == lines["role"]).all()


def test_a_source_without_labels_is_refused(entries):
    with pytest.raises(ValueError, match="source tk: no labelled page"):
        predict_roles(fit_roles(entries(1), seed=0), entries(1, source="tk"))


def test_the_same_seed_gives_the_same_roles(entries):
    lines = entries(3)
    again, other = (predict_roles(fit_roles(lines, seed=seed), lines) for seed in (1, 2))
    pd.testing.assert_frame_equal(again, predict_roles(fit_roles(lines, seed=1), lines))
    assert len(other) == len(again)


def test_scores_count_lines_of_all_labelled_pages(entries):
    lines = entries(4)
    scores = cross_validate_roles(lines, seed=0).set_index("role")
    assert scores["lines"].to_dict() == lines["role"].value_counts().to_dict()
    assert (scores["pages"] == 4).all() and (scores[["precision", "recall"]] > 0.98).all(axis=None)


def test_a_page_is_never_scored_by_what_was_learned_from_it(entries):
    """Roles by chance are learned by heart, line by line: only a score of other pages knows that."""
    lines = entries(6)
    lines["role"] = np.random.default_rng(0).choice(["name", "field"], len(lines))
    fitted = predict_roles(fit_roles(lines, seed=0), lines)["role"] == lines["role"]
    scores = cross_validate_roles(lines, seed=0)
    assert fitted.mean() == 1
    assert scores[["precision", "recall"]].to_numpy().max() < 0.7


def test_one_labelled_page_has_no_score(entries, caplog):
    with caplog.at_level(logging.INFO, logger="clippings"):
        scores = cross_validate_roles(entries(1), seed=0)
    assert len(scores) == 2 and scores[["precision", "recall"]].isna().all(axis=None)
    assert "source pr: one labelled page, expected a second one" in caplog.text


def test_a_role_of_one_page_is_never_found_and_has_no_precision(entries):
    lines = entries(3)
    lines.loc[lines.index[0], "role"] = "partner"
    partner = cross_validate_roles(lines, seed=0).set_index("role").loc["partner"]
    assert partner["recall"] == 0 and np.isnan(partner["precision"])


def test_a_labelled_page_keeps_its_labels_and_its_drawn_lines_and_others_learn_from_them(entries):
    lines = entries(3)
    drawn = lines.head(1).assign(line="pr-0-d000", role="partner", y0=5.0, y1=40.0, **dict.fromkeys(INK))
    said = lines[lines["page"] == "pr-0"].assign(role="field")
    said.loc[said.index[:3], "role"] = ["other", "name", "name"]
    labelled = pd.concat([said, drawn], ignore_index=True)
    learned = learned_lines(lines.assign(role="other"), labelled, seed=0).set_index("line")
    assert len(learned) == len(lines) + 1
    assert learned.loc[labelled["line"], "role"].tolist() == labelled["role"].tolist()
    assert (learned.loc[labelled["line"], "probability"] == 1).all()
    rest = learned[learned["page"] != "pr-0"]
    assert (rest["role"] == "field").mean() > 0.9 and rest["probability"].between(0.3, 1).all()


def test_of_a_shard_of_labelled_pages_nothing_is_learned(entries):
    lines = entries(2)
    learned = learned_lines(lines.assign(role="other"), lines, seed=0)
    assert learned["role"].tolist() == lines["role"].tolist() and (learned["probability"] == 1).all()


def test_without_labels_roles_stay_as_they_are(entries):
    lines = entries(1)
    learned = learned_lines(lines, lines.head(0), seed=0)
    assert learned["role"].equals(lines["role"]) and learned["probability"].isna().all()


def test_a_page_of_a_source_that_nobody_labelled_is_refused(entries):
    with pytest.raises(ValueError, match="source tk: no labelled page, expected at least one"):
        learned_lines(entries(1, source="tk"), entries(1), seed=0)
