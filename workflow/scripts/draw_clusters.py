"""Draw a contact sheet of the clusters of a dataset, by the row whose clusters are listed."""

from clippings import frames, tables
from clippings.figures.contact_sheet import choose_lines, clusters_of, count_lines, draw_contacts
from clippings.figures.pictures import best_texts, read_crops
from clippings.figures.style import save_figure
from clippings.running import logged

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    memberships = clusters_of(frames.read(given.memberships, tables.MEMBERSHIPS), row=params.row)
    lines = choose_lines(memberships, count=params.lines, seed=params.seed)
    crops = read_crops(given.crops, lines["record"])
    texts = best_texts(frames.read(given.records, tables.RECORDS)).to_dict()
    save_figure(
        lambda: draw_contacts(lines, crops, texts, counts=count_lines(memberships)),
        [output.png, output.svg],
        resolution=params.resolution,
    )
