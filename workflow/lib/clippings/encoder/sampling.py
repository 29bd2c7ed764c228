"""Which records stand together in a batch."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def distinct_text_batches(texts: Sequence[str], *, batch: int, seed: int) -> list[Rows]:
    """Draw one record for each distinct text, in batches of at most `batch`; empty texts are left out.

    No text stands twice in an epoch, so no two records of one text are called a mismatch.
    """
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(texts))
    chosen = {texts[row]: row for row in order if texts[row]}
    rows = generator.permutation(np.array(sorted(chosen.values()), dtype=np.int64))
    return np.array_split(rows, max(1, -(-len(rows) // batch)))


def class_batches(
    members: Mapping[str, Rows],
    hard: Mapping[str, Sequence[str]],
    *,
    classes: int,
    draws: int,
    seed: int,
) -> list[Rows]:
    """Draw `draws` records of each class, `classes` to a batch, classes beside their hard negatives.

    Each class comes once an epoch; what is drawn, and in which company, is fresh with each seed.
    """
    generator = np.random.default_rng(seed)
    order = list(_in_company(sorted(members), hard, generator))
    groups = np.array_split(np.arange(len(order)), max(1, round(len(order) / classes)))
    return [np.concatenate([_draw(members[order[i]], draws, generator) for i in group]) for group in groups]


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
