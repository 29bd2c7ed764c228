"""Clusters: the components of the graph of neighbours, joined from the cut that validation chose."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from clippings import running, tables
from clippings.folds import ALL, decided_in, fold_numbers, in_fold
from clippings.linkage.decision.cut import Cut, read_validation, tune_cut
from clippings.linkage.decision.graph import components, read_edges
from clippings.linkage.decision.thresholds import separate
from clippings.linkage.neighbours import Files, chosen_values, read_neighbours
from clippings.model_file import Carried
from clippings.rows import Row, is_carried, name_of, of_row, uses_labels, weighs_all
from clippings.sides import exclusions, is_query
from clippings.truth import group_of

Settings = dict[str, int]


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

    `settings` are `neighbours`, how many were searched for, and `giant`, the size of a large cluster;
    `default` is the cut without validation; `choices` holds image weights and lengths of n-grams. The
    row that weighs all evidence by the model `carried` is cut at the threshold of that.
    """
    memberships, cuts = [], []
    for fold in fold_numbers(records):
        own = in_fold(records, fold)
        # Where all evidence is weighed with labels, the cut is tuned on all that taught the scorer of a fold.
        taught = own if fold == ALL else own.assign(split=own["split"].replace("train", "val"))
        for row in running.progress(rows, what="rows clustered"):
            neighbours = read_neighbours(neighbour_files, row, fold=fold)
            tuned = tune_row(neighbours, taught if weighs_all(row) else own, row=row, default=default)
            if carried and is_carried(row) and weighs_all(row):
                tuned = Cut(carried.threshold, None, 0)
            clustered, cut = cluster_row(neighbours, own, tuned=tuned, settings=settings)
            name, chosen = {**name_of(row), "fold": fold}, chosen_values(choices, row, fold=fold)
            weight, length = chosen.get("image_weight"), chosen.get("ngram_length")
            cuts.append({**name, **cut, "image_weight": weight, "length": length})
            prefix = "" if fold == ALL else f"{fold}:"
            memberships.append(clustered.assign(**name, cluster=prefix + clustered["cluster"]))
    together = pd.concat(memberships, ignore_index=True).reindex(columns=tables.MEMBERSHIPS.names)
    return together, pd.DataFrame(cuts).reindex(columns=tables.CUTS.names)


def tune_row(neighbours: pd.DataFrame, records: pd.DataFrame, *, row: Row, default: float) -> Cut:
    """Choose the cut of one row on validation; without labels, separate the scores of all edges."""
    if uses_labels(row):
        return tune_cut(read_validation(neighbours, records), default=default)
    separated, _ = separate(neighbours["score"])
    return Cut(default if separated is None else separated, None, 0)


def cluster_row(
    neighbours: pd.DataFrame, records: pd.DataFrame, *, tuned: Cut, settings: Settings
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Cluster validation and test records by the cut of one row, each split alone.

    Returns them with entity and cluster, and the cut with the counts of clusters of all records.
    """
    members = records[is_query(records)]
    known = [
        cluster(part, neighbours, cut=tuned.cut).assign(
            split=part["split"].to_numpy(), entity=group_of(part).to_numpy()
        )
        for part in (members[members["split"] == split] for split in ("val", "test"))
    ]
    clustered = cluster(members, neighbours, cut=tuned.cut)
    sizes = clustered["cluster"].value_counts()
    # No edge joins two records of one page, but a third record may.
    by_page = clustered.assign(page=exclusions(members)[1])
    # Beyond the last neighbour there may be others as near.
    last = neighbours[neighbours["rank"] == settings["neighbours"]]
    return pd.concat(known, ignore_index=True), {
        **tuned._asdict(),
        "full": int((last["score"] >= tuned.cut).sum()),
        "clusters": len(sizes),
        "largest": int(sizes.max()) if len(sizes) else 0,
        "giants": int((sizes > settings["giant"]).sum()),
        "same_page": int(by_page.duplicated(["cluster", "page"], keep=False).sum()),
    }


def cluster(records: pd.DataFrame, neighbours: pd.DataFrame, *, cut: float) -> pd.DataFrame:
    """Cluster the records (n,) by the edges among them that reach the cut: record, cluster, score.

    A cluster is named after the first of its records by id; `score` is the best edge of a record within it. A
    record without an edge, such as one without image or text, is a singleton without a score.
    """
    ids = pd.Index(records["record"])
    within = read_edges(neighbours, ids).at_least(cut)
    labels = components(within, len(ids))
    best = np.full(len(ids), -np.inf)
    for ends in (within.ones, within.others):
        np.maximum.at(best, ends, within.scores)
    clustered = pd.DataFrame({"record": ids.to_numpy(), "score": np.where(best > -np.inf, best, np.nan)})
    return clustered.assign(cluster=clustered.groupby(labels)["record"].transform("min"))


def list_clusters(
    records: pd.DataFrame, neighbour_files: Files, *, cuts: pd.DataFrame, row: Row, giant: int
) -> pd.DataFrame:
    """List all records of a dataset in the clusters of one row, the largest first: the table clusters.

    Of folds, each record is listed as the fold that decides it clusters the records that it decides.
    """
    texts = [row["ocr"]] if row["ocr"] in tables.OCRS else list(tables.OCRS)
    details = pd.DataFrame(
        {
            "record": records["record"],
            "image": records["path"].fillna(records["page"]) if "path" in records else records["page"],
            "caption": records[texts].bfill(axis=1).iloc[:, 0],
            "split": records["split"],
        }
    )
    parts = []
    for fold in fold_numbers(records):
        own = records[is_query(records) & decided_in(records, fold)]
        neighbours, cut = (
            read_neighbours(neighbour_files, row, fold=fold),
            of_row(cuts, row, fold=fold)["cut"].item(),
        )
        parts.append(cluster(own, neighbours, cut=cut))
    listed = pd.concat(parts, ignore_index=True).merge(details, on="record")
    listed["size"] = listed.groupby("cluster")["record"].transform("size")
    listed["giant"] = listed["size"] > giant
    listed = listed.rename(columns={"record": "record_id", "cluster": "cluster_id"})
    order = ["size", "cluster_id", "record_id"]
    return listed.sort_values(order, ascending=[False, True, True])[tables.CLUSTERS.names]
