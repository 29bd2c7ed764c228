"""Which records stand together in a batch."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def distinct_text_batches(texts: Sequence[str], *, images: Rows, batch: int, seed: int) -> list[Rows]:
    """Draw one record for each distinct text, in batches of at most `batch`; empty texts are left out.

    No text stands twice in an epoch, and no image (`images` numbers them) twice in a batch unless it has
    more texts than there are batches: neither is ever called a mismatch with itself.
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
    """Draw `samples` records of each class, `classes` to a batch, classes beside their hard negatives.

    Each class comes once an epoch; what is drawn, and in which company, is fresh with each seed.
    """
    generator = np.random.default_rng(seed)
    order = list(_in_company(sorted(members), hard, generator))
    groups = np.array_split(np.arange(len(order)), max(1, round(len(order) / classes)))
    return [np.concatenate([_draw(members[order[i]], samples, generator) for i in group]) for group in groups]


def _in_company(
    names: list[str], hard: Mapping[str, Sequence[str]], generator: np.random.Generator
) -> Iterator[str]:
    waiting = dict.fromkeys(names[i] for i in generator.permutation(len(names)))
    while waiting:
        anchor = next(iter(waiting))
        for name in (anchor, *hard.get(anchor, ())):
            if name in waiting:
                del waiting[name]
                yield name


def _draw(rows: Rows, draws: int, generator: np.random.Generator) -> Rows:
    """Draw rows without repeating one before all have been drawn."""
    rounds = -(-draws // len(rows))
    return np.concatenate([generator.permutation(rows) for _ in range(rounds)])[:draws]
