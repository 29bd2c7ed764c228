"""Build the supply chains that the links of two methods and the truth make, and compare them."""

from clippings import frames, tables
from clippings.figures.network_export import write_graphs
from clippings.figures.network_shift import compare_networks
from clippings.figures.networks import build_networks
from clippings.running import logged

with logged(snakemake.log[0]):
    params = snakemake.params
    nodes, edges = build_networks(
        frames.read(snakemake.input.records, tables.RECORDS),
        frames.read(snakemake.input.links, tables.LINKS),
        methods=params.methods,
        groups=params.groups,
        seed=params.seed,
    )
    distances = compare_networks(nodes, edges, methods=params.methods)
    frames.write(nodes, snakemake.output.nodes, tables.NETWORK_NODES)
    frames.write(edges, snakemake.output.edges, tables.NETWORK_EDGES)
    frames.write(distances, snakemake.output.distances, tables.NETWORK_DISTANCES)
    write_graphs(nodes, edges, {"g1": snakemake.output.g1, "g2": snakemake.output.g2})
