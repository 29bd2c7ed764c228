"""Draw some queries beside the targets that each exported method finds nearest to them."""

from clippings import frames, tables
from clippings.figures.retrieval import read_crops, retrieve_examples
from clippings.figures.retrieval_plot import plot_examples
from clippings.running import logged

with logged(snakemake.log[0]):
    params = snakemake.params
    examples = retrieve_examples(
        frames.read(snakemake.input.records, tables.RECORDS),
        frames.read(snakemake.input.links, tables.LINKS),
        count=params.queries,
        seed=params.seed,
    )
    pictures = read_crops(snakemake.input.crops, [*examples["query"], *examples["target"]])
    paths = [snakemake.output.png, snakemake.output.svg]
    plot_examples(examples, pictures, methods=params.methods, paths=paths, resolution=params.resolution)
