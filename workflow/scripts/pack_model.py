"""Pack a model to carry: the encoder, a scorer fitted on all labels, threshold, calibration and card."""

from clippings import frames, tables
from clippings.linkage.evidence.packing import Origin, pack_model
from clippings.running import logged

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    pack_model(
        frames.read(given.records, tables.RECORDS),
        given.pairs,
        frames.read(given.comparisons, tables.COMPARISONS),
        choices=frames.gather(given.choices, tables.CHOICES),
        origin=Origin(**params.origin),
        encoder=given.encoder,
        networks={file: file for file in given.networks},
        k=params.candidates,
        seed=params.seed,
        path=snakemake.output.model,
    )
