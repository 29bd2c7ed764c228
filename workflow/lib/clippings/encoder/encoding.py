"""Records through a dual encoder, some at a time, to unit vectors."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from clippings.encoder.corpus import Corpus
from clippings.encoder.dual import DualEncoder

BATCH, CHUNK = 512, 128


def encode_images(model: DualEncoder, corpus: Corpus, *, rows: NDArray[np.int64]) -> torch.Tensor:
    """Encode the images of records `rows` as unit vectors (n, d), zeros where there is no image."""
    found = corpus.image_rows[rows]
    present = np.flatnonzero(found >= 0)
    lengths = corpus.images.lengths(found[present])

    def encode(chunk: NDArray[np.int64]) -> torch.Tensor:
        return model.encode_image(corpus.images.batch(found[chunk]).to(model.device), True)

    return _by_length(encode, present, lengths=lengths, like=model, total=len(rows))


def encode_texts(model: DualEncoder, texts: Sequence[str]) -> torch.Tensor:
    """Encode texts as unit vectors (n, d), zeros where a text is empty."""
    lengths = np.array([len(text) for text in texts], np.int64)
    present = np.flatnonzero(lengths)

    def encode(chunk: NDArray[np.int64]) -> torch.Tensor:
        return model.encode_text(model.tokenise([texts[i] for i in chunk]).to(model.device), True)

    return _by_length(encode, present, lengths=lengths[present], like=model, total=len(texts))


def _by_length(
    encode: Callable[[NDArray[np.int64]], torch.Tensor],
    places: NDArray[np.int64],
    *,
    lengths: NDArray[np.int64],
    like: DualEncoder,
    total: int,
) -> torch.Tensor:
    """Encode `places` in chunks of like length, to spare padding; zeros (total, d) elsewhere."""
    vectors = torch.zeros(total, like.width, device=like.device)
    order = places[np.argsort(lengths, kind="stable")]
    if not len(order):
        return vectors
    chunks = [order[start : start + CHUNK] for start in range(0, len(order), CHUNK)]
    encoded = torch.cat([encode(chunk) for chunk in chunks])
    return vectors.index_copy(0, torch.from_numpy(order).to(like.device), encoded)


@torch.no_grad()
def embed(model: DualEncoder, corpus: Corpus, *, rows: NDArray[np.int64]) -> dict[str, NDArray[np.float32]]:
    """Embed records `rows` as {visual, noisy, clean: (n, d)}, zeros where there is nothing to embed."""
    model.eval()
    texts = {ocr: corpus.texts(ocr)[rows] for ocr in ("noisy", "clean")}
    parts: dict[str, list[NDArray[np.float32]]] = {"visual": [], "noisy": [], "clean": []}
    for start in range(0, len(rows), BATCH):
        some = slice(start, start + BATCH)
        parts["visual"].append(encode_images(model, corpus, rows=rows[some]).cpu().numpy())
        for ocr, values in texts.items():
            parts[ocr].append(encode_texts(model, list(values[some])).cpu().numpy())
    empty = np.zeros((0, model.width), np.float32)
    return {name: np.concatenate([empty, *part]) for name, part in parts.items()}


def embed_records(model: DualEncoder, corpus: Corpus) -> pd.DataFrame:
    """Embed every record, in the columns of the `vectors` table."""
    found = embed(model, corpus, rows=np.arange(len(corpus.records)))
    columns = {name: [row if row.any() else None for row in vectors] for name, vectors in found.items()}
    return pd.DataFrame({"record": corpus.records["record"], **columns})
