"""Features of candidate pairs against loops over the pairs of each query."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.linkage.evidence.features import BEHIND, BLANK, LEAD, VALUE, make_features

VALUES = st.sampled_from([np.nan, -1.0, 0.0, 0.5, 1.0])
QUERIES = st.lists(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=5), min_size=1, max_size=6)


def evidence_of(queries):
    rows = [(f"q{n}", f"t{m}", *pair) for n, pairs in enumerate(queries) for m, pair in enumerate(pairs)]
    return pd.DataFrame(rows, columns=["query", "target", "a", "b"])


def columns_of(features):
    names = zip(features.comparisons, features.forms, strict=True)
    return dict(zip(names, features.matrix.T, strict=True))


def margins(values):
    """Compare each value of a query with the others: how far behind the best, how far the best is ahead."""
    known = sorted((value for value in values if value == value), reverse=True)
    behind = [known[0] - value if value == value else 0.0 for value in values]
    lead, ahead = [0.0] * len(values), known[0] - known[1] if len(known) > 1 else 0.0
    if known:
        lead[values.index(known[0])] = ahead
    return behind, lead


@given(QUERIES)
def test_features_equal_loops_over_the_pairs_of_each_query(queries):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = columns_of(make_features(evidence_of(queries), ["a", "b"], margins=True))
    for place, name in enumerate("ab"):
        values = [pair[place] for pairs in queries for pair in pairs]
        known = [value for value in values if value == value]
        if not known:
            assert not {form for comparison, form in found if comparison == name}
            continue
        filled = [value if value == value else np.mean(known) for value in values]
        assert found[name, VALUE] == pytest.approx(filled)
        assert ((name, BLANK) in found) == (len(known) < len(values))
        if len(known) < len(values):
            assert found[name, BLANK].tolist() == [float(value != value) for value in values]
        both = [margins([pair[place] for pair in pairs]) for pairs in queries]
        assert found[name, BEHIND] == pytest.approx(sum((behind for behind, _ in both), []))
        assert found[name, LEAD] == pytest.approx(sum((lead for _, lead in both), []))


@given(QUERIES, st.randoms())
def test_the_order_of_candidates_and_queries_says_nothing(queries, random):
    evidence = evidence_of(queries)
    parts = [part.sample(frac=1, random_state=random.randrange(99)) for _, part in evidence.groupby("query")]
    random.shuffle(parts)
    shuffled = pd.concat(parts)
    straight, other = (columns_of(make_features(e, ["a", "b"], margins=True)) for e in (evidence, shuffled))
    assert straight.keys() == other.keys()
    for name, values in straight.items():
        back = pd.Series(other[name], shuffled.index).sort_index().to_numpy()
        assert back == pytest.approx(values), name


def test_a_single_candidate_is_neither_behind_nor_ahead():
    found = columns_of(make_features(evidence_of([[(0.3, np.nan)], [(0.9, 0.2)]]), ["a"], margins=True))
    assert found["a", BEHIND].tolist() == found["a", LEAD].tolist() == [0, 0]


def test_of_ties_none_is_ahead():
    found = columns_of(make_features(evidence_of([[(0.9, 0), (0.9, 0), (0.5, 0)]]), ["a"], margins=True))
    assert found["a", LEAD].tolist() == [0, 0, 0] and found["a", BEHIND] == pytest.approx([0, 0, 0.4])


def test_features_of_some_forms_are_those():
    features = make_features(evidence_of([[(0.3, np.nan), (0.1, 0.2)]]), ["b", "a"], margins=True)
    kept = features.of([VALUE, BLANK])
    assert list(zip(kept.comparisons, kept.forms, strict=True)) == [("b", VALUE), ("b", BLANK), ("a", VALUE)]
    assert kept.matrix.tolist() == [[0.2, 1, 0.3], [0.2, 0, 0.1]]


def test_no_pair_and_no_comparison_have_no_feature():
    assert make_features(evidence_of([]), ["a"], margins=True).matrix.shape == (0, 0)
    assert make_features(evidence_of([[(np.nan, 1.0)]]), ["a"], margins=True).matrix.shape == (1, 0)


def test_of_no_pair_the_same_features_are_made():
    evidence = evidence_of([[(0.3, np.nan), (0.1, 0.2)], [(0.9, 0.2)]])
    features = make_features(evidence, ["a", "b"], margins=True)
    assert features.like(evidence[:0]).matrix.shape == (0, len(features.forms))
