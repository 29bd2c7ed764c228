"""Draw clusters that are right and clusters that are wrong, picture by picture."""

from clippings import frames, tables
from clippings.figures.contact_plot import Cards, plot_contacts
from clippings.figures.contact_sheet import choose_lines, clusters_of, count_lines
from clippings.figures.retrieval import best_texts, read_crops
from clippings.running import logged

with logged(snakemake.log[0]):
    params = snakemake.params
    memberships = clusters_of(frames.read(snakemake.input.memberships, tables.MEMBERSHIPS), row=params.row)
    lines = choose_lines(memberships, count=params.lines, seed=params.seed)
    texts = best_texts(frames.read(snakemake.input.records, tables.RECORDS)).to_dict()
    plot_contacts(
        lines,
        Cards(read_crops(snakemake.input.crops, lines["record"]), texts),
        counts=count_lines(memberships),
        paths=[snakemake.output.png, snakemake.output.svg],
        resolution=params.resolution,
    )
