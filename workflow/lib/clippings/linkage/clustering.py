"""Clusters: the components of the graph of neighbours, joined from the cut that validation chose."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from clippings import frames, running, tables
from clippings.linkage.cut import joining_edges, read_validation, tune_cut
from clippings.linkage.graph import components, read_edges
from clippings.rows import of_row
from clippings.sides import is_query, kept_apart
from clippings.truth import group_of

NAME = ("method", "ocr", "seed")
Files = Sequence[str | Path]


def cluster_folds(
    records: Sequence[pd.DataFrame],
    neighbour_files: Files,
    *,
    folds: Sequence[str],
    rows: Sequence[dict[str, Any]],
    choice_files: Files,
    settings: dict[str, Any],
    default: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cluster by each row the records of a dataset, or of each of its folds, which `folds` names.

    `neighbour_files` are those of all rows of the first fold, then of the next; so are `choice_files`, of the
    rows whose `choice` names one, with the image weight or the length of n-grams. `settings` are those of
    `joining_edges`, with `neighbours` and `giant`; `default` is the cut without validation. Returns
    memberships, cuts.
    """
    files, choices = iter(neighbour_files), iter(choice_files)
    memberships, cuts = [], []
    for fold, found in zip(folds, records, strict=True):
        for row in running.progress(rows, what=f"rows of {fold}"):
            neighbours = frames.read(next(files), tables.NEIGHBOURS)
            chosen = read_choice(next(choices)) if row["choice"] else {}
            joined, cut = cluster_row(neighbours, found, settings=settings, default=default)
            name = {"fold": fold, **{key: row[key] for key in NAME}}
            cuts.append({**name, **cut, **chosen})
            prefix = f"{fold}:" if len(folds) > 1 else ""
            memberships.append(joined.assign(**name, cluster=prefix + joined["cluster"]))
    together = pd.concat(memberships, ignore_index=True)
    return (
        together.reindex(columns=tables.MEMBERSHIPS.names),
        pd.DataFrame(cuts).reindex(columns=tables.CUTS.names),
    )


def cluster_row(
    neighbours: pd.DataFrame, records: pd.DataFrame, *, settings: dict[str, Any], default: float
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Choose the cut of one row on validation; cluster validation and test records by it, either alone.

    Returns them with entity and cluster, and the cut with what it makes of all records.
    """
    tuned = tune_cut(read_validation(neighbours, records), settings=settings, default=default)
    asking = records[is_query(records)]
    parts = [asking[asking["split"] == split] for split in ("val", "test")]
    known = [
        cluster(part, neighbours, cut=tuned.cut, settings=settings).assign(
            split=part["split"].to_numpy(), entity=group_of(part).to_numpy()
        )
        for part in parts
    ]
    joined = cluster(asking, neighbours, cut=tuned.cut, settings=settings)
    sizes = joined["cluster"].value_counts()
    # No edge joins two records of one page, but a third record may.
    by_page = joined.assign(page=kept_apart(asking)[1])
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


def cluster(
    records: pd.DataFrame, neighbours: pd.DataFrame, *, cut: float, settings: dict[str, Any]
) -> pd.DataFrame:
    """Cluster the records (n,) by the edges among them that reach the cut: record, cluster, score.

    A cluster is named after the first of its records by id; `score` is the best edge of a record within it. A
    record without an edge, for want of image or text too, is a singleton without a score.
    """
    ids = pd.Index(records["record"])
    edges = read_edges(neighbours, ids)
    labels = components(joining_edges(edges, len(ids), settings=settings).at_least(cut), len(ids))
    within = edges.of((labels[edges.ones] == labels[edges.others]) & (edges.scores >= cut))
    best = np.full(len(ids), -np.inf)
    for ends in (within.ones, within.others):
        np.maximum.at(best, ends, within.scores)
    clustered = pd.DataFrame({"record": ids.to_numpy(), "score": np.where(best > -np.inf, best, np.nan)})
    return clustered.assign(cluster=clustered.groupby(labels)["record"].transform("min"))


def list_clusters(
    records: Sequence[pd.DataFrame],
    neighbour_files: Files,
    *,
    cuts: pd.DataFrame,
    row: dict[str, Any],
    settings: dict[str, Any],
) -> pd.DataFrame:
    """List all records of a dataset in the clusters of one row, the largest first.

    Of folds, each record is listed as the fold that tests it clusters it; one without truth, as the first
    fold does. `neighbour_files` holds one file a fold, and `cuts` one row a fold.
    """
    chosen = of_row(cuts, row)["cut"]
    parts = []
    for place, (found, path, cut) in enumerate(zip(records, neighbour_files, chosen, strict=True)):
        own = found[is_query(found)]
        if len(records) > 1:
            own = own[own["split"].isin(["test", "none"] if place == 0 else ["test"])]
        joined = cluster(own, frames.read(path, tables.NEIGHBOURS), cut=cut, settings=settings)
        details = _details(own, row["ocr"]).assign(record=own["record"])
        parts.append(joined.merge(details, on="record"))
    listed = pd.concat(parts, ignore_index=True)
    listed["size"] = listed.groupby("cluster")["record"].transform("size")
    listed["giant"] = listed["size"] > settings["giant"]
    listed = listed.rename(columns={"record": "record_id", "cluster": "cluster_id"})
    order = ["size", "cluster_id", "record_id"]
    return listed.sort_values(order, ascending=[False, True, True])[tables.CLUSTERS.names]


def read_choice(path: str | Path) -> dict[str, Any]:
    """Read what was chosen before a row was searched: its image weight, or the length of its n-grams."""
    found = json.loads(Path(path).read_text(encoding="utf-8"))
    names = {"weight": "image_weight", "length": "length"}
    return {names[key]: found[key] for key in names if key in found}


def _details(records: pd.DataFrame, ocr: str) -> pd.DataFrame:
    texts = [ocr] if ocr in tables.OCRS else list(tables.OCRS)
    image = records["path"].fillna(records["page"]) if "path" in records else records["page"]
    return pd.DataFrame(
        {"image": image, "caption": records[texts].bfill(axis=1).iloc[:, 0], "split": records["split"]}
    )
