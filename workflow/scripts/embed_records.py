"""Give every record its unit vectors: of the image, and of the text by either OCR."""

from clippings import frames, tables
from clippings.encoder.corpus import read_corpus
from clippings.encoder.encoding import embed_records
from clippings.encoder.files import choose_device, read_encoder
from clippings.running import logged

with logged(snakemake.log[0]):
    model = read_encoder(snakemake.input.model, snakemake.params.encoder)
    corpus = read_corpus([snakemake.input.records], snakemake.input.images)
    vectors = embed_records(model.to(choose_device(snakemake.threads)), corpus)
    frames.write(vectors, snakemake.output.vectors, tables.VECTORS)
