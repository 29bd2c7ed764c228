"""Which records share a batch: distinct texts, or classes beside their hard negatives."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import embed_pooled
from clippings.running import say

Rows = NDArray[np.int64]
CHUNK = 1024


def distinct_text_batches(texts: Sequence[str], *, images: Rows, batch: int, seed: int) -> list[Rows]:
    """Sample one record for each distinct text, in batches of at most `batch`; empty texts are left out.

    No text occurs twice in an epoch, and no image (`images` numbers them) twice in a batch unless it has
    more texts than there are batches: neither is ever a negative of itself.
    """
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(texts))
    chosen = {texts[row]: row for row in order if texts[row]}
    rows = generator.permutation(np.array(sorted(chosen.values()), dtype=np.int64))
    # Dealt like cards with the texts of one image in a row, they fall to different batches.
    places = generator.permutation(max(images, default=-1) + 1)
    deck = rows[np.argsort(places[images[rows]], kind="stable")]
    count = max(1, -(-len(deck) // batch))
    return [deck[start::count] for start in range(count)]


def class_batches(
    members: Mapping[str, Rows],
    hard: Mapping[str, Sequence[str]],
    *,
    classes: int,
    samples: int,
    seed: int,
) -> list[Rows]:
    """Sample `samples` records of each class, `classes` to a batch, classes beside their hard negatives.

    Each class occurs once an epoch; samples and batches change with the seed.
    """
    generator = np.random.default_rng(seed)
    order = list(_beside_hard_negatives(sorted(members), hard, generator))
    groups = np.array_split(np.arange(len(order)), max(1, round(len(order) / classes)))
    return [
        np.concatenate([_sample(members[order[i]], samples, generator) for i in group]) for group in groups
    ]


def _beside_hard_negatives(
    names: list[str], hard: Mapping[str, Sequence[str]], generator: np.random.Generator
) -> Iterator[str]:
    waiting = dict.fromkeys(names[i] for i in generator.permutation(len(names)))
    while waiting:
        anchor = next(iter(waiting))
        for name in (anchor, *hard.get(anchor, ())):
            if name in waiting:
                del waiting[name]
                yield name


def _sample(rows: Rows, count: int, generator: np.random.Generator) -> Rows:
    """Sample rows without repeating one before all have been sampled."""
    rounds = -(-count // len(rows))
    return np.concatenate([generator.permutation(rows) for _ in range(rounds)])[:count]


def mine_hard_negatives(
    model: DualEncoder, corpus: Corpus, *, members: Mapping[str, Rows], neighbours: int, weight: float
) -> dict[str, list[str]]:
    """List for each class of `members` the `neighbours` nearest others by the means of their vectors.

    Nearest first; ties go to the name that sorts first.
    """
    names = sorted(members)
    means = _class_means(model, corpus, [members[name] for name in names], weight=weight)
    count = min(neighbours, len(names) - 1)
    mined: dict[str, list[str]] = {}
    for start in range(0, len(names), CHUNK):
        scores = means[start : start + CHUNK] @ means.T
        rows = np.arange(len(scores))
        scores[rows, start + rows] = -np.inf
        nearest = np.argsort(-scores, axis=1, kind="stable")[:, :count]
        mined |= {names[start + row]: [names[i] for i in others] for row, others in enumerate(nearest)}
    say(f"{count} hard negatives for each of {len(names)} classes")
    return mined


def _class_means(
    model: DualEncoder, corpus: Corpus, groups: Sequence[Rows], *, weight: float
) -> NDArray[np.float32]:
    """Average the vectors of each group of records, over the OCRs, to unit length (groups, d)."""
    pool = np.sum(embed_pooled(model, corpus, rows=np.concatenate(groups), weight=weight), axis=0)
    starts = np.cumsum([0, *(len(group) for group in groups)])[:-1]
    means = np.add.reduceat(pool, starts, axis=0)
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12))
