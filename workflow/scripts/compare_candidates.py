"""List all candidates with the similarity of each modality, and the links, as CSV and Parquet."""

from clippings import frames, tables
from clippings.linkage.candidates import compare_folds
from clippings.running import logged

with logged(snakemake.log[0]):
    links = frames.read(snakemake.input.links, tables.LINKS)
    records = frames.read_each(snakemake.input.records, tables.RECORDS)
    candidates = compare_folds(records, links, vector_files=snakemake.input.vectors)
    frames.write(candidates, snakemake.output.csv, tables.CANDIDATES)
    frames.write(candidates, snakemake.output.parquet, tables.CANDIDATES)
    frames.write(links, snakemake.output.links, tables.LINKS)
