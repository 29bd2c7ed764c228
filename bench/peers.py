"""Link with other tools the records that the workflow linked, and write the rows of both into one table.

A tool is given folded texts and the labels of the training part, and returns scores of pairs. Neighbours,
truth, thresholds and intervals are those of every row of the results table.
"""

import argparse
from collections.abc import Callable
from itertools import product
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from measure_speed import in_process
from peer_texts import Scores, Texts
from peer_tools import PEERS, Peer

from clippings import frames, tables
from clippings.evaluation.outcomes import of_test
from clippings.evaluation.scores import score_rows
from clippings.folds import fold_numbers, in_fold
from clippings.linkage.candidates.ranking import Pairs, rank, sides_of
from clippings.linkage.decision.outcomes import judge_rows
from clippings.linkage.neighbours import Searched, write_searches
from clippings.rows import Row
from clippings.running import atomic, write_text
from clippings.sides import is_query, is_target
from clippings.spelling import fold_forms, fold_words
from clippings.truth import group_of

K = 10
# As the config has them: `linkage: default_threshold`, `evaluation: bootstrap`.
DEFAULT_THRESHOLD, RESAMPLES, SEED = 0.75, 10_000, 0
NUMBERS = [f"{score}{end}" for score in ("top1", "accuracy") for end in ("", "_low", "_high")]
NAMED = ["dataset", "ocr", "tool", "configuration", "labels"]
COLUMNS = [*NAMED, "n", "n_all", *NUMBERS, "seconds", "memory_gib"]
HEADINGS = [*NAMED, "top-1 accuracy", "no-match accuracy", "seconds", "memory, GiB"]


class Material(NamedTuple):
    """How the texts of a dataset are folded, whether they are of several words, and what makes its scores."""

    fold: Callable[[str], str]
    words: bool
    command: str


MATERIAL = {
    "pr_tk": Material(fold_forms, False, "make tables"),
    "pr_tk_address": Material(fold_forms, False, "make tables"),
    "catalogues": Material(fold_words, True, "make catalogues"),
}


def main(arguments: list[str] | None = None) -> None:
    """Run the tools, each in a process of its own, score them, and write both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", nargs="*", choices=MATERIAL, default=list(MATERIAL))
    tools = list(dict.fromkeys(peer.tool for peer in PEERS))
    parser.add_argument("--tools", nargs="*", choices=tools, default=tools)
    parser.add_argument("--results", type=Path, default=Path("results"), help="of the run to compare with")
    parser.add_argument("--output", type=Path, default=Path("results/bench"))
    given = parser.parse_args(arguments)
    try:
        ours = [rows_of_ours(given.results, dataset) for dataset in given.datasets]
    except ValueError as error:
        raise SystemExit(f"peers: {error}") from None
    theirs = [rows_of_peers(given, dataset) for dataset in given.datasets]
    both = [part for pair in zip(ours, theirs, strict=True) for part in pair]
    rows = pd.concat([part.reindex(columns=COLUMNS) for part in both], ignore_index=True)
    with atomic(given.output / "peers.csv") as path:
        rows.to_csv(path, index=False)
    write_text(as_markdown(pd.concat([*map(without_most_strings, both)])), given.output / "peers.md")
    print((given.output / "peers.md").read_text(encoding="utf-8"))


def rows_of_ours(results: Path, dataset: str) -> pd.DataFrame:
    """Read the scores of the rows of the results table; raise ValueError where the run has not made them."""
    folder = results / dataset / "scores"
    if not (folder / "averages.csv").exists():
        command = MATERIAL[dataset].command
        raise ValueError(f"{folder}: found no averages.csv, expected the scores of a run: {command}")
    averages = frames.read(folder / "averages.csv", tables.AVERAGES)
    ends = averages.rename(columns={"mean": "", "low": "_low", "high": "_high"})
    spread = ends.pivot(index=["method", "ocr"], columns="score", values=["", "_low", "_high"])
    spread.columns = [score + end for end, score in spread.columns]
    kinds = frames.read(folder / "scores.csv", tables.SCORES).drop_duplicates(["method", "ocr"])
    rows = kinds[["dataset", "method", "ocr", "modality", "supervision"]].merge(
        spread.reset_index()[["method", "ocr", "n", "n_all", *NUMBERS]], on=["method", "ocr"]
    )
    labels = rows["supervision"].isin(["sup", "unaligned"]).map({True: "training part", False: "none"})
    return rows.assign(tool="clippings", configuration=rows["method"], labels=labels)


def rows_of_peers(given: argparse.Namespace, dataset: str) -> pd.DataFrame:
    """Link a dataset with each tool, from each of its texts, and score the links as those of our own rows."""
    path, rows, files, costs = given.results / dataset / "records/records.parquet", [], [], []
    records = frames.read(path, tables.RECORDS)
    chosen = [
        (number, peer)
        for number, peer in enumerate(PEERS)
        if peer.tool in given.tools and peer.words == MATERIAL[dataset].words
    ]
    ocrs = [ocr for ocr in tables.OCRS if records[ocr].notna().any()]
    for ocr, (number, peer) in product(ocrs, chosen):
        file = given.output / f"peers/{dataset}/{ocr}-{number}.parquet"
        seconds, memory = in_process("peers", "link", path, number, dataset=dataset, ocr=ocr, output=file)
        files.append(file)
        rows.append(row_of(peer, ocr))
        costs.append({**peer.described(), "seconds": seconds, "memory_gib": memory})
        print(f"{dataset}, {ocr}: {rows[-1]['method']}: {seconds:.0f} s", flush=True)
    return score(records, files, rows=rows, dataset=dataset).join(pd.DataFrame(costs))


def score(records: pd.DataFrame, files: list[Path], *, rows: list[Row], dataset: str) -> pd.DataFrame:
    """Score the neighbours in `files`, a line a row, as judge_queries and score_links do."""
    choices = pd.DataFrame(columns=tables.CHOICES.names)
    outcomes, thresholds, _ = judge_rows(
        records, files, choices=choices, rows=rows, default=DEFAULT_THRESHOLD
    )
    scores, _ = score_rows(
        of_test(outcomes), thresholds, rows=rows, dataset=dataset, resamples=RESAMPLES, seed=SEED
    )
    return scores


def link(path: Path, number: int, *, dataset: str, ocr: str, output: Path) -> float:
    """Write the neighbours that one of the tools finds in each fold; return its processor seconds."""
    records, peer = frames.read(path, tables.RECORDS), PEERS[number]
    texts = texts_of(records, ocr, fold=MATERIAL[dataset].fold)
    start = process_time()
    scores = list(peer.of(texts))
    seconds = process_time() - start
    searches = (
        Searched(row_of(peer, ocr), fold, neighbours_of(table, records, fold))
        for fold, table in zip(fold_numbers(records), scores, strict=True)
    )
    write_searches(searches, output, choices=output.with_suffix(".csv"))
    return seconds


def row_of(peer: Peer, ocr: str) -> Row:
    """Name a tool as a row of the results table."""
    supervision = "sup" if peer.learns else "none"
    method = f"{peer.tool}: {peer.configuration}"
    return {"method": method, "supervision": supervision, "modality": "string", "ocr": ocr, "seed": None}


def texts_of(records: pd.DataFrame, ocr: str, *, fold: Callable[[str], str]) -> Texts:
    """Fold the fields of queries and targets, and mark the queries of the training part of each fold."""
    fields = records[ocr].fillna("").str.split(tables.SEPARATOR, expand=True).fillna("").map(fold)
    fields = fields.astype(object).where(fields != "", None).add_prefix("field_").set_index(records["record"])
    queries, targets = is_query(records), is_target(records)
    groups = group_of(records).to_numpy(dtype=object)
    splits = (in_fold(records, number)["split"].to_numpy()[queries] for number in fold_numbers(records))
    training = [split == "train" for split in splits]
    return Texts(fields[queries], fields[targets], (groups[queries], groups[targets]), training)


def neighbours_of(scores: Scores, records: pd.DataFrame, fold: int) -> pd.DataFrame:
    """Rank the scored targets of each validation and test query of a fold: the K best, and what ties."""
    decided = in_fold(records, fold)["split"].isin(["val", "test"]).to_numpy()[is_query(records)]
    rows, columns = np.nonzero(~np.isnan(scores) & decided[:, None])
    queries, targets = sides_of(records)
    return rank(
        Pairs(rows, columns, scores[rows, columns]),
        queries.take(np.flatnonzero(is_query(records))),
        targets.take(np.flatnonzero(is_target(records))),
        k=K,
    )


def without_most_strings(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep of our string rows the best of each OCR."""
    strings = (rows["tool"] == "clippings") & (rows["modality"] == "string")
    best = rows[strings].groupby("ocr")["top1"].idxmax()
    return rows[~strings | rows.index.isin(best)]


def as_markdown(rows: pd.DataFrame) -> str:
    """Write the rows as a Markdown table."""
    lines = [HEADINGS, ["---"] * len(HEADINGS)]
    for row in rows.to_dict("records"):
        numbers = [with_interval(row, "top1"), with_interval(row, "accuracy")]
        costs = ["" if pd.isna(row[name]) else f"{row[name]:.1f}" for name in ("seconds", "memory_gib")]
        lines.append([*(row[name] for name in NAMED), *numbers, *costs])
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def with_interval(row: dict[str, Any], name: str) -> str:
    """Write a number with the ends of its interval."""
    return "{:.3f} [{:.3f}, {:.3f}]".format(*(row[f"{name}{end}"] for end in ("", "_low", "_high")))


if __name__ == "__main__":
    main()
