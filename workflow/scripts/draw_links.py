"""Draw the figures of a dataset to link, with examples of retrieval and a page of tables."""

from clippings import frames, tables
from clippings.figures.pages import table_page
from clippings.figures.rows import labels, read_layout
from clippings.figures.score_figures import FIGURES, draw_retrieval, draw_score_figures
from clippings.running import atomic, logged

SHOWN = ("scores", "averages", "ceilings", "paired", "breakdown", "reliability")

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    pictures = {
        name: [getattr(output, f"{name}_{kind}") for kind in ("png", "svg")]
        for name in (*FIGURES, "retrieval")
    }
    draw_score_figures(
        {name: getattr(given, name) for name in ("scores", *FIGURES)},
        pictures,
        names=labels(read_layout(given.layout)),
        resolution=params.resolution,
    )
    draw_retrieval(
        frames.read(given.records, tables.RECORDS),
        frames.read(given.links, tables.LINKS),
        crops=given.crops,
        paths=pictures["retrieval"],
        methods=params.methods,
        queries=params.queries,
        seed=params.seed,
        resolution=params.resolution,
    )
    page = table_page(
        [getattr(given, name) for name in SHOWN], title=f"Scores of {snakemake.wildcards.dataset}"
    )
    with atomic(output.tables) as path:
        path.write_text(page, encoding="utf-8")
