"""Write the score tables of a dataset as one page to sort them in."""

from clippings.figures.table_page import write_tables
from clippings.running import logged

with logged(snakemake.log[0]):
    title = f"Scores of {snakemake.wildcards.dataset}"
    write_tables(snakemake.input.tables, snakemake.output.page, title=title)
