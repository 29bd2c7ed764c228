"""Records through a dual encoder, some at a time, to unit vectors."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch.nn import functional

from clippings.encoder import parallel
from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder
from clippings.encoder.losses import pool_modalities
from clippings.encoder.store import NOTHING, VectorStore, key_of, text_key
from clippings.tables import OCRS, SEPARATOR

Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]
BATCH, CHUNK = 512, 128
PARTS = ("visual", *OCRS)
FIELD_WEIGHT = 0.7  # of each field beside the name, whose weight is 1; chosen on the folds of pr_tk_address
SHIFT = 17  # prime: fields never coincide with the ordered pairs of characters, which are shifted by one


def encode_images(model: DualEncoder, corpus: Corpus, *, rows: Rows) -> torch.Tensor:
    """Encode the images of records `rows` as unit vectors (n, d), zeros where there is no image."""
    images = corpus.image_rows[rows]
    present = np.flatnonzero(images >= 0)
    lengths = corpus.images.lengths(images[present])

    def encode(chunk: Rows) -> torch.Tensor:
        return model.encode_image(corpus.images.batch(images[chunk]).to(model.device), True)

    return _by_length(encode, present, lengths=lengths, like=model, total=len(rows))


def encode_texts(model: DualEncoder, texts: Sequence[str]) -> torch.Tensor:
    """Encode texts as unit vectors (n, d), zeros where a text is empty.

    Where a text joins a name with other fields, the vectors of its fields are pooled.
    """
    fields = [text.split(SEPARATOR) for text in texts]
    vectors = _encode_fields(model, [field for split in fields for field in split])
    if len(vectors) == len(texts):
        return vectors
    places = [place for split in fields for place in range(len(split))]
    owners = torch.tensor([owner for owner, split in enumerate(fields) for _ in split], device=model.device)
    pooled = torch.zeros(len(texts), model.width, device=model.device)
    return functional.normalize(pooled.index_add(0, owners, _bind(vectors, places)), dim=1)


def _bind(vectors: torch.Tensor, places: Sequence[int]) -> torch.Tensor:
    """Shift each vector by its field's place, so that a name is not compared with an address (Plate 1995)."""
    weights = [FIELD_WEIGHT if place else 1.0 for place in range(max(places) + 1)]
    shifted = [weight * vectors.roll(SHIFT * place, dims=1) for place, weight in enumerate(weights)]
    return torch.stack(shifted)[torch.tensor(places), torch.arange(len(places))]


def _encode_fields(model: DualEncoder, texts: Sequence[str]) -> torch.Tensor:
    lengths = np.array([len(text) for text in texts], np.int64)
    present = np.flatnonzero(lengths)

    def encode(chunk: Rows) -> torch.Tensor:
        return model.encode_text(model.tokenise([texts[i] for i in chunk]).to(model.device), True)

    return _by_length(encode, present, lengths=lengths[present], like=model, total=len(texts))


def _by_length(
    encode: Callable[[Rows], torch.Tensor], places: Rows, *, lengths: Rows, like: DualEncoder, total: int
) -> torch.Tensor:
    """Encode `places` in chunks of like length, to spare padding; zeros (total, d) elsewhere."""
    vectors = torch.zeros(total, like.width, device=like.device)
    order = places[np.argsort(lengths, kind="stable")]
    if not len(order):
        return vectors
    own = parallel.share(order)
    chunks = [own[start : start + CHUNK] for start in range(0, len(own), CHUNK)]
    encoded = parallel.join(torch.cat([encode(chunk) for chunk in chunks]), total=len(order))
    return vectors.index_copy(0, torch.from_numpy(order).to(like.device), encoded)


@torch.no_grad()
def embed(
    model: DualEncoder,
    corpus: Corpus,
    *,
    rows: Rows,
    parts: Sequence[str] = PARTS,
    store: VectorStore | None = None,
) -> dict[str, Vectors]:
    """Embed records `rows` as {part: (n, d)}, zeros where there is nothing to embed.

    Parts are `visual`, and the OCRs whose texts are embedded. What is in the `store`, where there is one, is
    taken from it.
    """
    model.eval()
    vectors = {
        part: _embed_texts(model, corpus.texts(part)[rows], store) for part in parts if part != "visual"
    }
    if "visual" in parts:
        vectors["visual"] = _embed_images(model, corpus, rows, store)
    return vectors


def embed_pooled(model: DualEncoder, corpus: Corpus, *, rows: Rows, weight: float) -> list[Vectors]:
    """Embed records `rows` as unit vectors (n, d), the image with the share `weight`, once for each OCR."""
    parts = ["visual"] * (weight > 0) + [ocr for ocr in corpus.ocrs if weight < 1]
    embedded = embed(model, corpus, rows=rows, parts=parts)
    vectors = {part: torch.from_numpy(array) for part, array in embedded.items()}
    none = torch.zeros(1, 1)
    pools = (
        pool_modalities(vectors.get("visual", none), vectors.get(ocr, none), weight=weight)
        for ocr in corpus.ocrs
    )
    return [pool.numpy() for pool in pools]


def embed_records(model: DualEncoder, corpus: Corpus, *, store: VectorStore | None = None) -> pd.DataFrame:
    """Embed every record, in the columns of the `vectors` table that name no model."""
    parts = embed(model, corpus, rows=np.arange(len(corpus.records)), store=store)
    columns = {name: [row if row.any() else None for row in vectors] for name, vectors in parts.items()}
    return pd.DataFrame({"record": corpus.records["record"], **columns})


def _embed_images(model: DualEncoder, corpus: Corpus, rows: Rows, store: VectorStore | None) -> Vectors:
    def encode(wanted: Rows) -> Vectors:
        own = rows[wanted]
        return _in_batches(lambda some: encode_images(model, corpus, rows=own[some]), len(own), model)

    if store is None:
        return encode(np.arange(len(rows)))
    seen = corpus.image_rows[rows]
    keys = [NOTHING if row < 0 else key_of(*corpus.images.content(row)) for row in seen]
    return store.complete("images", np.array(keys, object), encode)


def _embed_texts(model: DualEncoder, texts: NDArray[np.object_], store: VectorStore | None) -> Vectors:
    """Embed each distinct text once, so that equal texts have equal vectors in any company."""
    distinct, places = np.unique(texts.astype(str), return_inverse=True)

    def encode(wanted: Rows) -> Vectors:
        own = distinct[wanted]
        return _in_batches(lambda some: encode_texts(model, list(own[some])), len(own), model)

    if store is None:
        return encode(np.arange(len(distinct)))[places]
    keys = np.array([text_key(text) for text in distinct], object)
    return store.complete("texts", keys, encode)[places]


def _in_batches(encode: Callable[[slice], torch.Tensor], total: int, model: DualEncoder) -> Vectors:
    vectors = np.zeros((total, model.width), np.float32)
    for start in range(0, total, BATCH):
        some = slice(start, start + BATCH)
        vectors[some] = encode(some).float().cpu().numpy()
    return vectors
