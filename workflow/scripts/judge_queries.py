"""Tune threshold and calibration of every row of the results table, and judge each query by them."""

from clippings import frames, tables
from clippings.linkage.decision.outcomes import judge_each, write_judged
from clippings.model_file import read_carried
from clippings.running import logged

with logged(snakemake.log[0]):
    given, written = snakemake.input, snakemake.output
    judged = judge_each(
        frames.read(given.records, tables.RECORDS),
        given.neighbours,
        choices=frames.read_shards(given.choices, tables.CHOICES),
        rows=snakemake.params.rows,
        default=snakemake.params.default,
        carried=read_carried(given.model),
    )
    write_judged(judged, written.outcomes, thresholds=written.thresholds, calibration=written.calibration)
