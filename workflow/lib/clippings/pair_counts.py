"""Pairs of records that are one by the truth, by a clustering, or by both, and the indices made of them."""

from typing import Any, NamedTuple

import numpy as np

Numbers = Any  # An array of floats, or one.


class PairCounts(NamedTuple):
    """How many pairs are of one entity and one cluster, of one entity, of one cluster, and in all."""

    both: Numbers
    same_entity: Numbers
    same_cluster: Numbers
    pairs: Numbers

    @property
    def by_chance(self) -> Numbers:
        """Expect the pairs of one entity and one cluster if clusters of these sizes were dealt at random."""
        product = self.same_entity * self.same_cluster
        return np.divide(product, self.pairs, out=np.zeros_like(product), where=self.pairs > 0)


def adjusted_rand(both: Numbers, same_entity: Numbers, same_cluster: Numbers, by_chance: Numbers) -> Numbers:
    """Return the adjusted Rand index (Hubert and Arabie 1985), 1 where chance could give nothing else."""
    most = (same_entity + same_cluster) / 2
    spread = np.asarray(most - by_chance, float)
    certain = np.isclose(spread, 0)
    return np.where(certain, 1.0, (both - by_chance) / np.where(certain, 1.0, spread))


def in_pairs(sizes: Numbers) -> Numbers:
    """Count the pairs within groups of these sizes."""
    return sizes * (sizes - 1) / 2
