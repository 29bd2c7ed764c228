"""How far the graphs of links are from the true one, in edges, degrees and distances."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from clippings.figures.network_edges import TRUTH
from clippings.tables import NETWORK_DISTANCES


def compare_networks(nodes: pd.DataFrame, edges: pd.DataFrame, *, methods: Mapping[str, str]) -> pd.DataFrame:
    """Describe each graph in one row, and how far it is from the truth, where that is known.

    Distributions are compared by the Kolmogorov–Smirnov statistic (0 to 1) and the Wasserstein distance (in
    degrees, in steps). Nodes that reach no group have no distance; `reaching` is the share of the others.
    """
    by_graph = {str(name): part for name, part in nodes.groupby("graph")}
    truth = by_graph.get(TRUTH)
    words = {TRUTH: "truth", **methods}
    rows = [
        {"graph": name, "method": words[name]}
        | _size(part, edges[edges["graph"] == name])
        | _shift(part, truth)
        for name, part in by_graph.items()
    ]
    return pd.DataFrame(rows).reindex(columns=NETWORK_DISTANCES.names)


def _size(nodes: pd.DataFrame, edges: pd.DataFrame) -> dict[str, Any]:
    return {
        "nodes": len(nodes),
        "edges": len(edges),
        "true_edges": edges["true"].sum() if edges["true"].notna().any() else np.nan,
        "components": nodes["component"].nunique(),
        "largest": (nodes["component"] == 1).mean(),
        "mean_degree": nodes["degree"].mean(),
        "mean_distance": nodes["distance"].mean(),
        "reaching": nodes["distance"].notna().mean(),
    }


def _shift(nodes: pd.DataFrame, truth: pd.DataFrame | None) -> dict[str, Any]:
    if truth is None:
        return {}
    shift: dict[str, Any] = {}
    for column in ("degree", "distance"):
        found, known = nodes[column].dropna(), truth[column].dropna()
        # Where nothing reaches a group there is no distribution to compare.
        comparable = len(found) > 0 and len(known) > 0
        shift[f"{column}_ks"] = (
            stats.ks_2samp(found, known, method="asymp").statistic if comparable else np.nan
        )
        shift[f"{column}_wasserstein"] = stats.wasserstein_distance(found, known) if comparable else np.nan
    return shift
