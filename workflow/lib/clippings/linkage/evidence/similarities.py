"""The candidates of all exported rows, pair by pair, each similarity by itself: what splink would compare."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from clippings.folds import decided_in, fold_numbers
from clippings.linkage.candidates.pooling import Paths, VectorFiles
from clippings.linkage.evidence.vectors import compare_pairs
from clippings.rows import Row
from clippings.tables import CANDIDATES, OCRS
from clippings.truth import group_of

PAIR = ["query_id", "target_id"]
Places = NDArray[np.int64]
Similarities = NDArray[np.float64]


def compare_portions(
    records: pd.DataFrame, portions: Iterable[pd.DataFrame], *, rows: Sequence[Row], vector_files: Paths
) -> Iterator[pd.DataFrame]:
    """List the pairs of the links of one portion after another, as `compare_candidates` does."""
    for links in portions:
        yield compare_candidates(records, links, rows=rows, vector_files=vector_files)


def compare_candidates(
    records: pd.DataFrame, links: pd.DataFrame, *, rows: Sequence[Row], vector_files: Paths
) -> pd.DataFrame:
    """List every pair of query and target in `links` once, with the similarity of each modality and OCR.

    Similarities are empty where one side has no picture or no text. Cosines are those of the first model
    among `rows`, in the fold that decides the query; they are empty without `vector_files`.
    """
    links = links[links["target_id"].notna()]
    pairs = links[PAIR].drop_duplicates().sort_values(PAIR, ignore_index=True)
    queries, targets = (pd.Index(records["record"]).get_indexer(pairs[side]) for side in PAIR)
    model = next((row["model"] for row in rows if row["model"]), "")
    listed = np.isin(np.arange(len(records)), np.concatenate([queries, targets]))
    vectors = VectorFiles(vector_files, records, rows=listed) if vector_files and model else None

    def compare(column: str) -> Similarities:
        similarities = np.full(len(pairs), np.nan)
        if vectors is None:
            return similarities
        for fold in fold_numbers(records):
            own = decided_in(records, fold).to_numpy()[queries]
            matrix = vectors.read(model, fold, column=column)
            places = vectors.places[queries[own]], vectors.places[targets[own]]
            similarities[own] = compare_pairs(matrix, matrix, places).round(6)
        return similarities

    pairs["visual"] = compare("visual")
    for ocr in OCRS:
        texts = records[ocr].fillna("").to_numpy()
        pairs = pairs.assign(**{f"query_{ocr}": texts[queries], f"target_{ocr}": texts[targets]})
        pairs[f"language_{ocr}"] = compare(ocr)
        pairs[f"levenshtein_{ocr}"] = _edit_similarities(texts[queries], texts[targets])
    # A sum of texts is their concatenation, without a call for each pair.
    taken = links[links["decision"] == "link"]
    taken = taken.assign(method=taken["method"] + " ").groupby(PAIR)["method"].sum().str.rstrip()
    groups = group_of(records).to_numpy()
    known = pd.notna(groups[queries]) & pd.notna(groups[targets])
    pairs["acceptable"] = pd.Series(groups[queries] == groups[targets], dtype="boolean").where(known)
    return pairs.join(taken.rename("methods"), on=PAIR).reindex(columns=CANDIDATES.names)


def _edit_similarities(queries: NDArray[np.object_], targets: NDArray[np.object_]) -> Similarities:
    """Return 1 − edits / length of the longer text (pairs,), NaN where one is empty."""
    scores = process.cpdist(queries, targets, scorer=Levenshtein.normalized_similarity, dtype=np.float64)
    return np.where((queries != "") & (targets != ""), scores.round(6), np.nan)
