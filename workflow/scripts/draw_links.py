"""Draw the figures of a dataset's links, with examples of retrieval and a page of tables."""

from clippings import frames, tables
from clippings.figures.pages import table_page
from clippings.figures.pictures import read_crops
from clippings.figures.retrieval import draw_examples, retrieve_examples
from clippings.figures.rows import labels, read_layout
from clippings.figures.score_figures import FIGURES, draw_score_figures
from clippings.figures.style import save_figure
from clippings.figures.weights_plot import draw_weights
from clippings.running import atomic, logged

SHOWN = ("scores", "averages", "ceilings", "paired", "breakdown", "reliability")

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    pictures = {
        name: [getattr(output, f"{name}_{kind}") for kind in ("png", "svg")]
        for name in (*FIGURES, "weights", "retrieval")
    }
    names = labels(read_layout(given.layout))
    draw_score_figures(
        {name: getattr(given, name) for name in ("scores", *FIGURES)},
        pictures,
        names=names,
        resolution=params.resolution,
    )
    weights = frames.read_shards(given.weights, tables.WEIGHTS)
    save_figure(lambda: draw_weights(weights, names), pictures["weights"], resolution=params.resolution)
    records = frames.read(given.records, tables.RECORDS)
    links = frames.read(given.links, tables.LINKS)
    examples = retrieve_examples(records, links, count=params.queries, seed=params.seed)
    crops = read_crops(given.crops, [*examples["query"], *examples["target"]])
    save_figure(
        lambda: draw_examples(examples, crops, methods=params.methods),
        pictures["retrieval"],
        resolution=params.resolution,
    )
    shown = [*(getattr(given, name) for name in SHOWN), *given.paired_clusters]
    page = table_page(shown, title=f"Scores of {snakemake.wildcards.dataset}")
    with atomic(output.tables) as path:
        path.write_text(page, encoding="utf-8")
