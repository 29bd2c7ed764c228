"""What stands together in a batch, checked by plain loops."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
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


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3)), max_size=30), st.integers(0, 9))
def test_the_texts_of_an_image_are_dealt_evenly(pairs, seed):
    texts, images = [text for text, _ in pairs], np.array([image for _, image in pairs], dtype=np.int64)
    batches = distinct_text_batches(texts, images=images, batch=3, seed=seed)
    assert len(batches) == max(1, -(-len(set(texts)) // 3))
    in_all = Counter(images[row] for batch in batches for row in batch)
    for batch in batches:
        for image, count in Counter(images[row] for row in batch).items():
            assert in_all[image] // len(batches) <= count <= -(-in_all[image] // len(batches))
    sizes = [len(batch) for batch in batches]
    assert max(sizes) - min(sizes) <= 1


@pytest.fixture
def members():
    return {f"c{i:02d}": np.arange(3 * i, 3 * i + 3) for i in range(20)}


def test_every_class_comes_once_with_its_draws(members):
    rows = np.concatenate(class_batches(members, {}, classes=6, samples=3, seed=1))
    assert sorted(rows) == list(range(60))


CLASSES = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(1, 5), min_size=1)
HARD = st.dictionaries(st.sampled_from("abcdefghij"), st.lists(st.sampled_from("abcdefghij"), max_size=4))


@settings(deadline=None)
@given(CLASSES, HARD, st.integers(2, 4), st.integers(2, 4), st.integers(0, 9))
def test_batches_hold_what_plain_loops_expect(counts, hard, classes, draws, seed):
    owner = [name for name, count in counts.items() for _ in range(count)]
    members = {name: np.array([row for row, own in enumerate(owner) if own == name]) for name in counts}
    batches = class_batches(members, hard, classes=classes, samples=draws, seed=seed)
    assert len(batches) == max(1, round(len(counts) / classes))
    order = []
    for batch in batches:
        for start in range(0, len(batch), draws):
            (name,) = {owner[row] for row in batch[start : start + draws]}
            times = Counter(batch[start : start + draws].tolist())
            drawn = [times[row] for row in members[name]]
            assert sum(drawn) == draws and max(drawn) - min(drawn) <= 1
            order.append(name)
    assert sorted(order) == sorted(counts)
    sizes = [len(batch) // draws for batch in batches]
    assert max(sizes) - min(sizes) <= 1
    while order:
        anchor = order.pop(0)
        company = [name for name in dict.fromkeys(hard.get(anchor, ())) if name in order]
        assert order[: len(company)] == company
        del order[: len(company)]


def test_a_small_class_is_drawn_again(members):
    rows = class_batches({"one": np.array([7]), "two": np.array([1, 2])}, {}, classes=2, samples=3, seed=0)
    counts = np.bincount(np.concatenate(rows), minlength=8)
    assert counts[7] == 3
    assert sorted(counts[[1, 2]]) == [1, 2]


def test_hard_negatives_keep_company(members):
    pairs = {f"c{i:02d}": [f"c{i ^ 1:02d}"] for i in range(20)}
    together = 0
    for batch in class_batches(members, pairs, classes=4, samples=3, seed=5):
        found = set(batch // 3)
        together += sum(i ^ 1 in found for i in found)
    assert together == 20


def test_batches_are_fixed_by_the_seed(members):
    first, again, other = (class_batches(members, {}, classes=5, samples=2, seed=s) for s in (4, 4, 5))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert any((a != b).any() for a, b in zip(first, other, strict=True))
