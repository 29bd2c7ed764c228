"""How many of the ten best targets of a query the workflow found, against a comparison with all of them."""

from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
import pandas as pd
import pyarrow.dataset as ds
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfVectorizer

from clippings import frames, tables
from clippings.linkage.candidates.pooling import VectorFiles, pool
from clippings.linkage.neighbours import EVEN, FIXED_WEIGHTS
from clippings.sides import is_query, is_target
from clippings.spelling import fold_forms

K, CLOSE = 10, 1e-5  # Sums of float32 differ with their order: scores so near to the tenth reach it.
TARGETS_AT_ONCE = 2**14
Places = NDArray[np.int64]
Scores = NDArray[np.floating]
Found = tuple[Places, Places]  # Places of sampled queries and targets.


def recalls(results: Path, *, sampled: int, seed: int) -> Iterator[tuple[str, float]]:
    """Yield each row of candidates and its recall@10 for `sampled` queries of a run, drawn at random.

    The tenth best score of a query is found by comparing it with all targets; of the first ten neighbours
    those count that reach it, so that ties may fall either way.
    """
    records = frames.read(results / "records/records.parquet", tables.RECORDS)
    all_queries, targets = np.flatnonzero(is_query(records)), np.flatnonzero(is_target(records))
    drawn = np.random.default_rng(seed).choice(all_queries, min(sampled, len(all_queries)), replace=False)
    queries = np.sort(drawn)
    sides = [pd.Index(records["record"].to_numpy()[rows]) for rows in (queries, targets)]
    for method, file in _rows(results / "linkage"):
        found = _neighbours(file, method, *sides)
        if method.startswith("selfsup_"):
            scores, tenth = _by_vectors(results, records, queries, targets, method, found)
        elif method in TEXTS:
            texts = records["noisy"].fillna("")
            own = texts.iloc[queries].tolist(), texts.iloc[targets].tolist()
            scores, tenth = TEXTS[method](*own, found, others=texts.iloc[all_queries].tolist())
        else:
            continue
        reached = scores >= tenth[found[0]] - CLOSE
        yield method, float(reached.sum() / (len(queries) * min(K, len(targets))))


def _rows(linkage: Path) -> Iterator[tuple[str, list[Path]]]:
    """List the rows of candidates, each with the files of its neighbours: of all queries, or of portions."""
    files = sorted([*linkage.rglob("neighbours.parquet"), *linkage.rglob("neighbours/*.parquet")])
    folders = {
        file: file.parent if file.name == "neighbours.parquet" else file.parent.parent for file in files
    }
    for folder in sorted(set(folders.values())):
        own = [file for file in files if folders[file] == folder]
        methods = ds.dataset(own).to_table(columns=["method"])["method"].unique().to_pylist()
        yield from ((method, own) for method in methods if not method.endswith("all_evidence"))


def _neighbours(files: list[Path], method: str, queries: pd.Index, targets: pd.Index) -> Found:
    own = (ds.field("method") == method) & (ds.field("rank") <= K) & ds.field("query").isin(queries.tolist())
    pairs = ds.dataset(files).to_table(columns=["query", "target"], filter=own).to_pandas()
    return queries.get_indexer(pairs["query"]), targets.get_indexer(pairs["target"])


def _by_vectors(
    results: Path, records: pd.DataFrame, queries: Places, targets: Places, method: str, found: Found
) -> tuple[Scores, Scores]:
    """Return the cosines of the pairs found, and the tenth best of each query by a flat search."""
    files, modality = sorted(results.glob("encoder/*/s0/vectors/*.parquet")), method.partition("_")[2]
    visual, language = VectorFiles(files, records).read_modalities(
        "selfsup", 0, ocr="none" if modality == "visual" else "noisy"
    )
    weight = FIXED_WEIGHTS.get(modality, EVEN)

    def pooled(rows: Places) -> NDArray[np.float32]:
        return pool(visual[rows], language[rows], weight=weight)

    asked, best = pooled(queries), np.zeros((len(queries), 0), np.float32)
    for start in range(0, len(targets), TARGETS_AT_ONCE):
        block = pooled(targets[start : start + TARGETS_AT_ONCE])
        scores, _ = faiss.knn(asked, block, min(K, len(block)), metric=faiss.METRIC_INNER_PRODUCT)
        best = _best(best, scores)
    pairs = np.einsum("ij,ij->i", asked[found[0]], pooled(targets[found[1]]))
    return pairs, best.min(axis=1)


def _by_tfidf(
    queries: list[str], targets: list[str], found: Found, *, others: list[str]
) -> tuple[Scores, Scores]:
    """Do the same by the cosine of TF-IDF, whose document frequencies are those of all distinct texts."""
    weigher = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), lowercase=False, dtype=np.float32)
    distinct = [list(dict.fromkeys(texts)) for texts in (others, targets)]
    weighed = csr_array(weigher.fit_transform(distinct[0] + distinct[1]))
    asking, asked = weighed[: len(distinct[0])], weighed[len(distinct[0]) :]
    rows = [pd.Index(texts).get_indexer(own) for texts, own in zip(distinct, (queries, targets), strict=True)]
    asking = asking[rows[0]]
    best: Scores = np.zeros((len(queries), 0))
    for start in range(0, len(targets), TARGETS_AT_ONCE):
        some = asked[rows[1][start : start + TARGETS_AT_ONCE]]
        best = _best(best, (asking @ some.T).toarray())
    return asking[found[0]].multiply(asked[rows[1][found[1]]]).sum(axis=1), best.min(axis=1)


def _by_edits(
    queries: list[str], targets: list[str], found: Found, *, others: list[str]
) -> tuple[Scores, Scores]:
    """Do the same by 1 − edits / longer length of the texts in new forms."""
    asking, asked = ([fold_forms(text) for text in side] for side in (queries, targets))
    best = np.zeros((len(asking), 0), np.float32)
    for start in range(0, len(asked), TARGETS_AT_ONCE):
        block = asked[start : start + TARGETS_AT_ONCE]
        best = _best(best, process.cdist(asking, block, scorer=Levenshtein.normalized_similarity, workers=2))
    pairs = [[side[place] for place in places] for side, places in zip((asking, asked), found, strict=True)]
    return process.cpdist(*pairs, scorer=Levenshtein.normalized_similarity), best.min(axis=1)


TEXTS = {"tfidf": _by_tfidf, "levenshtein_forms": _by_edits}


def _best(best: Scores, scores: Scores) -> Scores:
    both = np.concatenate([best, scores], axis=1)
    return np.partition(both, max(both.shape[1] - K, 0), axis=1)[:, -K:]
