"""Character n-grams of texts, hashed: what they keep of a text and what they forget."""

import numpy as np
import pytest

from clippings.encoder.text_grams import SIZES, hash_grams

WIDE = 1 << 20  # buckets enough for no two grams to share one


def grams_of(text):
    """List the n-grams of a text by a plain loop."""
    spaced = f" {' '.join(text.lower().split())} "
    return [spaced[start : start + size] for size in SIZES for start in range(len(spaced) - size + 1)]


def naive_cosine(one, other):
    """Compare two texts by how often each has which n-gram."""
    known = sorted({*grams_of(one), *grams_of(other)})
    counts = np.array([[grams_of(text).count(gram) for gram in known] for text in (one, other)], float)
    return counts[0] @ counts[1] / np.prod(np.linalg.norm(counts, axis=1))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fire at Albany", "fire  at ALBANY"),
        ("Fire at Albany", "Firc at Albary"),
        ("the the the", "the other"),
        ("三井物産", "三井物産株式會社"),
        ("a", "ab"),
    ],
)
def test_products_are_those_of_counted_grams(one, other):
    vectors = hash_grams([one, other], buckets=WIDE)
    assert vectors[0] @ vectors[1] == pytest.approx(naive_cosine(one, other), abs=1e-6)


def test_few_buckets_keep_products_about_as_they_are():
    towns, days = ("Albany", "Boston"), range(10, 30)
    texts = [f"{town} fire on {day} May kills {day}" for town in towns for day in days]
    exact, hashed = (hash_grams(texts, buckets=buckets) for buckets in (WIDE, 1024))
    assert np.abs(exact @ exact.T - hashed @ hashed.T).max() < 0.15
    assert np.abs((exact @ exact.T - hashed @ hashed.T).mean()) < 0.02


def test_vectors_have_unit_length_but_those_of_texts_without_a_letter():
    lengths = np.linalg.norm(hash_grams(["x", "Two words", "", "  "], buckets=64), axis=1)
    assert lengths.round(6).tolist() == [1, 1, 0, 0]


def test_equal_texts_have_equal_vectors_in_whatever_company():
    alone = hash_grams(["Full ｗｉｄｔｈ"], buckets=256)
    assert np.array_equal(alone[0], hash_grams(["other", "full width"], buckets=256)[1])
