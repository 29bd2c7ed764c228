"""Perceptual hashes of images: no training, no network, a few bits that small changes leave as they are."""

from collections.abc import Callable, Sequence

import imagehash
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from clippings.folds import ALL
from clippings.images import decode_png
from clippings.running import progress

HASHES: dict[str, Callable[[Image.Image], imagehash.ImageHash]] = {
    "phash": imagehash.phash,
    "dhash": imagehash.dhash,
    "ahash": imagehash.average_hash,
}


def hash_images(records: pd.DataFrame, crops: pd.DataFrame, *, hashes: Sequence[str]) -> pd.DataFrame:
    """Hash the image of each record by each of `hashes`, in the columns of the `vectors` table.

    Returns the rows of one hash after those of another; without an image there is no vector.
    """
    unknown = [name for name in hashes if name not in HASHES]
    if unknown:
        raise ValueError(f"hash {unknown[0]!r}, expected one of {', '.join(HASHES)}")
    wanted = crops[crops["crop"].isin(records["record"])]
    pairs = progress(zip(wanted["crop"], wanted["image"], strict=True), what="crops", total=len(wanted))
    vectors = {crop: hash_vectors(data, hashes=hashes) for crop, data in pairs}
    none = [None] * len(hashes)
    rows = [
        (name, ALL, record, vectors.get(record, none)[place])
        for place, name in enumerate(hashes)
        for record in records["record"]
    ]
    return pd.DataFrame(rows, columns=["model", "fold", "record", "visual"]).assign(noisy=None, clean=None)


def hash_vectors(data: bytes, *, hashes: Sequence[str]) -> list[NDArray[np.float32]]:
    """Hash a PNG to unit vectors (64,) of ±1/8, one per hash: their cosine is 1 − 2·Hamming/64."""
    image = Image.fromarray(decode_png(data))
    bits = (HASHES[name](image).hash.ravel() for name in hashes)
    return [(np.where(hashed, 1, -1) / np.sqrt(len(hashed))).astype(np.float32) for hashed in bits]
