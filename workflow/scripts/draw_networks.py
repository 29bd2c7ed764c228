"""Draw the supply chains side by side, and write a page to walk through each."""

from clippings import frames, tables
from clippings.figures.network_page import write_pages
from clippings.figures.network_plot import plot_networks
from clippings.running import logged

with logged(snakemake.log[0]):
    nodes = frames.read(snakemake.input.nodes, tables.NETWORK_NODES)
    edges = frames.read(snakemake.input.edges, tables.NETWORK_EDGES)
    methods, output = snakemake.params.methods, snakemake.output
    paths, resolution = [output.png, output.svg], snakemake.params.resolution
    plot_networks(nodes, edges, methods=methods, paths=paths, resolution=resolution)
    write_pages(nodes, edges, {"g1": output.g1, "g2": output.g2}, methods=methods)
