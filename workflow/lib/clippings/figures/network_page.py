"""A supply chain to explore in a browser: one HTML file that needs no network."""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from bokeh.embed import file_html
from bokeh.layouts import column
from bokeh.models import ColumnDataSource, CustomJS, HoverTool
from bokeh.models.layouts import Column, LayoutDOM
from bokeh.models.renderers import GlyphRenderer
from bokeh.models.widgets import AutocompleteInput, Div
from bokeh.plotting import figure
from bokeh.resources import INLINE
from matplotlib.colors import Normalize

from clippings.figures import network_look as look
from clippings.figures.style import BLUE, ORANGE
from clippings.running import atomic

PIXELS = {"smallest": 4.0, "unit": 5.0, "largest": 32.0}
EDGE = "#7F7F7F"
UNIQUE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HEAD = """{% block preamble %}
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>
  html, body {height: 100%; margin: 0; font-family: system-ui, sans-serif}
  body {box-sizing: border-box; padding: 8px}
</style>
{% endblock %}"""
DETAILS: dict[str, str | None] = {"font-size": "13px", "line-height": "1.5", "overflow-y": "auto"}
# What a chosen firm shows: its edges in two colours, its partners by name.
SHOW = """
// Of firms that overlap, the last is on top.
if (nodes.selected.indices.length > 1) {
  nodes.selected.indices = nodes.selected.indices.slice(-1)
  return
}
const [node] = nodes.selected.indices
const escape = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;")
const ending = (end) => [...edges.data[end].keys()].filter((i) => edges.data[end][i] === node)
const named = (rows, end) =>
  rows.map((i) => escape(nodes.data.name[edges.data[end][i]])).join("、") || "none"
const bought = node === undefined ? [] : ending("customer")
const sold = node === undefined ? [] : ending("supplier")
edges.data.colour.fill(plain)
for (const i of bought) edges.data.colour[i] = buys
for (const i of sold) edges.data.colour[i] = sells
edges.selected.indices = [...bought, ...sold]
edges.change.emit()
details.text = node === undefined ? legend
  : `<b>${escape(nodes.data.name[node])}</b>, degree ${nodes.data.degree[node]},`
  + ` distance ${nodes.data.shown[node]}<br>`
  + `<span style="color:${buys}">━</span> suppliers: ${named(bought, "supplier")}<br>`
  + `<span style="color:${sells}">━</span> customers: ${named(sold, "customer")}`
"""
FIND = "nodes.selected.indices = [nodes.data.name.indexOf(cb_obj.value)].filter((i) => i >= 0)"


def write_pages(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    paths: Mapping[str, str | Path],
    *,
    methods: Mapping[str, str],
) -> None:
    """Write the page of each graph in `paths`, with one scale of colours; the same bytes in each run."""
    scale, ruler = look.shared_scale(nodes), look.shared_ruler(nodes, **PIXELS)
    for name, path in paths.items():
        title = f"Supply chain {name}: {look.describe_graph(name, methods)}"
        # Hubs first, so that small nodes lie on top of them.
        part = nodes[nodes["graph"] == name].sort_values(["degree", "node"], ascending=[False, True])
        sources = _node_source(part, scale, ruler), _edge_source(part, edges[edges["graph"] == name])
        save_page(_page(*sources, title=title, words=legend(scale)), path, title=title)


def save_page(page: LayoutDOM, path: str | Path, *, title: str) -> None:
    """Write a Bokeh layout; a process that writes the same pages in the same order writes the same bytes."""
    text = file_html(page, INLINE, title, template=HEAD)
    # Bokeh draws some ids at random; numbered in their order they are the same in each run.
    numbers: dict[str, str] = {}
    text = UNIQUE.sub(lambda match: numbers.setdefault(match[0], f"part-{len(numbers)}"), text)
    with atomic(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def legend(scale: Normalize) -> str:
    """Explain the colours in HTML."""
    steps = pd.Series(np.linspace(*look.ends_of(scale), 5))
    shades = "".join(f'<span style="color:{shade}">⬤</span>' for shade in look.node_colours(steps, scale))
    near, far = look.ends_of(scale)
    return (
        f"{near:.0f} {shades} {far:.0f} or more: {look.SCALE};"
        f' <span style="color:{look.OUTLINE}">◯</span> none is reached. Choose a firm to see its partners.'
    )


def _page(nodes: ColumnDataSource, edges: ColumnDataSource, *, title: str, words: str) -> Column:
    plot = _plot(nodes, edges, title)
    details = Div(text=words, height=84, sizing_mode="stretch_width", styles=DETAILS)
    find = AutocompleteInput(
        placeholder="find a firm",
        completions=sorted(set(nodes.data["name"])),
        search_strategy="includes",
        min_characters=1,
        sizing_mode="stretch_width",
    )
    names = {"nodes": nodes, "edges": edges, "details": details, "plain": EDGE, "buys": ORANGE, "sells": BLUE}
    nodes.selected.js_on_change("indices", CustomJS(args={**names, "legend": words}, code=SHOW))
    find.js_on_change("value", CustomJS(args={"nodes": nodes}, code=FIND))
    return column(find, plot, details, sizing_mode="stretch_both")


def _plot(nodes: ColumnDataSource, edges: ColumnDataSource, title: str) -> figure:
    plot = figure(
        title=title,
        tools="pan,wheel_zoom,tap,reset,save",
        active_scroll="wheel_zoom",
        match_aspect=True,
        sizing_mode="stretch_both",
        min_height=260,
    )
    plot.axis.visible = plot.grid.visible = False
    plot.toolbar.logo = None
    _draw_edges(plot, edges)
    circles = _draw_nodes(plot, nodes)
    tips = [("name", "@name"), ("degree", "@degree"), ("distance", "@shown")]
    plot.add_tools(HoverTool(renderers=[circles], tooltips=tips, limit=3))
    return plot


def _draw_edges(plot: figure, edges: ColumnDataSource) -> GlyphRenderer:
    drawn = plot.segment(
        "x0", "y0", "x1", "y1", source=edges, line_color="colour", line_alpha=0.35, line_width=0.6
    )
    drawn.selection_glyph = drawn.glyph.clone(line_alpha=1.0, line_width=2.0)
    drawn.nonselection_glyph = drawn.glyph.clone(line_alpha=0.12)
    return drawn


def _draw_nodes(plot: figure, nodes: ColumnDataSource) -> GlyphRenderer:
    drawn = plot.scatter(
        "x", "y", source=nodes, size="size", fill_color="fill", line_color="line", line_width=0.8
    )
    drawn.selection_glyph = drawn.glyph.clone(line_color="#D00000", line_width=3)
    drawn.nonselection_glyph = drawn.glyph.clone(fill_alpha=0.25, line_alpha=0.25)
    return drawn


def _node_source(nodes: pd.DataFrame, scale: Normalize, ruler: look.Ruler) -> ColumnDataSource:
    far = nodes["distance"]
    return ColumnDataSource(
        {
            "x": nodes["x"].to_numpy(np.float32),
            "y": nodes["y"].to_numpy(np.float32),
            "name": nodes["name"].fillna(nodes["node"]).tolist(),
            "degree": nodes["degree"].to_numpy(np.int32),
            "shown": far.round(2).map("{:g}".format).where(far.notna(), "none is reached").tolist(),
            "size": ruler.diameters(nodes["degree"].to_numpy()).astype(np.float32),
            "fill": look.node_colours(far, scale),
            "line": np.where(far.isna(), look.OUTLINE, "#333333").tolist(),
        }
    )


def _edge_source(nodes: pd.DataFrame, edges: pd.DataFrame) -> ColumnDataSource:
    places = pd.Index(nodes["node"])
    ends = {end: places.get_indexer(edges[end]).astype(np.int32) for end in ("supplier", "customer")}
    corners = {
        f"{axis}{number}": nodes[axis].to_numpy(np.float32)[place]
        for number, place in enumerate(ends.values())
        for axis in "xy"
    }
    return ColumnDataSource({**ends, **corners, "colour": [EDGE] * len(edges)})
