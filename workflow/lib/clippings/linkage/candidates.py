"""The candidates of all exported rows, pair by pair, each similarity by itself: what splink would compare."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from clippings.linkage.pooling import Paths, read_vectors
from clippings.tables import CANDIDATES, OCRS
from clippings.truth import group_of

PAIR = ["query_id", "target_id"]


def compare_folds(
    records: Sequence[pd.DataFrame], links: pd.DataFrame, *, vector_files: Paths
) -> pd.DataFrame:
    """Compare the candidates of a dataset, or of each of its folds, which tests its own queries.

    `vector_files` holds the files of each fold, of all equally many, fold by fold, or nothing where no
    exported row comes from an encoder.
    """
    parts, each = [], len(vector_files) // len(records)
    for fold, found in enumerate(records):
        tested = found.loc[found["split"] == "test", "record"] if len(records) > 1 else found["record"]
        own = links[links["query_id"].isin(tested)]
        parts.append(compare_candidates(found, own, vectors=vector_files[fold * each :][:each]))
    return pd.concat(parts, ignore_index=True).sort_values(PAIR, ignore_index=True)


def compare_candidates(records: pd.DataFrame, links: pd.DataFrame, *, vectors: Paths) -> pd.DataFrame:
    """List every pair of query and target in `links` once, with the similarity of each modality and OCR.

    Similarities are empty where one side has no picture or no text; cosines also without `vectors`.
    """
    links = links[links["target_id"].notna()]
    pairs = links[PAIR].drop_duplicates().sort_values(PAIR, ignore_index=True)
    places = {
        side: pd.Index(records["record"]).get_indexer(pairs[f"{side}_id"]) for side in ("query", "target")
    }
    pairs["visual"] = _cosines(records, places, vectors, "visual")
    for ocr in OCRS:
        texts = {side: records[ocr].fillna("").to_numpy()[place] for side, place in places.items()}
        pairs = pairs.assign(**{f"{side}_{ocr}": text for side, text in texts.items()})
        pairs[f"language_{ocr}"] = _cosines(records, places, vectors, ocr)
        pairs[f"levenshtein_{ocr}"] = _edit_similarities(texts["query"], texts["target"])
    taken = links[links["decision"] == "link"].groupby(PAIR)["method"].agg(" ".join)
    groups = group_of(records).to_numpy()
    same, known = groups[places["query"]] == groups[places["target"]], pd.notna(groups)
    both = known[places["query"]] & known[places["target"]]
    pairs["acceptable"] = pd.Series(same, dtype="boolean").where(both)
    return pairs.join(taken.rename("methods"), on=PAIR).reindex(columns=CANDIDATES.names)


def _cosines(
    records: pd.DataFrame, places: dict[str, NDArray[np.int64]], paths: Paths, column: str
) -> NDArray[np.float64]:
    """Return the inner products (pairs,) of unit vectors, NaN where one is missing."""
    if not paths:
        return np.full(len(places["query"]), np.nan)
    matrix = read_vectors(paths, column, records=records)
    queries, targets = matrix[places["query"]], matrix[places["target"]]
    present = queries.any(axis=1) & targets.any(axis=1)
    return np.where(present, np.einsum("ij,ij->i", queries, targets).astype(float).round(6), np.nan)


def _edit_similarities(queries: NDArray[np.object_], targets: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return 1 − edits / length of the longer text (pairs,), NaN where one is empty."""
    scores = process.cpdist(queries, targets, scorer=Levenshtein.normalized_similarity, dtype=np.float64)
    return np.where((queries != "") & (targets != ""), scores.round(6), np.nan)
