"""Perceptual hashes of images: no training, no network, a few bits that small changes leave as they are."""

from collections.abc import Callable

import imagehash
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from clippings.images import decode_png
from clippings.running import progress

HASHES: dict[str, Callable[[Image.Image], imagehash.ImageHash]] = {
    "phash": imagehash.phash,
    "dhash": imagehash.dhash,
    "ahash": imagehash.average_hash,
}


def hash_images(records: pd.DataFrame, crops: pd.DataFrame, *, kind: str) -> pd.DataFrame:
    """Hash the image of each record, in the columns of the `vectors` table; none where there is no image."""
    if kind not in HASHES:
        raise ValueError(f"hash {kind!r}, expected one of {', '.join(HASHES)}")
    wanted = crops[crops["crop"].isin(records["record"])]
    images = progress(wanted["image"], what="crops", total=len(wanted))
    found = pd.Series([hash_vector(data, kind=kind) for data in images], wanted["crop"], dtype=object)
    visual = found.reindex(records["record"])
    columns = {"visual": visual.where(visual.notna(), None).to_list(), "noisy": None, "clean": None}
    return pd.DataFrame({"record": records["record"], **columns})


def hash_vector(data: bytes, *, kind: str) -> NDArray[np.float32]:
    """Return the bits of a PNG's hash as a unit vector (64,) of ±1/8: its cosine is 1 − 2·Hamming/64."""
    bits = HASHES[kind](Image.fromarray(decode_png(data))).hash.ravel()
    return (np.where(bits, 1, -1) / np.sqrt(len(bits))).astype(np.float32)
