"""The real firms: two publications' records, which belong together, and the name that each prints."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from clippings.published import text_columns
from clippings.synthesis.forms import new_forms, plausible
from clippings.synthesis.repair import repair_horizontal, repair_vertical


def collect_firms(pairs: pd.DataFrame, *, others: Sequence[str], seed: int) -> pd.DataFrame:
    """Return one row a firm: entity, name (new forms), form, homonym, and its records in `pr` and `tk`.

    A firm that both publications print takes its PR name (known), any other TK firm its repaired OCR
    text (repaired); where neither looks like a name, one of `others` (replaced).
    Columns `pr_<field>` and `tk_<field>` hold the fields.
    """
    tk = pairs.drop_duplicates("tk_path_value").sort_values("tk_path_value")
    tk = tk.set_index("tk_path_value")
    true = pairs[pairs["tk_truth"] == "1"].set_index("tk_path_value")["source"]
    pr = pairs.drop_duplicates("source").set_index("source")
    alone = pr.index.difference(true)
    firms = pd.DataFrame({"tk": [*tk.index, *[None] * len(alone)]})
    firms["pr"] = [*tk.index.map(true.get), *alone]
    firms.insert(0, "entity", [f"firm-{number + 1:05d}" for number in range(len(firms))])
    firms = firms.join(_texts(pr, "pr"), on="pr").join(_texts(tk, "tk"), on="tk")
    return _name(firms, others=others, seed=seed)


def _texts(records: pd.DataFrame, source: str) -> pd.DataFrame:
    columns = {theirs: f"{source}_{ours}" for theirs, ours in text_columns(source).items()}
    return records[list(columns)].rename(columns=columns)


def _name(firms: pd.DataFrame, *, others: Sequence[str], seed: int) -> pd.DataFrame:
    by_pr = firms["pr_title"].map(repair_horizontal, na_action="ignore")
    by_tk = firms["tk_title"].map(repair_vertical, na_action="ignore")
    known = by_pr.map(plausible, na_action="ignore").eq(True)
    repaired = ~known & by_tk.map(plausible, na_action="ignore").eq(True)
    names = by_pr.where(known, by_tk.where(repaired))
    substitutes = _substitutes(others, taken=set(names.dropna()), count=int(names.isna().sum()), seed=seed)
    names[names.isna()] = substitutes
    groups = names.map({name: f"name-{n + 1:05d}" for n, name in enumerate(names.unique())})
    form = np.select([known, repaired], ["known", "repaired"], "replaced")
    return firms.assign(name=names, form=form, homonym=groups)


def _substitutes(others: Sequence[str], *, taken: set[str], count: int, seed: int) -> list[str]:
    """Draw names of kanji alone, which any decade could print, of no big group, that no firm has yet."""
    fresh = [name for name in dict.fromkeys(map(new_forms, others)) if name not in taken]
    kanji = [name for name in fresh if re.fullmatch("(?!三井|三菱|住友)[一-鿿]{4,}(?<!銀行)", name)]
    if len(kanji) < count:
        raise ValueError(f"name list: {len(kanji)} names of kanji, expected at least {count} to stand in")
    return list(np.random.default_rng(seed).choice(np.array(kanji), count, replace=False))


def list_candidates(firms: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the entities of each PR firm (`pr`) and of the TK firms compared with it (`tk`)."""
    by_pr = firms.dropna(subset="pr").set_index("pr")["entity"]
    by_tk = firms.dropna(subset="tk").set_index("tk")["entity"]
    return pd.DataFrame({"pr": pairs["source"].map(by_pr), "tk": pairs["tk_path_value"].map(by_tk)})
