"""What stands together in a batch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings.encoder.sampling import class_batches, distinct_text_batches


@given(st.lists(st.sampled_from(["會社", "会社", "工業", "", "タカ"]), min_size=1), st.integers(0, 99))
def test_every_text_comes_once_and_empty_ones_never(texts, seed):
    batches = distinct_text_batches(texts, images=np.arange(len(texts)), batch=2, seed=seed)
    assert all(1 <= len(batch) <= 2 for batch in batches if texts != [""] * len(texts))
    drawn = [texts[row] for row in np.concatenate(batches)]
    assert sorted(drawn) == sorted(set(texts) - {""})


def test_which_record_stands_for_a_text_changes_from_epoch_to_epoch():
    texts, images = ["同じ"] * 50, np.arange(50)
    drawn = {int(distinct_text_batches(texts, images=images, batch=8, seed=seed)[0][0]) for seed in range(20)}
    assert len(drawn) > 5


@pytest.mark.parametrize("seed", range(5))
def test_an_image_never_meets_both_its_texts(seed):
    texts = [f"{ocr} {image}" for ocr in ("noisy", "clean") for image in range(30)]
    images = np.tile(np.arange(30), 2)
    batches = distinct_text_batches(texts, images=images, batch=25, seed=seed)
    assert sorted(np.concatenate(batches)) == list(range(60))
    assert all(len(set(images[batch])) == len(batch) <= 25 for batch in batches)


@pytest.fixture
def members():
    return {f"c{i:02d}": np.arange(3 * i, 3 * i + 3) for i in range(20)}


def test_every_class_comes_once_with_its_draws(members):
    rows = np.concatenate(class_batches(members, {}, classes=6, draws=3, seed=1))
    assert sorted(rows) == list(range(60))


def test_a_small_class_is_drawn_again(members):
    rows = class_batches({"one": np.array([7]), "two": np.array([1, 2])}, {}, classes=2, draws=3, seed=0)
    counts = np.bincount(np.concatenate(rows), minlength=8)
    assert counts[7] == 3
    assert sorted(counts[[1, 2]]) == [1, 2]


def test_hard_negatives_keep_company(members):
    pairs = {f"c{i:02d}": [f"c{i ^ 1:02d}"] for i in range(20)}
    together = 0
    for batch in class_batches(members, pairs, classes=4, draws=3, seed=5):
        found = set(batch // 3)
        together += sum(i ^ 1 in found for i in found)
    assert together == 20


def test_batches_are_fixed_by_the_seed(members):
    first, again, other = (class_batches(members, {}, classes=5, draws=2, seed=s) for s in (4, 4, 5))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert any((a != b).any() for a, b in zip(first, other, strict=True))
