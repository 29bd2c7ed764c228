"""Counts of pairs of records of one entity, of one cluster, or of both, and the adjusted Rand index."""

from typing import Any, NamedTuple

import numpy as np

Numbers = Any  # An array of floats, or one.


class PairCounts(NamedTuple):
    """The number of pairs of one entity and one cluster, of one entity, of one cluster, and of all."""

    both: Numbers
    same_entity: Numbers
    same_cluster: Numbers
    pairs: Numbers

    @property
    def by_chance(self) -> Numbers:
        """Return the expected pairs of one entity and one cluster under random clusters of these sizes."""
        product = self.same_entity * self.same_cluster
        return np.divide(product, self.pairs, out=np.zeros_like(product), where=self.pairs > 0)


def adjusted_rand(both: Numbers, same_entity: Numbers, same_cluster: Numbers, by_chance: Numbers) -> Numbers:
    """Return the adjusted Rand index (Hubert and Arabie 1985), 1 where its maximum is what chance gives."""
    maximum = (same_entity + same_cluster) / 2
    spread = np.asarray(maximum - by_chance, float)
    degenerate = np.isclose(spread, 0)
    return np.where(degenerate, 1.0, (both - by_chance) / np.where(degenerate, 1.0, spread))


def in_pairs(sizes: Numbers) -> Numbers:
    """Count the pairs within groups of these sizes."""
    return sizes * (sizes - 1) / 2
