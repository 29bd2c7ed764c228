"""A supply chain to explore in a browser: one HTML file that needs no network."""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from bokeh.embed import file_html
from bokeh.layouts import column
from bokeh.models import ColumnDataSource, CustomJS, HoverTool
from bokeh.models.layouts import Column
from bokeh.models.widgets import AutocompleteInput, Div
from bokeh.plotting import figure
from bokeh.resources import INLINE
from matplotlib.colors import Normalize

from clippings.figures import network_plot as look
from clippings.figures.pages import TEMPLATES
from clippings.figures.style import BLUE, ORANGE
from clippings.running import atomic

PIXELS = {"smallest": 4.0, "unit": 5.0, "largest": 32.0}
EDGE = "#7F7F7F"
UNIQUE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DETAILS: dict[str, str | None] = {"font-size": "13px", "line-height": "1.5", "overflow-y": "auto"}
FIND = "nodes.selected.indices = [nodes.data.name.indexOf(cb_obj.value)].filter((i) => i >= 0)"


def write_pages(
    nodes: pd.DataFrame, edges: pd.DataFrame, paths: Mapping[str, str | Path], *, methods: Mapping[str, str]
) -> None:
    """Write the page of each graph in `paths`, with one scale of colours; the same bytes in each run."""
    scale, ruler = look.shared_scale(nodes), look.shared_ruler(nodes, **PIXELS)
    template = (TEMPLATES / "network.html").read_text(encoding="utf-8")
    for name, path in paths.items():
        title = f"Supply chain {name}: {look.describe_graph(name, methods)}"
        # Hubs first, so that small nodes lie on top of them.
        part = nodes[nodes["graph"] == name].sort_values(["degree", "node"], ascending=[False, True])
        sources = _node_source(part, scale, ruler), _edge_source(part, edges[edges["graph"] == name])
        page = _page(*sources, title=title, words=_legend(scale))
        text = file_html(page, INLINE, title, template=template)
        # Bokeh draws some ids at random; numbered in their order they are the same in each run.
        own = UNIQUE.findall("\n".join([title, *sources[0].data["name"]]))
        drawn = [unique for unique in dict.fromkeys(UNIQUE.findall(text)) if unique not in own]
        for number, unique in enumerate(drawn):
            text = text.replace(unique, f"part-{number}")
        with atomic(path) as temporary:
            temporary.write_text(text, encoding="utf-8")


def _legend(scale: Normalize) -> str:
    """Explain the colours in HTML."""
    far = float(scale.vmax or 1)
    colours = look.node_colours(pd.Series(np.linspace(0, far, 5)), scale)
    shades = "".join(f'<span style="color:{shade}">⬤</span>' for shade in colours)
    return (
        f"0 {shades} {far:.0f} or more: {look.SCALE};"
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
    script = (TEMPLATES / "network.js").read_text(encoding="utf-8")
    names = {"nodes": nodes, "edges": edges, "details": details, "plain": EDGE, "buys": ORANGE, "sells": BLUE}
    nodes.selected.js_on_change("indices", CustomJS(args={**names, "legend": words}, code=script))
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
    lines = plot.segment(
        "x0", "y0", "x1", "y1", source=edges, line_color="colour", line_alpha=0.35, line_width=0.6
    )
    lines.selection_glyph = lines.glyph.clone(line_alpha=1.0, line_width=2.0)
    lines.nonselection_glyph = lines.glyph.clone(line_alpha=0.12)
    circles = plot.scatter(
        "x", "y", source=nodes, size="size", fill_color="fill", line_color="line", line_width=0.8
    )
    circles.selection_glyph = circles.glyph.clone(line_color="#D00000", line_width=3)
    circles.nonselection_glyph = circles.glyph.clone(fill_alpha=0.25, line_alpha=0.25)
    tips = [("name", "@name"), ("degree", "@degree"), ("distance", "@shown")]
    plot.add_tools(HoverTool(renderers=[circles], tooltips=tips, limit=3))
    return plot


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
