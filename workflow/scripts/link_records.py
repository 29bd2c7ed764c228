"""Link every query, or say that it has no match; list all candidates with the similarity of each modality."""

from clippings import frames, row_groups, tables
from clippings.linkage.decision.links import link_queries
from clippings.linkage.evidence.similarities import compare_portions
from clippings.running import logged

with logged(snakemake.log[0]):
    given, written, params = snakemake.input, snakemake.output, snakemake.params
    records = frames.read(given.records, tables.RECORDS)
    links = link_queries(
        records,
        given.neighbours,
        thresholds=frames.read(given.thresholds, tables.THRESHOLDS),
        calibration=frames.read(given.calibration, tables.CALIBRATION),
        rows=params.rows,
        assignment=params.assignment,
        k=params.candidates,
    )
    shown = row_groups.write_passing(links, [written.links, written.links_parquet], tables.LINKS)
    candidates = compare_portions(records, shown, rows=params.rows, vector_files=given.vectors)
    files = [written.candidates, written.candidates_parquet]
    list(row_groups.write_passing(candidates, files, tables.CANDIDATES))
