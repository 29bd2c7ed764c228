"""Pictures and pages of networks, and the script that makes them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import chains
import igraph
import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.figures import network_plot as look

ROOT = Path(__file__).parents[3]


FILES = {
    **{name: f"{name}.csv" for name in ("nodes", "edges", "distances")},
    "g1_graph": "g1.graphml",
    "g2_graph": "g2.graphml",
    "g1": "g1.html",
    "g2": "g2.html",
    "png": "network.png",
    "svg": "network.svg",
}


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """A folder with the records and links of the small chain."""
    folder = tmp_path_factory.mktemp("chain")
    frames.write(chains.records(), folder / "records.parquet", tables.RECORDS)
    frames.write(chains.links(), folder / "links.csv", tables.LINKS)
    return folder


def draw(chain, folder, seed):
    """Run `draw_networks` in a process of its own, as the workflow does; return its outputs."""
    output = {name: str(chain / folder / file) for name, file in FILES.items()}
    code = f"""
import runpy
from types import SimpleNamespace as Given
given = Given(input=Given(records={str(chain / "records.parquet")!r}, links={str(chain / "links.csv")!r}),
              output=Given(**{output!r}), log=[{str(chain / folder / "draw_networks.log")!r}],
              params=Given(methods={chains.METHODS!r}, groups=["三井"], seed=42, resolution=60))
runpy.run_path({str(ROOT / "workflow/scripts/draw_networks.py")!r}, init_globals={{"snakemake": given}})
"""
    environment = {"PYTHONPATH": str(ROOT / "workflow/lib"), "PYTHONHASHSEED": seed, "HOME": str(chain)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return output


@pytest.fixture(scope="module")
def built(chain):
    """The outputs of `draw_networks` for the small chain."""
    return draw(chain, "first", "1")


def test_all_is_the_same_bytes_in_each_run_and_needs_no_network(chain, built):
    again = draw(chain, "second", "2")
    first, second = ({n: Path(p).read_bytes() for n, p in run.items()} for run in (built, again))
    assert first == second and set(first) == set(FILES)
    page = first["g1"].decode()
    assert json.dumps("三井物産") in page
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?:", page)
    assert b"links by bad/noisy" in first["svg"] and b"truth" in first["svg"]


def test_graphml_holds_the_graph_that_was_built(built):
    graph = igraph.Graph.Read_GraphML(built["g1_graph"])
    edges = frames.read(built["edges"], tables.NETWORK_EDGES).query("graph == 'g1'")
    names = graph.vs["node"]
    found = {(names[edge.source], names[edge.target]): edge["mentions"] for edge in graph.es}
    assert found == {(row.supplier, row.customer): row.mentions for row in edges.itertuples()}
    assert dict(zip(names, graph.vs["name"], strict=True))["m"] == "三井物産"


def test_sizes_are_the_papers():
    assert look.node_sizes(np.array([1, 15, 16, 50])) == pytest.approx([0, 0.2 * np.log(15), 2.24, 7.0])


def test_the_largest_firm_is_bounded_and_one_ruler_serves_all_graphs():
    nodes = pd.DataFrame({"degree": [1, 400]})
    ruler = look.shared_ruler(nodes, smallest=2, unit=3, largest=20)
    assert ruler.diameters(nodes["degree"].to_numpy()).tolist() == pytest.approx([2, 20])


def test_a_few_hubs_do_not_shrink_all_the_others():
    nodes = pd.DataFrame({"degree": [*np.tile([1, 5, 20, 30], 250), 900, 1200]})
    ruler = look.shared_ruler(nodes, smallest=2, unit=3, largest=20)
    assert ruler.diameters(np.array([1, 30, 900, 1200])).tolist() == pytest.approx([2, 14.6, 20, 20])


def test_the_legend_shows_degrees_that_the_eye_tells_apart_and_says_where_sizes_end():
    nodes = pd.DataFrame({"degree": [*np.tile([1, 5, 20, 30], 250), 900, 1200]})
    ruler = look.shared_ruler(nodes, smallest=2, unit=3, largest=20)
    shown = ["degree 1", "degree 15", "degree 20", "degree 30", "degree 900 or more"]
    assert list(look._shown_sizes(nodes, ruler)) == shown
    small = nodes[nodes["degree"] < 20]
    assert list(look._shown_sizes(small, look.Ruler(2, 3, 20))) == ["degree 1"]


def test_no_shade_of_a_distance_is_taken_for_the_grey_of_out_of_reach():
    scale = look.shared_scale(pd.DataFrame({"distance": np.arange(20.0)}))
    for shade in look.node_colours(pd.Series(np.linspace(0, 20, 50)), scale):
        channels = [int(shade[place : place + 2], 16) for place in (1, 3, 5)]
        assert max(channels) - min(channels) > 50


def test_far_is_lighter_than_near_and_out_of_reach_is_white():
    nodes = pd.DataFrame({"distance": [0.0, 4.0, np.nan]})
    near, far, none = look.node_colours(nodes["distance"], look.shared_scale(nodes))
    luma = [sum(int(shade[place : place + 2], 16) for place in (1, 3, 5)) for shade in (near, far, none)]
    assert luma == sorted(luma) and none == "#FFFFFF"
