"""Ceilings: what a perfect reader of names could expect where several targets bear one name."""

import pandas as pd

from clippings import tables
from clippings.evaluation.bootstrap import interval, resampled_means
from clippings.spelling import fold_forms
from clippings.truth import group_of, queries_with_truth

TOLERANCE = 1e-9  # A share that is nearer to 1 is 1.


def find_ceilings(records: pd.DataFrame, *, dataset: str, resamples: int, seed: int) -> pd.DataFrame:
    """Average the ceilings of the matched test queries: the table ceilings.

    Names are compared as printed; where no print is known, as each OCR reads them. Captions are no names:
    photographs have no ceiling. Intervals come from a bootstrap over entities, those of one name as one.
    """
    records = records[records["role"].isin(tables.NAMES)]
    printed = records["printed"].notna().any()
    columns = ["printed"] if printed else [ocr for ocr in tables.OCRS if records[ocr].notna().any()]
    ceilings = []
    for column in columns:
        expected = expect_of_names(records, column)
        measured = _summarise(expected[expected["split"] == "test"], resamples=resamples, seed=seed)
        ceilings.append({"dataset": dataset, "ocr": column, **measured})
    return pd.DataFrame(ceilings, columns=tables.CEILINGS.names)


def expect_of_names(records: pd.DataFrame, column: str) -> pd.DataFrame:
    """Expect for each matched query what a random one of the targets that bear its true target's name is.

    Names in `column` are one if their forms fold to one text. Returns by query: entity, group, split, `top1`,
    the share of acceptable targets among them, `strict`, that of the entity itself, and `shared`, 1 if
    another entity bears the name too; 0, 0 and unknown where the true target has no name. True are the
    targets of the entity, or of the homonym group where the index lacks the entity; a query whose true
    targets bear several names has the mean over these.
    """
    queries = queries_with_truth(records).query("matched")
    targets = records[(records["side"] == "target") & records[column].notna()]
    targets = pd.DataFrame(
        {
            "name": targets[column].map(tables.name_alone).map(fold_forms),
            "group": group_of(targets),
            "entity": targets["entity"],
        }
    )
    pairs = queries.merge(targets, on="group", suffixes=("", "_of_target"))
    own = pairs["entity"] == pairs["entity_of_target"]
    pairs = pairs[own | ~own.groupby(pairs["query"]).transform("any")].drop_duplicates(["query", "name"])
    pairs = pairs.assign(
        top1=_shares(pairs, "group", targets=targets), strict=_shares(pairs, "entity", targets=targets)
    )
    means = pairs.groupby("query")[["top1", "strict"]].mean()
    means["shared"] = (means["strict"] < 1 - TOLERANCE).astype(float)
    known = queries.set_index("query")[["entity", "group", "split"]]
    return known.join(means).fillna({"top1": 0.0, "strict": 0.0})


def _shares(pairs: pd.DataFrame, kind: str, *, targets: pd.DataFrame) -> pd.Series:
    """Return the share that the targets of one group or entity have among those of the same name."""
    alike = targets.groupby(["name", kind]).size().rename("alike").reset_index()
    counts = pairs[["name", kind]].merge(alike, on=["name", kind], how="left")["alike"].fillna(0)
    sizes = targets["name"].value_counts().reindex(pairs["name"])
    return pd.Series(counts.to_numpy() / sizes.to_numpy(), pairs.index)


def _summarise(tested: pd.DataFrame, *, resamples: int, seed: int) -> dict[str, float]:
    marks = tested[["top1", "strict"]].assign(any_tie=(tested["top1"] > 0).astype(float))
    resampled = resampled_means(marks, tested["group"], resamples=resamples, seed=seed)[1]
    summary = {
        "matched": len(tested),
        "entities": tested["entity"].nunique(),
        "homonyms": int(tested["shared"].sum()),
    }
    for name, low, high in zip(marks, *interval(resampled), strict=True):
        summary |= {name: marks[name].mean(), f"{name}_low": low, f"{name}_high": high}
    return summary
