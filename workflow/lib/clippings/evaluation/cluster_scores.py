"""How well clusters agree with the truth, pair by pair and record by record, with intervals."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clippings import tables
from clippings.evaluation.bootstrap import draw
from clippings.evaluation.comparison import compare_pairs
from clippings.evaluation.outcomes import average_seeds, with_intervals
from clippings.pair_counts import PairCounts, adjusted_rand, in_pairs
from clippings.rows import NAME, Row, of_row

Numbers = NDArray[np.float64]

MEASURES = (
    "ari",
    "pairwise_precision",
    "pairwise_recall",
    "pairwise_f1",
    "bcubed_precision",
    "bcubed_recall",
    "bcubed_f1",
)


def score_clusters(
    scores: pd.DataFrame,
    resampled: dict[str, Numbers],
    *,
    memberships: pd.DataFrame,
    cuts: pd.DataFrame,
    rows: Sequence[Row],
    resamples: int,
    seed: int,
) -> dict[str, pd.DataFrame]:
    """Add to the scores of `rows`, in their order, those of the clusters of test records; average seeds anew.

    `resampled` are the resamples (b, rows) of the scores of links. Returns the tables scores, averages and
    paired_clusters by name.
    """
    tested = [of_row(memberships, row).query("split == 'test'") for row in rows]
    means, drawn = resample([contingency(part) for part in tested], resamples=resamples, seed=seed)
    added = scores.assign(
        n_records=[len(part) for part in tested],
        cut=[of_row(cuts, row)["cut"].mean() for row in rows],
        **dict(zip(MEASURES, means.T, strict=True)),
    )
    of_clusters = {name: drawn[:, :, place] for place, name in enumerate(MEASURES)}
    added = with_intervals(added, of_clusters).reindex(columns=tables.SCORES.names)
    return {
        "scores": added,
        "averages": average_seeds(added, resampled | of_clusters),
        "paired_clusters": compare_clusters(memberships, resamples=resamples, seed=seed),
    }


def compare_clusters(memberships: pd.DataFrame, *, resamples: int, seed: int) -> pd.DataFrame:
    """Compare the adjusted Rand index of each (method, ocr) with that of each other one; seeds averaged.

    Intervals and p come from one bootstrap over entities, the same resamples for all pairs.
    """
    tested = memberships[memberships["split"] == "test"]
    seeds = list(tested.groupby(list(NAME), dropna=False, sort=False))
    found = [contingency(part) for _, part in seeds]
    means, drawn = resample(found, resamples=resamples, seed=seed)
    row_of, rows = pd.factorize(pd.Series([name[:2] for name, _ in seeds], dtype=object))
    average = (row_of == np.arange(len(rows))[:, None]) / np.bincount(row_of)[:, None]
    names = pd.DataFrame(list(rows), columns=["method", "ocr"])
    of_entities = np.einsum("rs,sem->erm", average, np.stack([*map(pairs_of_entities, found)]))
    paired = compare_pairs(
        names,
        average @ means[:, 0],
        drawn[:, :, 0] @ average.T,
        of_entities=of_entities,
        n=len(seeds[0][1]),
    )
    return paired[tables.PAIRED_CLUSTERS.names]


def contingency(memberships: pd.DataFrame) -> list[csr_array]:
    """Count the records of each entity in each cluster, (e, c), fold by fold; the entities are of all."""
    entities, names = pd.factorize(memberships["entity"], sort=True)
    tables_of_folds = []
    for _, part in memberships.assign(row=entities).groupby("fold", sort=True):
        clusters, found = pd.factorize(part["cluster"], sort=True)
        cells = (np.ones(len(part)), (part["row"].to_numpy(), clusters))
        tables_of_folds.append(csr_array(cells, shape=(len(names), len(found))))
    return tables_of_folds


def pairs_of_entities(folds: Sequence[csr_array]) -> Numbers:
    """Count the pairs in one cluster that each entity has within itself and with others (e, 2).

    The adjusted Rand index of a row rests on nothing else that its clusters say of an entity.
    """
    within = sum(np.asarray(found.multiply(found).sum(axis=1)) for found in folds)
    every = sum(found @ found.sum(axis=0) for found in folds)
    return np.column_stack([within, every])


def resample(rows: Sequence[list[csr_array]], *, resamples: int, seed: int) -> tuple[Numbers, Numbers]:
    """Measure the clusters of each row, of all entities (rows, m) and of each resample (b, rows, m).

    All rows see the same draws of entities, whose records come as often as they are drawn. Copies of one
    entity are not paired with one another: they are as many entities as copies, and no clustering could tell
    them apart.
    """
    count = rows[0][0].shape[0]
    means = np.stack([measure(folds, np.ones((1, count)))[0] for folds in rows])
    drawn = draw(count, resamples=resamples, seed=seed)
    blocks = [np.stack([measure(folds, times) for folds in rows], axis=1) for times in drawn]
    return means, np.concatenate(blocks)


def measure(folds: Sequence[csr_array], times: Numbers) -> Numbers:
    """Return MEASURES (b, m) of records by entity and cluster, each entity as often as `times` (b, e) says.

    Pairs of two folds were never compared and count nowhere; chance is that of dealing clusters within folds.
    """
    counted = [count_pairs(found, times) for found in folds]
    both, entity, cluster = (np.sum([part[place] for part in counted], axis=0) for place in range(3))
    chance = np.sum([part.by_chance for part in counted], axis=0)
    precise, complete, records = (
        np.sum(part, axis=0) for part in zip(*(bcubed(f, times) for f in folds), strict=True)
    )
    precision, recall = _share(precise, records), _share(complete, records)
    return np.column_stack(
        [
            adjusted_rand(both, entity, cluster, chance),
            _share(both, cluster),
            _share(both, entity),
            _share(2 * both, entity + cluster),
            precision,
            recall,
            _share(2 * precision * recall, precision + recall),
        ]
    )


def count_pairs(found: csr_array, times: Numbers) -> PairCounts:
    """Count pairs among records (e, c): within an entity m times, between two m·n times, for times (b, e)."""
    sizes = found.sum(axis=1)
    within = csr_array((in_pairs(found.data), found.indices, found.indptr), shape=found.shape).sum(axis=1)
    squares = found.power(2).sum(axis=1)
    both, same_entity = times @ within, times @ in_pairs(sizes)
    across = (((times @ found) ** 2).sum(axis=1) - times**2 @ squares) / 2
    everything = ((times @ sizes) ** 2 - times**2 @ sizes**2) / 2
    return PairCounts(both, same_entity, both + across, same_entity + everything)


def bcubed(found: csr_array, times: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Sum over records the B-cubed precision and recall (Bagga and Baldwin 1998), and the records, (b,) each.

    In the cluster of a record stand its own copy of its entity and every copy of the others.
    """
    cells = found.tocoo()
    entity, cluster, size = cells.row, cells.col, cells.data
    drawn = times[:, entity] * size
    shared = (times @ found)[:, cluster] - drawn + size
    whole = found.sum(axis=1)
    return (drawn * size / shared).sum(axis=1), (drawn * size / whole[entity]).sum(axis=1), times @ whole


def _share(part: Numbers, whole: Numbers) -> Numbers:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)
