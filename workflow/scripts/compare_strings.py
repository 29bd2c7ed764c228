"""Find by each string measure the targets whose OCR text is most like that of each query."""

from clippings import frames, tables
from clippings.linkage.strings import compare_strings
from clippings.running import logged

with logged(snakemake.log[0]):
    neighbours = compare_strings(
        frames.read(snakemake.input.records, tables.RECORDS),
        measures=snakemake.params.measures,
        ocr=snakemake.wildcards.ocr,
        k=snakemake.params.candidates,
        kanjivg=snakemake.input.kanjivg,
        threads=snakemake.threads,
    )
    frames.write_each(neighbours.values(), snakemake.output.neighbours, tables.NEIGHBOURS)
