"""Why links were scored as they were, for the pages that show it: terms in groups, and links of each kind."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from clippings.review.queue import rank_by_uncertainty
from clippings.truth import group_of

INTERCEPT, RIVALS = "intercept", "rivals"
# What the parts of comparisons are called, in the order of the page; texts and fields stand between.
FIRST = {INTERCEPT: "before any comparison", "picture": "picture"}
LAST = {"crossed": "picture against text", "quality": "how much there is to compare"}
AFTER = "other candidates"
NUMBERS = ["weight", "low", "high"]
KINDS = {
    "surest": "The links with the highest scores.",
    "least certain": "The links that a person should look at first.",
    "best no match": "The highest scores at which the decision is still that there is no match.",
    "wrong": "Wrong decisions on queries of the validation split, the highest scores first.",
}


def of_method(table: pd.DataFrame, method: str) -> pd.DataFrame:
    """Select what a table holds of one row of the results table, method/ocr, by its first seed."""
    own = table[table["method"] + "/" + table["ocr"] == method]
    return own[own["seed"].fillna(-1) == own["seed"].fillna(-1).min()]


def group_comparisons(comparisons: pd.DataFrame) -> dict[str, str]:
    """Map each comparison, intercept and rivals to the group in which they are shown, in the page's order."""
    groups = {INTERCEPT: FIRST[INTERCEPT], RIVALS: AFTER}
    places: dict[str, tuple[int, str]] = {INTERCEPT: (0, ""), RIVALS: (len(FIRST) + len(LAST) + 2, AFTER)}
    for row in comparisons.itertuples():
        known = FIRST | LAST
        text = f"text, {row.ocr} OCR" if row.part == "text" else str(row.part)
        groups[row.comparison] = known.get(row.part, text)
        kind = [*FIRST, "text", "", *LAST]
        place = kind.index(row.part) if row.part in kind else kind.index("")
        places[row.comparison] = (place, groups[row.comparison])
    return {name: groups[name] for name in sorted(groups, key=places.__getitem__)}


def explain_queries(
    terms: pd.DataFrame, comparisons: pd.DataFrame, *, queries: Collection[str]
) -> dict[str, Any]:
    """List for the page what each comparison adds to the log-odds of the first candidates of some queries.

    `terms` are those of one row of the results table. Returns `groups` (titles), `comparisons` (name and
    number of the group, the heaviest of a group first) and by query its `pairs`, the first candidate first:
    target, the terms of all comparisons, and their values, None where there is nothing to compare.
    """
    own = terms[terms["query"].isin(set(queries))]
    group = group_comparisons(comparisons)
    titles = list(dict.fromkeys(group.values()))
    weight = own["term"].abs().groupby(own["comparison"]).mean()
    names = sorted(weight.index, key=lambda name: (titles.index(group[name]), -weight[name], name))
    adds, values = (
        own.pivot(index=["query", "rank", "target"], columns="comparison", values=column)[names].round(3)
        for column in ("term", "value")
    )
    known = values.astype(object).where(values.notna(), None).to_numpy().tolist()
    pairs: dict[str, list[list[Any]]] = {}
    for (query, _, target), row, value in zip(
        adds.index, adds.fillna(0.0).to_numpy().tolist(), known, strict=True
    ):
        pairs.setdefault(query, []).append([target, row, value])
    return {
        "groups": titles,
        "comparisons": [[name, titles.index(group[name])] for name in names],
        "pairs": pairs,
    }


def list_weights(weights: pd.DataFrame, comparisons: pd.DataFrame) -> list[dict[str, Any]]:
    """List the weights of one row, means over folds: group, comparison, form, weight, and low and high."""
    means = weights.groupby(["comparison", "form"], sort=False)[NUMBERS].mean().round(4).reset_index()
    largest = means["weight"].abs().groupby(means["comparison"]).transform("max")
    group = group_comparisons(comparisons)
    titles = list(dict.fromkeys(group.values()))
    place = means["comparison"].map(lambda name: titles.index(group[name]))
    means = means.assign(group=means["comparison"].map(group), place=place, largest=-largest)
    means = means.sort_values(["place", "largest", "comparison"], kind="stable")
    columns = means[["group", "comparison", "form", *NUMBERS]].astype(object)
    listed: list[dict[str, Any]] = columns.where(columns.notna(), None).to_dict("records")
    return listed


def choose_links(
    links: pd.DataFrame, records: pd.DataFrame, *, explained: Collection[str], count: int
) -> dict[str, list[str]]:
    """Choose up to `count` queries of each of KINDS among those whose first candidates are `explained`.

    `links` are those of one method. Truth decides what is wrong, of queries of the validation split alone:
    what the test measures is not shown, and in a dataset with folds every query is tested.
    """
    own = links[links["query_id"].isin(set(explained)) & links["target_id"].notna()]
    firsts = own[own["rank"] == 1].sort_values(["score", "query_id"], ascending=[False, True])
    linked = firsts["decision"] == "link"
    # Where links are one to one, a query may be linked to another candidate than its first.
    unlinked = ~firsts["query_id"].isin(own.loc[own["decision"] == "link", "query_id"])
    return {
        "surest": list(firsts.loc[linked, "query_id"][:count]),
        "least certain": rank_by_uncertainty(own)[:count],
        "best no match": list(firsts.loc[unlinked, "query_id"][:count]),
        "wrong": _wrong(firsts, records)[:count],
    }


def _wrong(firsts: pd.DataFrame, records: pd.DataFrame) -> list[str]:
    """List validation queries that are linked to a target that is not acceptable, or not to one that is."""
    known = records.assign(group=group_of(records)).set_index("record")
    query, target = (known.reindex(firsts[side]) for side in ("query_id", "target_id"))
    judged = (query["split"] == "val").to_numpy() & query["group"].notna().to_numpy()
    if "fold" in known:
        judged &= query["fold"].isna().to_numpy()
    same = query["group"].to_numpy() == target["group"].to_numpy()
    linked = (firsts["decision"] == "link").to_numpy()
    return list(firsts.loc[judged & (same != linked), "query_id"])
