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
from clippings.tables import OCRS, SEPARATOR, name_alone

BATCH, CHUNK = 512, 128
PARTS = ("visual", *OCRS)
FIELD_WEIGHT = 0.7  # of each field beside the name, whose weight is 1; chosen on the folds of pr_tk_address
TURN = 17  # prime: fields never fall on the ordered pairs of characters, which are turned by one


def encode_images(model: DualEncoder, corpus: Corpus, *, rows: NDArray[np.int64]) -> torch.Tensor:
    """Encode the images of records `rows` as unit vectors (n, d), zeros where there is no image."""
    found = corpus.image_rows[rows]
    present = np.flatnonzero(found >= 0)
    lengths = corpus.images.lengths(found[present])

    def encode(chunk: NDArray[np.int64]) -> torch.Tensor:
        return model.encode_image(corpus.images.batch(found[chunk]).to(model.device), True)

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
    return functional.normalize(pooled.index_add(0, owners, _turn(vectors, places)), dim=1)


def names_alone(texts: NDArray[np.object_]) -> NDArray[np.object_]:
    """Leave out of each text the fields that were joined to the name."""
    return np.array([name_alone(text) for text in texts], dtype=object)


def _turn(vectors: torch.Tensor, places: Sequence[int]) -> torch.Tensor:
    """Turn each vector by its field's place, so that a name is not compared with an address (Plate 1995)."""
    weights = [FIELD_WEIGHT if place else 1.0 for place in range(max(places) + 1)]
    turned = [weight * vectors.roll(TURN * place, dims=1) for place, weight in enumerate(weights)]
    return torch.stack(turned)[torch.tensor(places), torch.arange(len(places))]


def _encode_fields(model: DualEncoder, texts: Sequence[str]) -> torch.Tensor:
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
    own = parallel.share(order)
    chunks = [own[start : start + CHUNK] for start in range(0, len(own), CHUNK)]
    encoded = parallel.join(torch.cat([encode(chunk) for chunk in chunks]), total=len(order))
    return vectors.index_copy(0, torch.from_numpy(order).to(like.device), encoded)


@torch.no_grad()
def embed(
    model: DualEncoder, corpus: Corpus, *, rows: NDArray[np.int64], parts: Sequence[str] = PARTS
) -> dict[str, NDArray[np.float32]]:
    """Embed records `rows` as {part: (n, d)}, zeros where there is nothing to embed.

    Parts are `visual`, and the OCRs whose texts are asked for.
    """
    model.eval()
    found = {part: _embed_texts(model, corpus.texts(part)[rows]) for part in parts if part != "visual"}
    if "visual" in parts:
        found["visual"] = _in_batches(
            lambda some: encode_images(model, corpus, rows=rows[some]), len(rows), model
        )
    return found


def _embed_texts(model: DualEncoder, texts: NDArray[np.object_]) -> NDArray[np.float32]:
    """Embed each distinct text once, so that equal texts have equal vectors, in whatever company."""
    distinct, places = np.unique(texts.astype(str), return_inverse=True)
    return _in_batches(lambda some: encode_texts(model, list(distinct[some])), len(distinct), model)[places]


def _in_batches(
    encode: Callable[[slice], torch.Tensor], total: int, model: DualEncoder
) -> NDArray[np.float32]:
    vectors = np.zeros((total, model.width), np.float32)
    for start in range(0, total, BATCH):
        some = slice(start, start + BATCH)
        vectors[some] = encode(some).float().cpu().numpy()
    return vectors


def embed_records(model: DualEncoder, corpus: Corpus) -> pd.DataFrame:
    """Embed every record, in the columns of the `vectors` table."""
    found = embed(model, corpus, rows=np.arange(len(corpus.records)))
    columns = {name: [row if row.any() else None for row in vectors] for name, vectors in found.items()}
    return pd.DataFrame({"record": corpus.records["record"], **columns})
