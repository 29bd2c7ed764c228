"""Link every query, or say that it has no match; list all candidates with the similarity of each modality."""

from clippings import frames, row_groups, tables
from clippings.linkage.decision.links import link_queries, read_links
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
    row_groups.write_parts(links, [written.links_parquet, written.links], tables.LINKS)
    portions = read_links(written.links_parquet, records, portions=params.portions)
    candidates = compare_portions(records, portions, rows=params.rows, vector_files=given.vectors)
    row_groups.write_parts(candidates, [written.candidates_parquet, written.candidates], tables.CANDIDATES)
