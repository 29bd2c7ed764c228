"""The store of vectors: what a model has embedded once is found again, by what it saw.

A folder for each model, beside the outputs of rules, which are removed before their job runs. Its name
is a digest of all on which vectors hang but the record: weights, settings, files, code. It holds parts, each
with the vectors of one kind of thing by their keys, written whole and never changed; so jobs may share it,
and deleting it costs time alone.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pyarrow.compute import field, is_in

from clippings.encoder import parallel
from clippings.provenance import file_digest, settings_digest
from clippings.running import atomic, say

Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]
Keys = NDArray[np.object_]
NOTHING = ""  # The key of what has no vector: no image, an empty text.
ROW_GROUP = 10_000


class VectorStore:
    """The vectors of one model in a folder: those of before, and what this job embeds, until `save`."""

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self._fresh: dict[str, list[tuple[Keys, Vectors]]] = {}
        self._embedded, self._found = Counter[str](), Counter[str]()

    def complete(self, kind: str, keys: Keys, encode: Callable[[Rows], Vectors]) -> Vectors:
        """Return the vectors (n, d) of things of a `kind` by their `keys` (n,).

        `encode` embeds the rows that are not found, in their order; all of them where nothing was stored. Of
        several processes the leading one looks and all embed the same rows.
        """
        rows, stored = self._look_up(kind, keys) if parallel.leads() else (np.zeros(0, np.int64), None)
        rows = parallel.agree(rows)
        missing = np.setdiff1d(np.arange(len(keys)), rows)
        encoded = encode(missing)
        vectors = np.zeros((len(keys), encoded.shape[1]), np.float32)
        vectors[missing] = encoded
        if stored is not None:
            vectors[rows] = stored
        named = keys[missing] != NOTHING
        self._fresh.setdefault(kind, []).append((keys[missing][named], encoded[named]))
        self._embedded[kind] += int(named.sum())
        self._found[kind] += len(rows)
        return vectors

    def save(self) -> None:
        """Add what was embedded to the store, a part for each kind; only the leading process writes."""
        for kind, pieces in self._fresh.items() if parallel.leads() else ():
            keys = np.concatenate([keys for keys, _ in pieces])
            distinct, first = np.unique(keys.astype(str), return_index=True)
            if len(distinct):
                vectors = np.concatenate([vectors for _, vectors in pieces])[first]
                digest = hashlib.sha256("".join(distinct).encode()).hexdigest()[:16]
                _write(self._folder / f"{kind}-{digest}.parquet", distinct, vectors)
        self._fresh.clear()

    def told(self) -> str:
        """Say how much was embedded and how much was found."""
        return "; ".join(
            f"{self._embedded[kind]:,} {kind} embedded, {self._found[kind]:,} found in the store"
            for kind in self._found
        )

    def _look_up(self, kind: str, keys: Keys) -> tuple[Rows, Vectors | None]:
        """Return the rows of `keys` that are stored, and their vectors."""
        wanted = pa.array(np.unique(keys[keys != NOTHING].astype(str)), pa.string())
        names, vectors = pd.Index([], dtype=object), []
        for part in sorted(self._folder.glob(f"{kind}-*.parquet")):
            found = _read(part, wanted)
            new = ~pd.Index(found[0]).isin(names)
            names = names.append(pd.Index(found[0][new], dtype=object))
            vectors.append(found[1][new])
        places = names.get_indexer(pd.Index(keys, dtype=object))
        rows = np.flatnonzero(places >= 0)
        return rows, np.concatenate([part for part in vectors if len(part)])[places[rows]] if len(
            rows
        ) else None


def key_of(*arrays: NDArray[Any]) -> str:
    """Digest arrays: their kinds, shapes and values."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()[:32]


def text_key(text: str) -> str:
    """Digest a text; an empty one has no vector."""
    return hashlib.sha256(text.encode()).hexdigest()[:32] if text else NOTHING


def model_digest(
    path: str | Path, *, settings: Mapping[str, Any], files: Sequence[str], code: str, half: bool
) -> str:
    """Digest all on which a vector hangs but what is embedded.

    That is the file of the model, its settings and the `files` they name, the digest of the `code` that
    embeds, and whether it computes in `half` precision, as some do on an accelerator alone.
    """
    weights = {file: file_digest(file) for file in files}
    said = {"model": file_digest(path), "settings": dict(settings), "files": weights}
    return settings_digest(said | {"code": code, "half": half})


def _write(path: Path, keys: NDArray[np.str_], vectors: Vectors) -> None:
    lists = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), vectors.shape[1])
    table = pa.table({"key": pa.array(keys, pa.string()), "vector": lists})
    with atomic(path) as temporary:
        pq.write_table(table, temporary, row_group_size=ROW_GROUP, write_page_checksum=True)


def _read(path: Path, wanted: pa.Array) -> tuple[Keys, Vectors]:
    """Read those of the `wanted` keys that a part holds; one that is cut or changed holds none, and goes.

    An error of the system, which says nothing of the part, rises.
    """
    nothing = np.zeros(0, object), np.zeros((0, 0), np.float32)
    try:
        keys = pq.read_table(path, columns=["key"], page_checksum_verification=True)["key"]
        if not is_in(keys, value_set=wanted).to_numpy().any():
            return nothing
        table = pq.read_table(path, filters=field("key").isin(wanted), page_checksum_verification=True)
        lists = table["vector"].combine_chunks()
        return table["key"].to_numpy().astype(object), lists.flatten().to_numpy().reshape(len(lists), -1)
    except FileNotFoundError:  # Another job has found it damaged.
        return nothing
    except (pa.ArrowException, OSError) as error:
        # Arrow reports damage too as an OSError, but as one without a number.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        say(f"{path}: cut or changed ({str(error).splitlines()[0]}); removed, its vectors are embedded anew")
        path.unlink(missing_ok=True)
        return nothing
