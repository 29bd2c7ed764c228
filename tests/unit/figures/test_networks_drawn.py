"""Pictures and pages of networks, and the scripts that make them."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import chains
import igraph
import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.figures import network_look as look
from clippings.figures.network_plot import _shown_sizes

ROOT = Path(__file__).parents[3]


@pytest.fixture
def built(tmp_path):
    """The files that `build_networks` writes from the small chain."""
    frames.write(chains.records(), tmp_path / "records.parquet", tables.RECORDS)
    frames.write(chains.links(), tmp_path / "links.csv", tables.LINKS)
    output = {key: str(tmp_path / f"{key}.csv") for key in ("nodes", "edges", "distances")}
    output |= {key: str(tmp_path / f"{key}.graphml") for key in ("g1", "g2")}
    given = SimpleNamespace(
        input=SimpleNamespace(records=tmp_path / "records.parquet", links=tmp_path / "links.csv"),
        output=SimpleNamespace(**output),
        params=SimpleNamespace(methods=chains.METHODS, groups=["三井"], seed=42),
        log=[str(tmp_path / "build_networks.log")],
    )
    runpy.run_path(str(ROOT / "workflow/scripts/build_networks.py"), init_globals={"snakemake": given})
    return output


def draw(built, folder, seed):
    """Run `draw_networks` in a process of its own, as the workflow does; give the bytes of its outputs."""
    folder.mkdir()
    names = ("network.png", "network.svg", "g1.html", "g2.html")
    output = dict(zip(("png", "svg", "g1", "g2"), (str(folder / name) for name in names), strict=True))
    code = f"""
import runpy
from types import SimpleNamespace as Given
given = Given(input=Given(nodes={built["nodes"]!r}, edges={built["edges"]!r}), output=Given(**{output!r}),
              params=Given(methods={chains.METHODS!r}, resolution=60),
              log=[{str(folder / "draw_networks.log")!r}])
runpy.run_path({str(ROOT / "workflow/scripts/draw_networks.py")!r}, init_globals={{"snakemake": given}})
"""
    environment = {"PYTHONPATH": str(ROOT / "workflow/lib"), "PYTHONHASHSEED": seed, "HOME": str(folder)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return {name: (folder / name).read_bytes() for name in names}


def test_all_is_the_same_bytes_in_each_run_and_needs_no_network(built, tmp_path):
    first, second = draw(built, tmp_path / "first", "1"), draw(built, tmp_path / "second", "2")
    assert first == second
    page = first["g1.html"].decode()
    assert json.dumps("三井物産") in page
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?:", page)
    assert b"links by bad/noisy" in first["network.svg"] and b"truth" in first["network.svg"]


def test_graphs_are_the_same_bytes_in_each_run(built):
    first = {key: Path(path).read_bytes() for key, path in built.items()}
    rebuild(built, "3")
    assert {key: Path(path).read_bytes() for key, path in built.items()} == first


def rebuild(built, seed):
    """Run `build_networks` in a process of its own, as the workflow does, over the files that it wrote."""
    folder = Path(built["g1"]).parent
    code = f"""
import runpy
from types import SimpleNamespace as Given
given = Given(input=Given(records={str(folder / "records.parquet")!r}, links={str(folder / "links.csv")!r}),
              output=Given(**{built!r}), log=[{str(folder / "again.log")!r}],
              params=Given(methods={chains.METHODS!r}, groups=["三井"], seed=42))
runpy.run_path({str(ROOT / "workflow/scripts/build_networks.py")!r}, init_globals={{"snakemake": given}})
"""
    environment = {"PYTHONPATH": str(ROOT / "workflow/lib"), "PYTHONHASHSEED": seed, "HOME": str(folder)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_graphml_holds_the_graph_that_was_built(built):
    graph = igraph.Graph.Read_GraphML(built["g1"])
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
    assert ruler.across(nodes["degree"].to_numpy()).tolist() == pytest.approx([2, 20])


def test_a_few_hubs_do_not_shrink_all_the_others():
    nodes = pd.DataFrame({"degree": [*np.tile([1, 5, 20, 30], 250), 900, 1200]})
    ruler = look.shared_ruler(nodes, smallest=2, unit=3, largest=20)
    assert ruler.across(np.array([1, 30, 900, 1200])).tolist() == pytest.approx([2, 14.6, 20, 20])


def test_the_legend_shows_degrees_that_the_eye_tells_apart_and_says_where_sizes_end():
    nodes = pd.DataFrame({"degree": [*np.tile([1, 5, 20, 30], 250), 900, 1200]})
    ruler = look.shared_ruler(nodes, smallest=2, unit=3, largest=20)
    shown = ["degree 1", "degree 15", "degree 20", "degree 30", "degree 900 or more"]
    assert list(_shown_sizes(nodes, ruler)) == shown
    small = nodes[nodes["degree"] < 20]
    assert list(_shown_sizes(small, look.Ruler(2, 3, 20))) == ["degree 1"]


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
