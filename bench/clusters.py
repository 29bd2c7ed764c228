"""Measure the clustering of a million drawn members: seconds, processor seconds and peak memory of each step.

Members, entities and neighbours are drawn, none is a record: entities of skewed sizes, of each member
NEIGHBOURS neighbours, first those of its entity, whose scores overlap with those of the others. The steps are
those of the script cluster_records, in a process of their own.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from measure_speed import in_process
from numpy.typing import NDArray
from scipy.special import ndtri

from clippings import frames, tables
from clippings.evaluation.cluster_scores import score_clusters
from clippings.linkage.candidates.ranking import MOST_TIES
from clippings.linkage.decision.clustering import cluster_rows, list_clusters
from clippings.linkage.neighbours import DECIMALS
from clippings.rows import Row

NEIGHBOURS, PORTIONS = 20, 8
SKEW, LARGEST = 2.2, 2_000  # Exponent of the sizes of entities (Zipf), and their limit.
RIGHT, WRONG = (0.80, 0.08), (0.50, 0.06)  # Means and standard deviations of the scores of edges.
LABELLED = {"method": "sup_visual", "modality": "visual", "ocr": "none", "seed": 0}
UNLABELLED = {"method": "selfsup_visual", "modality": "visual", "ocr": "none", "seed": 0}
Codes = NDArray[np.int64]
Columns = list[NDArray[np.float64]]


def main(arguments: list[str] | None = None) -> None:
    """Draw the tables, measure the steps in a process of their own and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--identical", type=int, default=0, help="members that have one picture")
    parser.add_argument("--unlabelled", action="store_true", help="cut without validation")
    parser.add_argument("--most", type=int, help="records above which a component is cut")
    parser.add_argument(
        "--resamples", type=int, default=0, help="score the clusters too, with so many resamples"
    )
    given = parser.parse_args(arguments)
    print(f"{given.members:,} members, {given.identical:,} of one picture; all drawn, none is a record\n")
    print("| step | seconds | processor seconds | peak memory, GiB |\n|---|---|---|---|", flush=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        row = UNLABELLED if given.unlabelled else LABELLED
        in_process("clusters", "draw", folder, row=row, members=given.members, identical=given.identical)
        settings = {"neighbours": NEIGHBOURS, "giant": 50} | ({"most": given.most} if given.most else {})
        in_process("clusters", "measure", folder, row=row, settings=settings, resamples=given.resamples)


def draw(folder: Path, *, row: Row, members: int, identical: int) -> None:
    """Write records.parquet and the portions of neighbours of drawn members into a folder."""
    rng = np.random.default_rng(0)
    sizes = np.minimum(rng.zipf(SKEW, members), LARGEST)
    sizes = np.concatenate([[identical] if identical else [], sizes]).astype(np.int64)
    entities = np.repeat(np.arange(len(sizes)), sizes)[:members]
    ids = pa.array([f"member-{place:07d}" for place in rng.permutation(members)])
    parts = rng.choice(["val", "test", "train"], len(sizes), p=[0.2, 0.2, 0.6])[entities]
    records = pd.DataFrame(
        {
            "record": ids.to_pandas(),
            "source": "drawn",
            "side": "member",
            "role": "photograph",
            "orientation": "horizontal",
            "split": parts,
            "entity": pd.Series(entities).astype(str),
            "noisy": "caption of " + ids.to_pandas(),
            "page": [f"page-{number // 5:06d}" for number in rng.permutation(members)],
        }
    )
    frames.write(records, folder / "records.parquet", tables.RECORDS)
    for portion, places in enumerate(np.array_split(np.arange(members), PORTIONS), 1):
        drawn = neighbours_of(places, entities, identical=identical, ids=ids, seed=portion)
        found = as_table(drawn, ids, row=row)
        pq.write_table(found, folder / f"neighbours-{portion}.parquet", row_group_size=max(1, len(found)))


def neighbours_of(places: Codes, entities: Codes, *, identical: int, ids: pa.Array, seed: int) -> Columns:
    """Draw the neighbours of the members at some places (q,): queries, targets, ranks, scores, ties.

    Members of an entity lie side by side; the first `identical` members have one picture.
    """
    count = len(entities)
    rng = np.random.default_rng(seed)
    plain = places[places >= identical]
    starts, ends = (np.searchsorted(entities, entities[plain], side=side) for side in ("left", "right"))
    turn = np.arange(1, NEIGHBOURS + 1)
    size = (ends - starts)[:, None]
    own = starts[:, None] + (plain[:, None] - starts[:, None] + turn) % size
    steps = rng.integers(1, max(2, (count - LARGEST) // (NEIGHBOURS + 1)), (len(plain), NEIGHBOURS))
    others = (ends[:, None] + steps.cumsum(axis=1)) % count
    targets = np.where(turn < size, own, others)
    queries = np.repeat(plain, NEIGHBOURS)
    scores = drawn_scores(queries, targets.ravel(), entities)
    order = np.lexsort((-scores, queries))
    ranks = np.tile(turn, len(plain))
    found = [queries, targets.ravel()[order], ranks, scores[order], np.full(len(queries), np.nan)]
    equal = equal_pictures(places[places < identical], ids, identical)
    return [np.concatenate(both) for both in zip(equal, found, strict=True)]


def equal_pictures(places: Codes, ids: pa.Array, identical: int) -> Columns:
    """List the neighbours of equal pictures as the search keeps them: MOST_TIES each, the first by id."""
    most = min(MOST_TIES, identical - 1)
    if not len(places):
        return [np.empty(0)] * 5
    first = np.argsort(ids[:identical].to_numpy(zero_copy_only=False))[: most + 1]
    targets = np.tile(first, (len(places), 1))
    kept = targets != places[:, None]
    kept[kept.all(axis=1), -1] = False
    ranks = np.tile(np.arange(1, most + 1), len(places))
    ties = np.full(len(ranks), identical - 1 if identical - 1 > MOST_TIES else np.nan)
    return [np.repeat(places, most), targets[kept], ranks, np.ones(len(ranks)), ties]


def drawn_scores(queries: Codes, targets: Codes, entities: Codes) -> NDArray[np.float64]:
    """Draw a score for each pair (n,), the same in both directions, by hashing it (SplitMix64)."""
    low, high = np.minimum(queries, targets), np.maximum(queries, targets)
    mixed = (low * len(entities) + high).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    normal = ndtri(((mixed >> np.uint64(11)).astype(float) + 0.5) / 2**53)
    right = entities[queries] == entities[targets]
    means, deviations = (np.where(right, one, other) for one, other in zip(RIGHT, WRONG, strict=True))
    return np.asarray((means + deviations * normal).clip(0.01, 0.999).round(DECIMALS))


def as_table(columns: Columns, ids: pa.Array, *, row: Row) -> pa.Table:
    """Build the table neighbours of one row from places, ranks, scores and numbers of ties."""
    queries, targets, ranks, scores, ties = columns
    count = len(queries)
    known = {
        **{key: pa.repeat(pa.scalar(value), count) for key, value in (row | {"fold": 0}).items()},
        "query": ids.take(pa.array(queries.astype(np.int64))),
        "target": ids.take(pa.array(targets.astype(np.int64))),
        "rank": pa.array(ranks.astype(np.int64)),
        "score": pa.array(scores),
        "ties": pa.array(ties, pa.int64(), from_pandas=True),
    }
    schema = tables.NEIGHBOURS.schema()
    return pa.table([known.get(each.name, pa.nulls(count, each.type)) for each in schema], schema=schema)


def measure(folder: Path, *, row: Row, settings: dict[str, int], resamples: int) -> None:
    """Run the steps of cluster_records on the tables of a folder and print a line for each."""
    files = sorted(folder.glob("neighbours-*.parquet"))
    choices = pd.DataFrame(columns=tables.CHOICES.names)
    with step("read records"):
        records = frames.read(folder / "records.parquet", tables.RECORDS)
    with step("cluster the row"):
        memberships, cuts = cluster_rows(
            records, files, choices=choices, rows=[row], settings=settings, default=0.62
        )
    with step("list clusters"):
        clusters = list_clusters(records, files, cuts=cuts, row=row, settings=settings)
    with step("write"):
        frames.write(memberships, folder / "memberships.parquet", tables.MEMBERSHIPS)
        frames.write(clusters, folder / "clusters.csv", tables.CLUSTERS)
    if resamples:
        scores = pd.DataFrame([{**row, "dataset": "drawn"}])
        with step(f"score, {resamples:,} resamples"):
            score_clusters(
                scores, {}, memberships=memberships, cuts=cuts, rows=[row], resamples=resamples, seed=0
            )
    describe(clusters, records, cuts)


def describe(clusters: pd.DataFrame, records: pd.DataFrame, cuts: pd.DataFrame) -> None:
    """Print how well the clusters of all members agree with the entities that were drawn."""
    from sklearn.metrics import adjusted_rand_score

    truth = records.set_index("record")["entity"].reindex(clusters["record_id"])
    index = adjusted_rand_score(truth.to_numpy(), clusters["cluster_id"].to_numpy())
    found = cuts.iloc[0]
    print(f"\nadjusted Rand index of all members against the drawn entities: {index:.4f}")
    print(
        f"cut {found['cut']:.4f}, {found['clusters']:,} clusters, the largest of {found['largest']:,} members"
    )


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the seconds and the processor seconds of a step, and the peak memory of the process in it."""
    Path("/proc/self/clear_refs").write_text("5")  # The peak is counted anew (Linux).
    start, used = perf_counter(), process_time()
    yield
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 2**20
    print(f"| {name} | {perf_counter() - start:.1f} | {process_time() - used:.1f} | {peak:.2f} |", flush=True)


if __name__ == "__main__":
    main()
