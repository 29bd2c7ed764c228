"""Time the embedding of records in batches, and one record at a time with the same weights."""

from time import perf_counter

import numpy as np
import torch
from made import ROOT, made_records

from clippings import declarations
from clippings.encoder.building import RECOGNISER_WIDTH, build_encoder
from clippings.encoder.corpus import Corpus, build_corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.encoding import embed
from clippings.encoder.prepared import SlotImages
from clippings.recogniser import CHOICES

ALONE = 500  # Records that are embedded one at a time: enough to know their pace.


def compare_sides(queries: int, targets: int, *, threads: int) -> list[dict[str, object]]:
    """Time the embedding of `queries` records beside that of single ones; plain is scaled to as many."""
    model, corpus = _made(queries, threads=threads)
    spent, alone = time_batches(model, corpus), min(ALONE, queries)
    plain = time_single(model, corpus, count=alone) * queries / alone
    return [{"what": "embedding: prepared images and texts", "seconds": spent, "plain": plain}]


def time_growth(queries: int, targets: int, *, threads: int) -> float:
    """Time the embedding of `targets` records, in seconds."""
    return time_batches(*_made(targets, threads=threads))


def time_batches(model: DualEncoder, corpus: Corpus) -> float:
    """Time the embedding as the rule does it, image and both texts, in seconds."""
    start = perf_counter()
    embed(model, corpus, rows=np.arange(len(corpus.records)))
    return perf_counter() - start


@torch.no_grad()
def time_single(model: DualEncoder, corpus: Corpus, *, count: int) -> float:
    """Time a loop over `count` records: one image and its two texts at a time, in seconds."""
    model.eval()
    start = perf_counter()
    for row in range(count):
        model.encode_image(corpus.images.batch(np.array([row])), True)
        for ocr in ("noisy", "clean"):
            model.encode_text(model.tokenise([corpus.records[ocr].iloc[row]]), True)
    return perf_counter() - start


def _made(count: int, *, threads: int) -> tuple[DualEncoder, Corpus]:
    """Build the default encoder with random weights, and records whose slots hold random features."""
    torch.set_num_threads(threads)
    schema = declarations.load(ROOT / "workflow/schemas/encoder_file.schema.yaml")
    settings = declarations.load(ROOT / "config/encoders/ppocr.yaml")
    settings = declarations.checked(settings, schema, where="config/encoders/ppocr.yaml")
    settings["recogniser"] = str(ROOT / settings["recogniser"])
    records = made_records(count, 0)
    codes = np.array([ord(character) for character in "".join(records["noisy"])], np.int32)
    generator = np.random.default_rng(0)
    images = SlotImages(
        records["record"].to_numpy(str),
        np.cumsum([0, *records["noisy"].str.len()]).astype(np.int64),
        features=generator.standard_normal((len(codes), RECOGNISER_WIDTH)).astype(np.float16),
        codes=np.repeat(codes[:, None], CHOICES, axis=1),
        weights=np.full((len(codes), CHOICES), 1 / CHOICES, np.float16),
    )
    return build_encoder(settings, seed=0), build_corpus(records, images)
