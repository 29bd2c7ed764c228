"""Linking by the OCR texts alone: every query against every target."""

from collections.abc import Iterator

import pandas as pd

from clippings import running
from clippings.linkage.measures import Comparison, measure_named
from clippings.linkage.ranking import best_of_rows, rank
from clippings.linkage.spelling import fold_forms, learn_lookalikes
from clippings.linkage.truth import group_of

ROWS_PER_BLOCK = 256


def compare_strings(
    records: pd.DataFrame, *, measure: str, ocr: str, k: int, threads: int = 1
) -> pd.DataFrame:
    """Find for each query the k targets most similar in the texts of one OCR, and all ties with the first.

    An empty text matches nothing: it is neither a neighbour nor has one.
    """
    chosen = measure_named(measure)
    texts = records[ocr].fillna("")
    if chosen.folded:
        texts = fold_spelling(texts, records)
    texts = pd.DataFrame({"record": records["record"], "side": records["side"], "text": texts})
    texts = texts[texts["text"] != ""].sort_values("record")
    queries, targets = (texts.loc[texts["side"] == side, ["record", "text"]] for side in ("query", "target"))
    # Distinct texts, in the order of their first record, so that ties fall by record id in the end.
    distinct = targets["text"].drop_duplicates().tolist()
    pairs = compare_texts(
        queries["text"].drop_duplicates().tolist(), distinct, chosen.against(distinct, threads), k=k
    )
    pairs = pairs.merge(targets.rename(columns={"record": "target", "text": "target_text"}))
    pairs = pairs.merge(queries.rename(columns={"record": "query", "text": "query_text"}))
    return rank(pairs, k=k)


def fold_spelling(texts: pd.Series, records: pd.DataFrame) -> pd.Series:
    """Fold forms, and the look-alikes that linked pairs of the training split show."""
    folds = {text: fold_forms(text) for text in texts.unique()}
    texts = texts.map(folds)
    lookalikes = learn_lookalikes(training_pairs(texts, records))
    running.say(f"{len(lookalikes)} look-alikes: {_shown(lookalikes)}")
    return texts.str.translate(lookalikes)


def training_pairs(texts: pd.Series, records: pd.DataFrame) -> list[tuple[str, str]]:
    """Pair the texts of training queries with those of their acceptable targets, each pair once."""
    train = pd.DataFrame({"text": texts, "group": group_of(records), "side": records["side"]})
    train = train[(records["split"] == "train") & train["group"].notna() & (texts != "")]
    queries, targets = (train[train["side"] == side] for side in ("query", "target"))
    pairs = queries.merge(targets, on="group")[["text_x", "text_y"]].drop_duplicates()
    return list(pairs.itertuples(index=False, name=None))


def compare_texts(queries: list[str], targets: list[str], compare: Comparison, *, k: int) -> pd.DataFrame:
    """Compare in blocks; give (query_text, target_text, score) of the k best and ties with the first."""
    if not queries or not targets:
        return pd.DataFrame({"query_text": "", "target_text": "", "score": 0.0}, index=[])
    return pd.concat(_best_of_blocks(queries, targets, compare, k), ignore_index=True)


def _best_of_blocks(
    queries: list[str], targets: list[str], compare: Comparison, k: int
) -> Iterator[pd.DataFrame]:
    query_texts, target_texts = pd.Series(queries, dtype=str), pd.Series(targets, dtype=str)
    for start in running.progress(range(0, len(queries), ROWS_PER_BLOCK), what="blocks of queries"):
        rows, columns, scores = best_of_rows(compare(queries[start : start + ROWS_PER_BLOCK]), k)
        best = pd.DataFrame(
            {
                "query_text": query_texts.to_numpy()[start + rows],
                "target_text": target_texts.to_numpy()[columns],
                "score": scores,
            }
        )
        # Texts that share nothing are no neighbours, however many they are.
        yield best[best["score"] > 0]


def _shown(lookalikes: dict[int, str]) -> str:
    groups: dict[str, str] = {}
    for code, leader in sorted(lookalikes.items()):
        groups[leader] = groups.get(leader, "") + chr(code)
    return " ".join(groups.values())
