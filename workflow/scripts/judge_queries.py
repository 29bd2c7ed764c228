"""Tune threshold and calibration of every row of the results table, and judge each query by them."""

from clippings import frames, tables
from clippings.linkage.decision.outcomes import judge_rows
from clippings.model_file import read_carried
from clippings.running import logged

with logged(snakemake.log[0]):
    outcomes, thresholds, calibration = judge_rows(
        frames.read(snakemake.input.records, tables.RECORDS),
        snakemake.input.neighbours,
        choices=frames.read_shards(snakemake.input.choices, tables.CHOICES),
        rows=snakemake.params.rows,
        default=snakemake.params.default,
        carried=read_carried(snakemake.input.model),
    )
    frames.write(outcomes, snakemake.output.outcomes, tables.OUTCOMES)
    frames.write(thresholds, snakemake.output.thresholds, tables.THRESHOLDS)
    frames.write(calibration, snakemake.output.calibration, tables.CALIBRATION)
