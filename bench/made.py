"""Made records to time the stages on: names that `synthesis` composes, and random vectors."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.synthesis.names import compose_names, read_registry, read_surnames

ROOT = Path(__file__).resolve().parents[1]
LISTS = ROOT / "resources/name_lists"
KANJIVG = ROOT / "resources/strokes/kanjivg.zip"


def made_records(queries: int, targets: int) -> pd.DataFrame:
    """Make records of composed names, queries in new and targets in old forms.

    Every 50th query trains, and the next one validates.
    """
    count = max(queries, targets)
    registry, surnames = (
        read_registry(LISTS / "company_registry.json.gz"),
        read_surnames(LISTS / "surnames.csv"),
    )
    names = compose_names(registry, surnames, count=count, seed=0)
    sides = [("query", names["new"][:queries]), ("target", names["old"][:targets])]
    records = pd.concat(
        pd.DataFrame({"record": side + "-" + names["entity"][texts.index], "side": side, "noisy": texts})
        for side, texts in sides
    )
    records["entity"] = records["homonym"] = records["record"].str.partition("-")[2]
    parts = records["entity"].str[-5:].astype(int) % 50
    records["clean"], records["split"] = records["noisy"], parts.map({0: "train", 1: "val"}).fillna("none")
    return records.reset_index(drop=True)


def random_vectors(count: int, width: int) -> NDArray[np.float32]:
    """Draw unit vectors (count, width) in random directions."""
    vectors = np.random.default_rng(0).standard_normal((count, width), dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
