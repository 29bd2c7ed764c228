"""Links as splink writes predictions: a row per pair, both records, levels of comparisons, weights.

Names are those of splink 5 (`internals/settings.py`, `columns_to_select_for_predict`).
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.tables import OCRS, SEPARATOR, SPLINK, Table

# Levels of agreement, from 0; -1 where there is nothing to compare. Thresholds are those of splink's
# JaroWinklerAtThresholds; the highest level is equality but for rounding.
THRESHOLDS = (0.7, 0.9, 1 - 1e-6)
COMPARED = ("visual", "language_noisy", "language_clean", "levenshtein_noisy", "levenshtein_clean")
PAIR = ["query_id", "target_id"]


def splink_pairs(
    links: pd.DataFrame,
    records: pd.DataFrame,
    *,
    candidates: pd.DataFrame,
    fields: Iterable[str] = (),
    terms: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the links of one method with the columns of splink's predictions, by falling `match_weight`.

    The query is the record on the left. `match_probability` is the calibrated probability, which the first
    target of a query has, and `match_weight` its log2 odds. Of a row of all evidence, of which `terms` are
    given, the score is log-odds: then `match_weight` is the score in bits, `match_probability` follows from
    it, and `mw_<comparison>` are the terms in bits, which add up to it from `mw_intercept`, splink's prior.
    `gamma_<comparison>` are levels of the similarities in `candidates`. Texts with `fields` are parted.
    """
    pairs = links[links["target_id"].notna()].reset_index(drop=True)
    sides = {"l": pairs["query_id"], "r": pairs["target_id"]}
    known = records.set_index("record")
    columns: dict[str, pd.Series | NDArray[np.float64]] = {}
    for side, ids in sides.items():
        columns[f"source_dataset_{side}"] = ids.map(known["source"])
        columns[f"unique_id_{side}"] = ids
    for name, text in _parted(records, fields).items():
        columns |= {f"{name}_{side}": ids.map(text) for side, ids in sides.items()}
    similarities = pairs[PAIR].merge(candidates, on=PAIR, how="left", validate="one_to_one")
    columns |= {f"gamma_{name}": _levels(similarities[name]) for name in COMPARED}
    own = pairs[["score", "rank", "decision", "probability"]]
    weights = _weights(pairs, terms)
    table = pd.concat([weights, pd.DataFrame(columns), own], axis=1).assign(match_key="0")
    order = ["match_weight", "score", "unique_id_l", "unique_id_r"]
    table = table.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
    return table[table_of_pairs(table.columns).names]


def table_of_pairs(columns: Iterable[str]) -> Table:
    """Return the table `splink` with the fields and weights that are among `columns`."""
    names = [name for name in columns if name not in SPLINK.names]
    texts = [name for name in names if not name.startswith("mw_")]
    return SPLINK.with_texts(texts).with_numbers(name for name in names if name.startswith("mw_"))


def _parted(records: pd.DataFrame, fields: Iterable[str]) -> dict[str, pd.Series]:
    """Map the columns of texts to the texts by record: the name, and each field that was joined to it."""
    texts = {}
    for ocr in OCRS:
        parts = records.set_index("record")[ocr].astype(object).fillna("").str.split(SEPARATOR)
        for place, name in enumerate([ocr, *(f"{field}_{ocr}" for field in fields)]):
            texts[name] = parts.str[place].replace("", None)
    return texts


def _levels(similarity: pd.Series) -> pd.Series:
    levels = pd.Series(np.searchsorted(THRESHOLDS, similarity.fillna(0.0), side="right"), similarity.index)
    return levels.where(similarity.notna(), -1)


def _weights(pairs: pd.DataFrame, terms: pd.DataFrame | None) -> pd.DataFrame:
    """Return match_weight and match_probability of pairs, and the partial weights of all evidence."""
    if terms is None:
        probability = pairs["probability"].astype(float)
        with np.errstate(divide="ignore"):
            weight = np.log2(probability / (1 - probability))
        return pd.DataFrame({"match_weight": weight, "match_probability": probability})
    bits = pairs["score"] / np.log(2)
    whole = pd.DataFrame({"match_weight": bits, "match_probability": 1 / (1 + np.exp2(-bits))})
    wide = terms.pivot(index=["query", "target"], columns="comparison", values="term") / np.log(2)
    own = wide.add_prefix("mw_").reindex(pd.MultiIndex.from_frame(pairs[PAIR]))
    return pd.concat([whole, own.reset_index(drop=True)], axis=1)
