"""A contact sheet of clusters: some that are right, some that merge photographs, some photographs split."""

from collections.abc import Mapping
from string import ascii_uppercase
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from clippings.figures.pictures import draw_record
from clippings.figures.style import VERDICTS
from clippings.figures.texts import fit
from clippings.images import Pixels

# The kinds of lines, in the order of the sheet, and whether they are right.
KINDS = {"right": True, "merged": False, "split": False}
COLUMNS = ["kind", "line", "cluster", "record", "entity"]
# The size of a cell in inches, how many stand in a line, and how much of a text is shown in one.
WIDE, HIGH, MOST = 1.5, 1.85, 7
LETTERS, LINES, LINES_ALONE = 22, 3, 8
TITLE = "Of one line, pictures under one letter are one cluster, and those under one number are one entity."


def clusters_of(memberships: pd.DataFrame, *, row: str) -> pd.DataFrame:
    """Select the test records of one row of the results table, `method/ocr`, by its first seed.

    Raise ValueError where the row has none.
    """
    names = memberships["method"] + "/" + memberships["ocr"]
    rows = memberships[(names == row) & (memberships["split"] == "test")]
    if rows.empty:
        raise ValueError(
            f"memberships: no test record of {row}, expected one of {', '.join(sorted(set(names)))}"
        )
    return rows[rows["seed"].fillna(-1) == rows["seed"].fillna(-1).min()]


def choose_lines(memberships: pd.DataFrame, *, count: int, seed: int) -> pd.DataFrame:
    """Sample up to `count` lines of each kind at random; one row a record, with COLUMNS.

    `memberships` are the records of one row of the results table, seed and split. A line that is `right` is a
    cluster of several records, all there are of one entity; a `merged` one is a cluster of several entities;
    a `split` one holds the clusters of one entity, each of which has no other entity's record.
    """
    generator = np.random.default_rng(seed)
    chosen = []
    for kind, parts in _lines(memberships).items():
        keys = generator.permutation(np.array(sorted(parts), dtype=object))[:count]
        chosen += [
            parts[key].assign(kind=kind) for key in sorted(keys, key=lambda key: (-len(parts[key]), key))
        ]
    if not chosen:
        return pd.DataFrame(columns=COLUMNS)
    lines = [part.assign(line=line).sort_values(_order(part)) for line, part in enumerate(chosen)]
    return pd.concat(lines, ignore_index=True)[COLUMNS]


def count_lines(memberships: pd.DataFrame) -> dict[str, int]:
    """Count how many lines of each kind there are."""
    return {kind: len(parts) for kind, parts in _lines(memberships).items()}


def at_most(line: pd.DataFrame, most: int) -> pd.DataFrame:
    """Select at most so many records of a line, taking from its entities and clusters in turn."""
    turn = line.groupby(["entity", "cluster"]).cumcount()
    kept = line.assign(turn=turn).sort_values(["turn", "entity", "cluster", "record"]).index[:most]
    return line[line.index.isin(kept)]


def draw_contacts(
    lines: pd.DataFrame,
    pictures: Mapping[str, Pixels],
    texts: Mapping[str, str],
    *,
    counts: Mapping[str, int],
) -> Figure:
    """Draw the lines below one another; `counts` says how many there are of each kind.

    `pictures` and `texts` are indexed by record; without pictures the texts stand alone.
    """
    whole = [part for _, part in lines.groupby("line")]
    size = (WIDE * (MOST + 1), HIGH * len(whole) + 0.8)
    figure = Figure(size, layout="constrained")
    counted = "There are in the test split: " + ", ".join(f"{n} {kind}" for kind, n in counts.items())
    figure.suptitle(f"{TITLE}\n{counted}.", fontsize="medium")
    axes = figure.subplots(max(len(whole), 1), MOST, squeeze=False)
    for row, line in zip(axes, whole, strict=False):
        part = at_most(line, MOST)
        row[0].set_ylabel(_describe(line, len(part)), rotation=0, ha="right", va="center")
        _draw_line(row, part, pictures, texts)
    for axis in axes.flat:
        if not axis.has_data() and not axis.texts:
            axis.remove()
    return figure


def _lines(memberships: pd.DataFrame) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the records of all lines of each kind, by cluster or entity."""
    known = memberships[memberships["entity"].notna()]
    entities = known.groupby("cluster")["entity"].transform("nunique")
    clusters = known.groupby("entity")["cluster"].transform("nunique")
    size = known.groupby("cluster")["record"].transform("size")
    # Of a split entity, no cluster may hold another: it stands among the merged ones already.
    pure = entities.groupby(known["entity"]).transform("max") == 1
    chosen = {
        "right": known[(entities == 1) & (clusters == 1) & (size > 1)].groupby("cluster"),
        "merged": known[entities > 1].groupby("cluster"),
        "split": known[(clusters > 1) & pure].groupby("entity"),
    }
    return {kind: {str(name): part for name, part in groups} for kind, groups in chosen.items()}


def _order(line: pd.DataFrame) -> list[str]:
    """Order a line by cluster where it has several, else by entity; then by record."""
    return ["cluster", "record"] if line["cluster"].nunique() > 1 else ["entity", "record"]


def _describe(line: pd.DataFrame, shown: int) -> str:
    """Say what a line is, and how much of it is shown where it has more records than cells."""
    kind = str(line["kind"].iloc[0])
    entities, clusters = line["entity"].nunique(), line["cluster"].nunique()
    words = {
        "right": f"one entity,\nall its {len(line)} records",
        "merged": f"{entities} entities\nin one cluster",
        "split": f"one entity\nin {clusters} clusters",
    }[kind]
    part = "" if shown == len(line) else f"\n({shown} of {len(line)} shown)"
    return f"{VERDICTS[KINDS[kind]][0]} {kind}\n{words}{part}"


def _draw_line(
    row: NDArray[Any], line: pd.DataFrame, pictures: Mapping[str, Pixels], texts: Mapping[str, str]
) -> None:
    _, colour, dashes, width = VERDICTS[KINDS[str(line["kind"].iloc[0])]]
    clusters, entities = (pd.factorize(line[column])[0] for column in ("cluster", "entity"))
    for axis, record, cluster, entity in zip(row, line["record"], clusters, entities, strict=False):
        picture = pictures.get(record)
        lines = LINES_ALONE if picture is None else LINES
        draw_record(axis, picture, fit(texts.get(record, ""), letters=LETTERS, lines=lines))
        axis.set_title(f"{ascii_uppercase[cluster]} {entity + 1}", fontweight="bold", color=colour)
        axis.spines[:].set(visible=True, color=colour, linestyle=dashes, linewidth=width)
