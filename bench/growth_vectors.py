"""Simulated vectors of drawn names, in place of those that an encoder would give: nothing is embedded.

An entity lies near one of CENTRES in a space of DEPTH dimensions; a record is its entity with noise, turned
into WIDTH dimensions with some noise there, of length 1. So near neighbours exist, and more of them as a
collection grows. All is drawn in blocks with seeds of their own, so that no more than a block is held.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from clippings import tables
from clippings.running import atomic

WIDTH, DEPTH, CENTRES = 256, 32, 1_000
SPREAD = 0.5  # Of entities around their centre, whose own spread is 1.
NOISE = {"visual": 0.45, "noisy": 0.4}  # Of records around their entity, in each dimension.
AROUND = 0.02  # Noise in each of the WIDTH dimensions.
BLOCK = 2**15
Matrix = NDArray[np.float32]


def entity_block(block: int, *, seed: int) -> Matrix:
    """Draw the places (BLOCK, DEPTH) of a block of entities."""
    centres = np.random.default_rng([seed, 0]).standard_normal((CENTRES, DEPTH), dtype=np.float32)
    rng = np.random.default_rng([seed, 1, block])
    own = centres[rng.integers(CENTRES, size=BLOCK)]
    return np.asarray(own + SPREAD * rng.standard_normal((BLOCK, DEPTH), dtype=np.float32), np.float32)


def record_vectors(entities: NDArray[np.int64], part: str, *, seed: list[int]) -> Matrix:
    """Draw unit vectors (n, WIDTH) of records of `entities` (n,), numbered and rising, for one modality."""
    blocks = {block: entity_block(block, seed=seed[0]) for block in np.unique(entities // BLOCK).tolist()}
    places = np.concatenate([blocks[block][entities[entities // BLOCK == block] % BLOCK] for block in blocks])
    turn = np.random.default_rng([seed[0], 2]).standard_normal((DEPTH, WIDTH), dtype=np.float32)
    rng = np.random.default_rng([*seed, 3, list(NOISE).index(part)])
    places += NOISE[part] * rng.standard_normal(places.shape, dtype=np.float32)
    vectors = places @ turn / np.float32(np.sqrt(WIDTH))
    vectors += AROUND * rng.standard_normal(vectors.shape, dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def vector_tables(table: Path, parts: list[str], *, seed: int) -> Iterator[pa.Table]:
    """Draw the vectors of the records of a drawn table, some at a time, as the table `vectors`."""
    batches = pq.ParquetFile(table).iter_batches(BLOCK, columns=["record", "entity"])
    for number, batch in enumerate(batches):
        frame = batch.to_pandas()
        entities, drawn = frame["entity"].str[1:].astype(int).to_numpy(), {}
        # A batch may hold the last queries and the first targets.
        rises = np.split(np.arange(len(entities)), np.flatnonzero(np.diff(entities) < 0) + 1)
        for part in parts:
            drawn[part] = np.concatenate(
                [
                    record_vectors(entities[rows], part, seed=[seed, number, row])
                    for row, rows in enumerate(rises)
                ]
            )
        yield _table(frame["record"], drawn)


def _table(records: pd.Series, drawn: dict[str, Matrix]) -> pa.Table:
    known = {"model": pa.array(["selfsup"] * len(records)), "fold": np.zeros(len(records), np.int64)}
    columns: dict[str, object] = {**known, "record": records}
    for part in ("visual", *tables.OCRS):
        if part in drawn:
            starts = np.arange(0, drawn[part].size + 1, WIDTH, dtype=np.int32)
            columns[part] = pa.ListArray.from_arrays(starts, drawn[part].ravel())
        else:
            columns[part] = pa.nulls(len(records))
    return pa.table(columns).cast(tables.VECTORS.schema())


def write_vectors(table: Path, path: Path, parts: list[str], *, seed: int) -> None:
    """Write the vectors of the records of a drawn table to `path`, in row groups of BLOCK records."""
    with atomic(path) as temporary:
        options = {"use_dictionary": ["model"], "compression": "none"}
        with pq.ParquetWriter(temporary, tables.VECTORS.schema(), **options) as writer:
            for part in vector_tables(table, parts, seed=seed):
                writer.write_table(part, row_group_size=BLOCK)
