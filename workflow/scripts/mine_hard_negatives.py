"""List for each training class the other classes that the pretrained encoder finds nearest."""

from clippings import frames, tables
from clippings.encoder.corpus import read_corpus
from clippings.encoder.files import choose_device, read_encoder
from clippings.encoder.finetuning import IMAGE_WEIGHTS
from clippings.encoder.mining import mine_hard_negatives
from clippings.running import logged

with logged(snakemake.log[0]):
    model = read_encoder(snakemake.input.model, snakemake.params.encoder)
    mined = mine_hard_negatives(
        model.to(choose_device(snakemake.threads)),
        read_corpus(snakemake.input.records, snakemake.input.images),
        neighbours=snakemake.params.neighbours,
        weight=IMAGE_WEIGHTS[snakemake.wildcards.model],
    )
    frames.write(mined, snakemake.output.hard_negatives, tables.HARD_NEGATIVES)
