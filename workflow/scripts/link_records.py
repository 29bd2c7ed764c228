"""Link every query, or say that it has no match; list all candidates with the similarity of each modality."""

from clippings import frames, tables
from clippings.linkage.decision.links import link_queries
from clippings.linkage.evidence.similarities import compare_candidates
from clippings.running import logged

with logged(snakemake.log[0]):
    records = frames.read(snakemake.input.records, tables.RECORDS)
    links = link_queries(
        records,
        snakemake.input.neighbours,
        thresholds=frames.read(snakemake.input.thresholds, tables.THRESHOLDS),
        calibration=frames.read(snakemake.input.calibration, tables.CALIBRATION),
        rows=snakemake.params.rows,
        assignment=snakemake.params.assignment,
        k=snakemake.params.candidates,
    )
    candidates = compare_candidates(
        records, links, rows=snakemake.params.rows, vector_files=snakemake.input.vectors
    )
    frames.write(links, snakemake.output.links, tables.LINKS)
    frames.write(links, snakemake.output.links_parquet, tables.LINKS)
    frames.write(candidates, snakemake.output.candidates, tables.CANDIDATES)
    frames.write(candidates, snakemake.output.candidates_parquet, tables.CANDIDATES)
