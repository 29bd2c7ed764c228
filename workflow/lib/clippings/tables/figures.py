"""What the figures of the supply chain are drawn from, and what labels say of the links."""

from clippings.tables.columns import FLAG, INTEGER, NUMBER, TEXT, Column, Table

GRAPH = Column("graph", TEXT, "g0 the truth, g1 and g2 the links of two methods")
NETWORK_NODES = Table(
    "network_nodes",
    "The firms of each supply chain, with their place in the drawing.",
    ("graph", "node"),
    (
        GRAPH,
        Column("node", TEXT, "entity, or record where the truth does not know it"),
        Column("name", TEXT, "as printed, else by the clean, else by the noisy OCR", optional=True),
        Column("in_index", FLAG, "whether the exemplar index holds the firm"),
        Column("suppliers", INTEGER, "edges that end here"),
        Column("customers", INTEGER, "edges that start here"),
        Column("degree", INTEGER, "suppliers + customers"),
        Column("component", INTEGER, "weakly connected component, 1 is the largest"),
        Column("groups", INTEGER, "groups of firms that can be reached along supplier → customer"),
        Column(
            "distance",
            NUMBER,
            "steps along supplier → customer to the nearest firm of each of them, their mean; empty if none",
            optional=True,
        ),
        Column("x", NUMBER, "place in the drawing, -1 to 1, the same in all graphs"),
        Column("y", NUMBER, "place in the drawing, -1 to 1, upwards"),
    ),
)
NETWORK_EDGES = Table(
    "network_edges",
    "The edges of each supply chain: who supplies whom.",
    ("graph", "supplier", "customer"),
    (
        GRAPH,
        Column("supplier", TEXT, "node that delivers"),
        Column("customer", TEXT, "node that is delivered to"),
        Column("mentions", INTEGER, "partners that mean this edge"),
        Column("true", FLAG, "whether g0 has it too; empty without truth", optional=True),
    ),
)
NETWORK_DISTANCES = Table(
    "network_distances",
    "Each supply chain in figures, and how far its distributions are from those of the truth.",
    ("graph",),
    (
        GRAPH,
        Column("method", TEXT, "whose links make the graph; truth of g0"),
        Column("nodes", INTEGER, "firms"),
        Column("edges", INTEGER, "edges"),
        Column("true_edges", INTEGER, "edges that g0 has too; empty without truth", optional=True),
        Column("components", INTEGER, "weakly connected components"),
        Column("largest", NUMBER, "share of the firms in the largest"),
        Column("mean_degree", NUMBER, "mean degree"),
        Column("mean_distance", NUMBER, "mean distance of the firms that reach a group", optional=True),
        Column("reaching", NUMBER, "share of those firms"),
        Column("degree_ks", NUMBER, "Kolmogorov–Smirnov statistic of the degrees", optional=True),
        Column("degree_wasserstein", NUMBER, "Wasserstein distance of the degrees", optional=True),
        Column("distance_ks", NUMBER, "the same of the distances", optional=True),
        Column("distance_wasserstein", NUMBER, "the same of the distances, in steps", optional=True),
    ),
)
REVIEW_SAMPLE = Table(
    "review_sample",
    "What the labels given so far say of the best candidates of the links, and of a sample of them at random.",
    ("method",),
    (
        Column("method", TEXT, "row whose links are reviewed, as method/ocr"),
        Column("queries", INTEGER, "queries that have a candidate"),
        Column("labelled", INTEGER, "those that labels answer, for whatever reason they were shown"),
        Column("right", INTEGER, "those whose best candidate is what the labels say"),
        Column("sample", INTEGER, "those of the test split in the sample at random, can't tell left out"),
        Column("sample_right", INTEGER, "those of the sample whose best candidate is what the labels say"),
        Column("share", NUMBER, "sample_right / sample", optional=True),
        Column("low", NUMBER, "lower end of its 95 % interval (Wilson)", optional=True),
        Column("high", NUMBER, "upper end of its 95 % interval (Wilson)", optional=True),
    ),
)
