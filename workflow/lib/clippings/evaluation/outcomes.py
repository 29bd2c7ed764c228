"""The outcomes of test queries, joined over folds and spread by query."""

from collections.abc import Sequence

import pandas as pd

from clippings import frames, tables


def join_tests(folds: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put together the test outcomes of a dataset: one table, or one a fold, whose tests are disjoint."""
    joined = pd.concat([fold[fold["split"] == "test"] for fold in folds], ignore_index=True)
    return frames.check(joined, tables.OUTCOMES, where="test outcomes of all folds")


def by_query(outcomes: pd.DataFrame, column: str) -> tuple[pd.DataFrame, pd.Series]:
    """Spread a column of outcomes to one row a query and one column a (method, ocr), seeds averaged.

    Returns beside it the homonym group of each query, or its entity: those are drawn together.
    """
    means = outcomes.groupby(["method", "ocr", "query"], sort=False)[column].mean()
    spread = means.unstack(["method", "ocr"], sort=False).sort_index()
    groups = outcomes.drop_duplicates("query").set_index("query")["group"]
    return spread, groups.reindex(spread.index)
