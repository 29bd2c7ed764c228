"""Reading what people said of links: files of the review page, of splink and of Label Studio."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from clippings import frames
from clippings.tables import CLERICAL_LABELS, LABELS
from clippings.verdicts import read_pairs

# Rows with equal values here are duplicates, whatever the time and the note.
JUDGEMENT = ["query_id", "target_id", "verdict", "labeller"]
PAIR = ["record", "other"]


def read_labels(paths: Iterable[str | Path]) -> pd.DataFrame:
    """Read files of labels into the columns of `labels`, and `place`: file and row, from 1.

    A row that repeats the judgement of one above it is left out. Raise ValueError in one line for a file that
    is no table `labels`, `clerical_labels` or `pairs` and no export of Label Studio, and for a match without
    a target.
    """
    read = [_read(Path(path)) for path in paths]
    if not read:
        return pd.DataFrame(columns=[*LABELS.names, "place"])
    labels = pd.concat(read, ignore_index=True)
    aimless = labels.loc[(labels["verdict"] == "match") & labels["target_id"].isna(), "place"]
    if len(aimless):
        raise ValueError(f"{aimless.iloc[0]}: a match without a target_id, expected the id of the target")
    return labels.drop_duplicates(JUDGEMENT, ignore_index=True)


def _read(path: Path) -> pd.DataFrame:
    if path.suffix.lower() == ".json":
        return _from_pairs(read_pairs([path]))
    found = frames.load(path, LABELS, names=[*CLERICAL_LABELS.names, *PAIR])
    if {*PAIR} <= {*found}:
        return _from_pairs(read_pairs([path]))
    if "clerical_match_score" in found:
        labels = _from_clerical(frames.check(found, CLERICAL_LABELS, where=str(path)))
    else:
        labels = frames.check(found, LABELS, where=str(path)).astype(object)
    return labels.assign(place=[f"{path} row {row + 1}" for row in range(len(labels))])


def _from_clerical(pairs: pd.DataFrame) -> pd.DataFrame:
    score = pairs["clerical_match_score"]
    verdict = np.select([score > 0.5, score < 0.5], ["match", "no match"], "can't tell")
    named = {"query_id": pairs["unique_id_l"], "target_id": pairs["unique_id_r"], "verdict": verdict}
    return pd.DataFrame(named).reindex(columns=LABELS.names).astype(object)


def _from_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    verdict = pairs["verdict"].map({"same": "match", "different": "no match"})
    named = pairs.assign(query_id=pairs["record"], target_id=pairs["other"], verdict=verdict)
    return named.reindex(columns=[*LABELS.names, "place"]).astype(object)
