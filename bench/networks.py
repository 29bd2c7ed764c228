"""Time the drawing of made supply chains, and a layout in which every two firms repel each other."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import igraph
import numpy as np
import pandas as pd

from clippings import tables
from clippings.figures.network_layout import ITERATIONS, place_nodes
from clippings.figures.network_measures import as_graph, describe_nodes
from clippings.figures.network_page import write_pages
from clippings.figures.network_plot import draw_networks
from clippings.figures.style import save_figure

PER_FIRM, STEEPNESS = 3, 0.7  # Edges a firm, and how much more often the first firms are drawn than the last.
GROUPS = ["三井", "三菱", "住友"]
METHODS = {"g1": "sup_multimodal/clean", "g2": "levenshtein/noisy"}
TIMED = 10  # Iterations of the plain layout, scaled to all.


def compare_sides(queries: int, targets: int, *, threads: int) -> list[dict[str, object]]:
    """Time chains of as many edges as there are `queries`, and the plain layout of one of them."""
    what = f"networks: {queries:,} edges, layout, pictures and pages"
    spent = time_growth(0, queries, threads=threads)
    return [{"what": what, "seconds": spent, "plain": time_plain(made_chains(queries)["g1"])}]


def time_growth(queries: int, targets: int, *, threads: int) -> float:
    """Time three chains of `targets` edges, in seconds: layout, distances, PNG and SVG, two pages."""
    chains = made_chains(targets)
    firms = sorted(
        {firm for edges in chains.values() for end in ("supplier", "customer") for firm in edges[end]}
    )
    names = pd.DataFrame({"name": [f"{GROUPS[int(firm[1:]) % 3]}{firm}" for firm in firms]}, index=firms)
    names.loc[[int(firm[1:]) % 100 > 2 for firm in firms], "name"] = "東京商事"
    start = perf_counter()
    draw_chains(chains, names.assign(in_index=True))
    return perf_counter() - start


def draw_chains(chains: dict[str, pd.DataFrame], names: pd.DataFrame) -> None:
    """Do what build_networks and draw_networks do with edges."""
    places = place_nodes(list(chains.values()), seed=42)
    described = [describe_nodes(e, names, groups=GROUPS).assign(graph=name) for name, e in chains.items()]
    nodes = pd.concat(described).join(places, on="node")[tables.NETWORK_NODES.names]
    edges = pd.concat(edges.assign(graph=name) for name, edges in chains.items())
    with TemporaryDirectory() as folder:
        pictures = [Path(folder, f"network.{kind}") for kind in ("png", "svg")]
        save_figure(lambda: draw_networks(nodes, edges, methods=METHODS), pictures, resolution=160)
        write_pages(nodes, edges, {name: Path(folder, f"{name}.html") for name in METHODS}, methods=METHODS)


def time_plain(edges: pd.DataFrame) -> float:
    """Time the springs of one chain without the grid that leaves far firms out, in seconds."""
    graph: igraph.Graph = as_graph(edges)
    start = perf_counter()
    graph.layout_fruchterman_reingold(niter=TIMED, grid=False)
    return (perf_counter() - start) * ITERATIONS / TIMED


def made_chains(count: int) -> dict[str, pd.DataFrame]:
    """Draw a true chain of at most `count` edges, g1 like it, and g2 with half of its edges wrong."""
    true, wrong = (_draw_edges(count, seed) for seed in (1, 2))
    half = pd.concat([true.head(count // 2), wrong.head(count - count // 2)])
    return {"g1": true, "g2": half.drop_duplicates(["supplier", "customer"]), "g0": true}


def _draw_edges(count: int, seed: int) -> pd.DataFrame:
    firms = max(2, count // PER_FIRM)
    weights = np.arange(1, firms + 1) ** -STEEPNESS
    ends = np.random.default_rng(seed).choice(firms, (2, 2 * count), p=weights / weights.sum())
    named = {
        end: [f"e{firm:06d}" for firm in part]
        for end, part in zip(("supplier", "customer"), ends, strict=True)
    }
    edges = pd.DataFrame(named).query("supplier != customer").drop_duplicates()
    return edges.head(count).assign(mentions=1)
