"""The table of evidence, made some pairs at a time."""

import numpy as np
import pandas as pd
import pytest

from clippings.linkage.evidence import table
from clippings.linkage.evidence.pairs import Candidates
from clippings.linkage.evidence.table import EvidenceTable

FOLDS = {1: slice(0, 6), 2: slice(6, 6), 3: slice(6, 9)}
QUERIES = np.array([0, 0, 0, 2, 2, 2, 1, 1, 1])
TARGETS = np.array([3, 4, 5, 3, 4, 5, 3, 4, 5])


@pytest.fixture
def gathered():
    records = pd.DataFrame({"record": list("abcdef"), "homonym": None})
    records["entity"] = ["e", "f", None, "e", "g", None]
    made = EvidenceTable(records, Candidates(QUERIES, TARGETS, QUERIES == 1, FOLDS), seed=7)
    made.add("one", np.arange(9))
    made.add("other", np.where(QUERIES == 2, np.nan, TARGETS / 7))
    return made


def test_pairs_are_named_judged_where_truth_is_known_and_given_their_folds(gathered):
    whole = gathered.whole()
    assert whole["query"].tolist() == list("aaacccbbb") and whole["target"].tolist() == list("def") * 3
    assert whole["acceptable"].tolist() == [True, False, False, *[pd.NA] * 3, *[False] * 3]
    assert whole["fold"].tolist() == [1] * 6 + [3] * 3 and (whole["seed"] == 7).all()
    assert whole["taught"].tolist() == [False] * 6 + [True] * 3
    assert whole["one"].tolist() == [*range(9)]
    assert whole["other"].isna().tolist() == [False] * 3 + [True] * 3 + [False] * 3
    assert whole["other"].dropna().tolist() == [3 / 7, 4 / 7, 5 / 7] * 2


@pytest.mark.parametrize(("most", "sizes"), [(1, [3, 3, 3]), (4, [6, 3]), (9, [9])])
def test_groups_are_the_table_cut_between_queries(gathered, monkeypatch, most, sizes):
    monkeypatch.setattr(table, "PAIRS", most)
    groups = [*gathered.groups()]
    assert [len(group) for group in groups] == sizes
    pd.testing.assert_frame_equal(pd.concat(groups, ignore_index=True), gathered.whole())


def test_without_pairs_there_is_one_empty_group():
    nothing, records = np.empty(0, np.int64), pd.DataFrame({"record": ["a"], "entity": None, "homonym": None})
    made = EvidenceTable(records, Candidates(nothing, nothing, nothing > 0, {0: slice(0, 0)}), seed=None)
    made.add("one", np.empty(0))
    (group,) = made.groups()
    assert group.empty and group.columns[-1] == "one"
