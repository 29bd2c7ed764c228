"""Clusters to look at: some that are right, some that merge photographs, some photographs that are split."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

# The kinds of lines, in the order of the sheet, and whether they are right.
KINDS = {"right": True, "merged": False, "split": False}
COLUMNS = ["kind", "line", "cluster", "record", "entity"]


def clusters_of(memberships: pd.DataFrame, *, row: str) -> pd.DataFrame:
    """Keep the test records of one row of the results table, `method/ocr`, by its first seed.

    Raise ValueError where the row has none.
    """
    names = memberships["method"] + "/" + memberships["ocr"]
    found = memberships[(names == row) & (memberships["split"] == "test")]
    if found.empty:
        raise ValueError(
            f"memberships: no test record of {row}, expected one of {', '.join(sorted(set(names)))}"
        )
    return found[found["seed"].fillna(-1) == found["seed"].fillna(-1).min()]


def choose_lines(memberships: pd.DataFrame, *, count: int, seed: int) -> pd.DataFrame:
    """Draw up to `count` lines of each kind at random, one row a record: kind, line, cluster, record, entity.

    `memberships` are the records of one row of the results table, seed and split. A line that is `right` is a
    cluster of several records, all there are of one entity; a `merged` one is a cluster of several entities;
    a `split` one holds the clusters of one entity, each of which has no other entity's record.
    """
    draws = np.random.default_rng(seed)
    chosen = []
    for kind, found in _lines(memberships).items():
        keys = draws.permutation(np.array(sorted(found), dtype=object))[:count]
        chosen += [
            found[key].assign(kind=kind) for key in sorted(keys, key=lambda key: (-len(found[key]), key))
        ]
    if not chosen:
        return pd.DataFrame(columns=COLUMNS)
    lines = [part.assign(line=line).sort_values(_order(part)) for line, part in enumerate(chosen)]
    return pd.concat(lines, ignore_index=True)[COLUMNS]


def count_lines(memberships: pd.DataFrame) -> dict[str, int]:
    """Count how many lines of each kind there are."""
    return {kind: len(found) for kind, found in _lines(memberships).items()}


def at_most(line: pd.DataFrame, most: int) -> pd.DataFrame:
    """Keep at most so many records of a line, taking from its entities and clusters in turn."""
    turn = line.groupby(["entity", "cluster"]).cumcount()
    kept = line.assign(turn=turn).sort_values(["turn", "entity", "cluster", "record"]).index[:most]
    return line[line.index.isin(kept)]


def _lines(memberships: pd.DataFrame) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the records of all lines of each kind, by cluster or entity."""
    known = memberships[memberships["entity"].notna()]
    entities = known.groupby("cluster")["entity"].transform("nunique")
    clusters = known.groupby("entity")["cluster"].transform("nunique")
    size = known.groupby("cluster")["record"].transform("size")
    # Of a split entity, no cluster may hold another: it stands among the merged ones already.
    pure = entities.groupby(known["entity"]).transform("max") == 1
    return {
        "right": dict(_parts(known[(entities == 1) & (clusters == 1) & (size > 1)], "cluster")),
        "merged": dict(_parts(known[entities > 1], "cluster")),
        "split": dict(_parts(known[(clusters > 1) & pure], "entity")),
    }


def _parts(frame: pd.DataFrame, key: str) -> Iterator[tuple[str, pd.DataFrame]]:
    yield from ((str(name), part) for name, part in frame.groupby(key))


def _order(line: pd.DataFrame) -> list[str]:
    """Order a line by cluster where it has several, else by entity; then by record."""
    return ["cluster", "record"] if line["cluster"].nunique() > 1 else ["entity", "record"]
