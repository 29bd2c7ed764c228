"""Clusters: the components of the graph of neighbours, joined from the cut that validation chose."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings import running, tables
from clippings.folds import ALL, decided_in, fold_numbers, in_fold
from clippings.linkage.decision.cut import EVEN, Cut, select_validation, tune_cut
from clippings.linkage.decision.graph import Edges, components, cut_giants, join_places
from clippings.linkage.decision.links import texts_of
from clippings.linkage.decision.thresholds import separate, undivided
from clippings.linkage.neighbours import Files, chosen_values, read_places
from clippings.model_file import Carried
from clippings.rows import Row, is_carried, name_of, of_row, uses_labels, weighs_all
from clippings.sides import exclusions, is_query
from clippings.truth import group_of

Settings = dict[str, int]


class Graph(NamedTuple):
    """The edges among the records (n,) of a dataset, and scores of neighbours: of all, and of the last."""

    edges: Edges
    scores: NDArray[np.float64]
    last: NDArray[np.float64]


def cluster_rows(
    records: pd.DataFrame,
    neighbour_files: Files,
    *,
    choices: pd.DataFrame,
    rows: Sequence[Row],
    settings: Settings,
    default: float,
    carried: Carried | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cluster by each row, in each fold, the records of validation and test: the tables memberships and cuts.

    `settings` are `neighbours`, how many were searched for, `giant`, the size of a large cluster, and where
    components are cut again `most`, the size above which they are; `default` is the cut without validation;
    `choices` holds image weights and lengths of n-grams. The row that weighs all evidence by the model
    `carried` is cut at the threshold of that.
    """
    memberships, cuts, ids = [], [], pd.Index(records["record"])
    for fold in fold_numbers(records):
        own = in_fold(records, fold)
        # Where all evidence is weighed with labels, the cut is tuned on all that taught the scorer of a fold.
        taught = own if fold == ALL else own.assign(split=own["split"].replace("train", "val"))
        for row in running.progress(rows, what="rows clustered"):
            graph = read_graph(neighbour_files, row, fold=fold, ids=ids, settings=settings)
            tuned = tune_row(graph, taught if weighs_all(row) else own, row=row, default=default)
            if carried and is_carried(row) and weighs_all(row):
                tuned = Cut(carried.threshold, None, 0)
            clustered, cut = cluster_row(graph, own, tuned=tuned, settings=settings)
            name, chosen = {**name_of(row), "fold": fold}, chosen_values(choices, row, fold=fold)
            weight, length = chosen.get("image_weight"), chosen.get("ngram_length")
            cuts.append({**name, **cut, "image_weight": weight, "length": length})
            prefix = "" if fold == ALL else f"{fold}:"
            memberships.append(clustered.assign(**name, cluster=prefix + clustered["cluster"]))
    together = pd.concat(memberships, ignore_index=True).reindex(columns=tables.MEMBERSHIPS.names)
    return together, pd.DataFrame(cuts).reindex(columns=tables.CUTS.names)


def read_graph(files: Files, row: Row, *, fold: int, ids: pd.Index, settings: Settings) -> Graph:
    """Read the graph of one row in one fold among records of these ids (n,), by their places."""
    found = read_places(files, row, fold=fold, ids=ids)
    queries, targets, ranks, scores = (found[name].to_numpy() for name in found)
    edges = join_places(queries, targets, scores, count=len(ids))
    return Graph(edges, scores, scores[ranks == settings["neighbours"]])


def tune_row(graph: Graph, records: pd.DataFrame, *, row: Row, default: float) -> Cut:
    """Choose the cut of one row on validation; without labels, separate the scores of all edges.

    `default` is that of similarities: log-odds are cut at EVEN, or where all are equal, at that score.
    """
    if uses_labels(row):
        usual = EVEN if weighs_all(row) else default
        return tune_cut(select_validation(graph.edges, records), default=usual)
    separated, _ = separate(graph.scores)
    if separated is None:
        separated = undivided(graph.scores, default=None if weighs_all(row) else default)
    return Cut(separated, None, 0)


def cluster_row(
    graph: Graph, records: pd.DataFrame, *, tuned: Cut, settings: Settings
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Cluster validation and test records by the cut of one row, each split alone.

    Returns them with entity and cluster, and the cut with the counts of clusters of all records.
    """
    joins = is_query(records)
    known = []
    for split in ("val", "test"):
        kept = joins & (records["split"] == split).to_numpy(bool)
        part = records[kept]
        found = cluster(part, graph.edges.among(kept), cut=tuned.cut, most=settings.get("most"))
        known.append(found.assign(split=part["split"].to_numpy(), entity=group_of(part).to_numpy()))
    members = records[joins]
    clustered = cluster(members, graph.edges.among(joins), cut=tuned.cut, most=settings.get("most"))
    sizes = clustered["cluster"].value_counts()
    # No edge joins two records of one page, but a third record may.
    by_page = clustered.assign(page=exclusions(members)[1])
    giants = clustered.loc[is_giant(clustered, settings), "cluster"].nunique()
    return pd.concat(known, ignore_index=True), {
        **tuned._asdict(),
        # Beyond the last neighbour there may be others as near.
        "full": int((graph.last >= tuned.cut).sum()),
        "clusters": len(sizes),
        "largest": int(sizes.max()) if len(sizes) else 0,
        "giants": giants,
        "same_page": int(by_page.duplicated(["cluster", "page"], keep=False).sum()),
    }


def cluster(records: pd.DataFrame, edges: Edges, *, cut: float, most: int | None = None) -> pd.DataFrame:
    """Cluster the records (n,) by the edges among them that reach the cut: record, cluster, score, divided.

    A cluster is named after the first of its records by id; `score` is the best edge of a record within it. A
    record without an edge, such as one without image or text, is a singleton without a score. A component of
    more than `most` records is cut again, and its records are marked as `divided`.
    """
    ids = records["record"].to_numpy(object)
    within, divided = edges.at_least(cut), np.zeros(len(ids), bool)
    if most is not None:
        within, divided = cut_giants(within, len(ids), most=most)
    labels = components(within, len(ids))
    if divided.any():
        running.say(
            f"{divided.sum():,} of {len(ids):,} records stood in components of more than {most:,} at the cut"
            f" {cut:.4f}: cut to {len(np.unique(labels[divided])):,} parts, marked as giants"
        )
    best = np.full(len(ids), -np.inf)
    for ends in (within.ones, within.others):
        np.maximum.at(best, ends, within.scores)
    order = np.argsort(ids)
    _, first = np.unique(labels[order], return_index=True)
    return pd.DataFrame(
        {
            "record": ids,
            "score": np.where(best > -np.inf, best, np.nan),
            "cluster": ids[order[first]][labels],
            "divided": divided,
        }
    )


def is_giant(clustered: pd.DataFrame, settings: Settings) -> pd.Series:
    """Mark the records whose cluster is large, or part of a component that was cut for its size."""
    sizes = clustered.groupby("cluster")["cluster"].transform("size")
    return clustered["divided"] | (sizes > settings["giant"])


def list_clusters(
    records: pd.DataFrame, neighbour_files: Files, *, cuts: pd.DataFrame, row: Row, settings: Settings
) -> pd.DataFrame:
    """List all records of a dataset in the clusters of one row, the largest first: the table clusters.

    Of folds, each record is listed as the fold that decides it clusters the records that it decides.
    """
    details = pd.DataFrame(
        {
            "record": records["record"],
            "image": records["path"].fillna(records["page"]) if "path" in records else records["page"],
            "caption": texts_of(records, row["ocr"]).to_numpy(),
            "split": records["split"],
        }
    )
    parts = []
    for fold in fold_numbers(records):
        kept = is_query(records) & decided_in(records, fold).to_numpy(bool)
        graph = read_graph(
            neighbour_files, row, fold=fold, ids=pd.Index(records["record"]), settings=settings
        )
        cut = of_row(cuts, row, fold=fold)["cut"].item()
        found = cluster(records[kept], graph.edges.among(kept), cut=cut, most=settings.get("most"))
        parts.append(found.assign(giant=is_giant(found, settings)))
    listed = pd.concat(parts, ignore_index=True).merge(details, on="record")
    listed["size"] = listed.groupby("cluster")["record"].transform("size")
    listed = listed.rename(columns={"record": "record_id", "cluster": "cluster_id"})
    order = ["size", "cluster_id", "record_id"]
    return listed.sort_values(order, ascending=[False, True, True])[tables.CLUSTERS.names]
