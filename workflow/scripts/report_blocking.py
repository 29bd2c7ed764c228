"""Report how many pairs blocking lets through, and what share of the true matches it keeps."""

from clippings import frames, tables
from clippings.linkage.candidates.blocking_report import report_blocking
from clippings.running import logged

with logged(snakemake.log[0]):
    records = frames.read(snakemake.input.records, tables.RECORDS)
    frames.write(report_blocking(records), snakemake.output.blocking, tables.BLOCKING)
