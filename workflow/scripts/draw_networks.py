"""Build the supply chains of two methods' links and of the truth; compare, draw and export them."""

from clippings import frames, tables
from clippings.figures.network_measures import compare_networks, write_graphs
from clippings.figures.network_page import write_pages
from clippings.figures.network_plot import draw_networks
from clippings.figures.networks import TRUTH, build_networks
from clippings.figures.style import save_figure
from clippings.running import logged

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    nodes, edges = build_networks(
        frames.read(given.records, tables.RECORDS),
        frames.read(given.links, tables.LINKS),
        methods=params.methods,
        groups=params.groups,
        seed=params.seed,
    )
    frames.write(nodes, output.nodes, tables.NETWORK_NODES)
    frames.write(edges, output.edges, tables.NETWORK_EDGES)
    distances = compare_networks(nodes, edges, methods=params.methods, truth=TRUTH)
    frames.write(distances, output.distances, tables.NETWORK_DISTANCES)
    write_graphs(nodes, edges, {"g1": output.g1_graph, "g2": output.g2_graph})
    save_figure(
        lambda: draw_networks(nodes, edges, methods=params.methods),
        [output.png, output.svg],
        resolution=params.resolution,
    )
    write_pages(nodes, edges, {"g1": output.g1, "g2": output.g2}, methods=params.methods)
