"""Grams, their counts and inner products, against plain Python."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings.linkage.candidates import grams
from clippings.linkage.candidates.grams import Products, count_grams, numbered
from clippings.linkage.candidates.measures import edged_bigrams

TEXTS = st.lists(st.text(alphabet="日本工業", min_size=1, max_size=9), min_size=1, max_size=12)


@settings(max_examples=30)
@given(TEXTS, TEXTS, st.sampled_from([0.0, 0.1, 2.0]))
def test_products_of_counts_are_exact_dense_or_sparse(queries, targets, frequent):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grams, "FREQUENT", frequent)
        products = Products(*count_grams(queries, targets, list))
    expected = [[sum(n * Counter(b)[c] for c, n in Counter(a).items()) for b in targets] for a in queries]
    assert products.of(slice(0, len(queries))).tolist() == expected


@given(TEXTS, TEXTS)
def test_numbered_grams_share_what_the_multisets_share(queries, targets):
    products = Products(*count_grams(queries, targets, numbered))
    expected = [[(Counter(a) & Counter(b)).total() for b in targets] for a in queries]
    assert products.of(slice(0, len(queries))).tolist() == expected


def test_bigrams_know_the_edges_of_a_text():
    assert edged_bigrams("日本") == {"\x02日", "日本", "本\x03"}
    assert edged_bigrams("日") == {"\x02日", "日\x03"}


def test_cosine_and_jaccard_are_one_for_equals():
    sizes = np.array([3.0, 50.0, 7.0])
    assert np.allclose(grams.cosine(sizes, sizes, sizes), 1)
    assert (grams.jaccard(sizes, sizes, sizes) == 1).all()
