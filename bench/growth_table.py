"""What a run of growth.py took, rule by rule, and how that grows with the names."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

STEPS = {
    "candidates": ("compare_strings", "search_neighbours"),
    "evidence": ("compare_evidence", "weigh_evidence"),
    "decision": ("judge_queries", "link_records"),
}
SECONDS, PROCESSOR, PEAK, RECALL = "seconds: ", "processor s: ", "peak MB: ", "recall@10: "
TOTAL, WALL = "all three", "whole run"
GROUPS = STEPS | {TOTAL: tuple(rule for rules in STEPS.values() for rule in rules)}


def measured(benchmarks: Path, *, peaks: Mapping[str, float], processor: Mapping[str, float]) -> pd.DataFrame:
    """Return by rule jobs, seconds, processor seconds and the peak memory in MB of the largest job.

    Reads Snakemake's benchmark files of a dataset; what was seen of the processes of each rule replaces what
    these say, where it is more.
    """
    files = sorted(benchmarks.rglob("*.tsv"))
    jobs = pd.concat(
        [pd.read_csv(file, sep="\t", na_values=["NA", "-"]) for file in files], ignore_index=True
    )
    jobs["rule"] = [file.relative_to(benchmarks).parts[0].removesuffix(".tsv") for file in files]
    costs = jobs.groupby("rule").agg(
        jobs=("s", "size"), seconds=("s", "sum"), processor=("cpu_time", "sum"), peak=("max_rss", "max")
    )
    for column, seen in (("peak", peaks), ("processor", processor)):
        costs[column] = np.fmax(costs[column], pd.Series(seen, dtype=float).reindex(costs.index))
    order = ["build_records", *(rule for rules in STEPS.values() for rule in rules)]
    return costs.loc[sorted(costs.index, key=lambda rule: order.index(rule) if rule in order else len(order))]


def totals(costs: pd.DataFrame) -> pd.DataFrame:
    """Sum the rules of candidates, evidence and decision, and all of these; peaks are the highest."""
    rows = {name: costs.loc[costs.index.isin(rules)] for name, rules in GROUPS.items()}
    summed = {name: own[["jobs", "seconds", "processor"]].sum() for name, own in rows.items()}
    return pd.DataFrame(summed).T.assign(peak={name: own["peak"].max() for name, own in rows.items()})


def cost_lines(costs: pd.DataFrame, *, wall: float) -> Iterator[str]:
    """Return the table of rules and steps, and how long the run was in all."""
    yield "| rule | jobs | seconds | processor seconds | peak MB |"
    yield "|---|--:|--:|--:|--:|"
    for names, table in (("`{}`", costs), ("**{}**", totals(costs))):
        for name, row in table.iterrows():
            cells = f"{row['jobs']:.0f} | {row['seconds']:.1f} | {row['processor']:.1f} | {row['peak']:.0f}"
            yield f"| {names.format(name)} | {cells} |"
    yield f"\nWhole run, from the table to the links, plans and starts of jobs included: {wall:.1f} s"


def accuracy_lines(outcomes: Path) -> Iterator[str]:
    """Return the table of accuracies by row: top-1 of queries with a match, precision and recall of links."""
    columns = ["method", "matched", "linked", "top1"]
    judged = pq.read_table(outcomes, columns=columns).to_pandas()
    yield "| row | top-1 | precision of links | recall of links |"
    yield "|---|--:|--:|--:|"
    for method, own in judged.groupby("method", sort=False):
        right = own["top1"].where(own["linked"] & own["matched"], 0).sum()
        scores = (
            own.loc[own["matched"], "top1"].mean(),
            right / own["linked"].sum(),
            right / own["matched"].sum(),
        )
        yield f"| {method} | " + " | ".join(f"{score:.4f}" for score in scores) + " |"


def row_of(
    costs: pd.DataFrame, recalls: Mapping[str, float], *, names: int, portions: int, wall: float
) -> dict[str, float]:
    """Return one row of the table of sizes: seconds and peaks of rules and steps, and recalls."""
    both = pd.concat([costs, totals(costs)])
    row = {"names": names, "portions": portions, f"{SECONDS}{WALL}": wall}
    row |= {f"{SECONDS}{name}": seconds for name, seconds in both["seconds"].items()}
    row |= {f"{PROCESSOR}{name}": seconds for name, seconds in both["processor"].items()}
    row |= {f"{PEAK}{name}": peak for name, peak in both["peak"].items()}
    return row | {f"{RECALL}{method}": recall for method, recall in recalls.items()}


def append(row: Mapping[str, float], path: Path) -> None:
    """Append a row to a CSV, which gets the columns that it lacks."""
    before = [pd.read_csv(path)] if path.exists() else []
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.concat([*before, pd.DataFrame([row])], ignore_index=True).round(4).to_csv(path, index=False)


def exponent(before: tuple[float, float], after: tuple[float, float]) -> float:
    """Return the e of cost ~ names^e between two sizes, each (names, cost)."""
    return float(np.log(after[1] / before[1]) / np.log(after[0] / before[0]))


def extrapolated(sizes: pd.Series, names: int) -> float:
    """Return the cost at `names` if it goes on as between the last two sizes: costs, indexed by names.

    It is not measured: what starts to swap, or another way of searching, goes another way.
    """
    (first, last), costs = sizes.index[-2:], sizes.iloc[-2:].tolist()
    grows = exponent((first, costs[0]), (last, costs[1]))
    return float(costs[1] * (names / last) ** grows)


def growth_lines(table: pd.DataFrame, *, beyond: int) -> Iterator[str]:
    """Return tables of seconds, processor seconds and peak memory: of each rule and step, by size.

    Beside the costs stand the exponents between sizes, and the costs `beyond`, extrapolated. Of several rows
    of a size the last counts. Raise ValueError for fewer than two sizes.
    """
    table = table.drop_duplicates("names", keep="last").set_index("names").sort_index()
    if len(table) < 2:
        raise ValueError(f"sizes: found {len(table)}, expected two at least")
    pairs = list(dict.fromkeys([*pairwise(table.index), (table.index[0], table.index[-1])]))
    head = [*(f"{names:,}" for names in table.index), *(f"n^, {a:,} to {b:,}" for a, b in pairs)]
    for quantity in (SECONDS, PROCESSOR, PEAK):
        yield f"| {quantity.removesuffix(': ')} | {' | '.join(head)} | {beyond:,}, extrapolated |"
        yield "|---" + "|--:" * (len(head) + 1) + "|"
        for column in (name for name in table.columns if name.startswith(quantity)):
            sizes = table[column]
            cells = [f"{cost:,.1f}" for cost in sizes]
            cells += [f"{exponent((a, sizes[a]), (b, sizes[b])):.2f}" for a, b in pairs]
            cells.append(f"{_ahead(table, column, quantity, beyond):,.0f}")
            shown = ("" if cell == "nan" else cell for cell in cells)
            yield f"| {column.removeprefix(quantity)} | {' | '.join(shown)} |"
        yield ""


def _ahead(table: pd.DataFrame, column: str, quantity: str, names: int) -> float:
    """Extrapolate a cost; that of a step by its rules, since the steepest of them comes to dominate."""
    name = column.removeprefix(quantity)
    if name == WALL:
        return float("nan")
    rules = (f"{quantity}{rule}" for rule in GROUPS.get(name, (name,)))
    ahead = pd.Series([extrapolated(table[rule], names) for rule in rules if rule in table], dtype=float)
    return float(ahead.max() if quantity == PEAK else ahead.sum(min_count=1))
