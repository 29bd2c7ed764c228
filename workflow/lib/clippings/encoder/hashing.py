"""Perceptual hashes of images: no training, no network, a few bits that small changes leave as they are."""

import imagehash
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from clippings.folds import ALL
from clippings.images import decode_png
from clippings.running import progress


def hash_images(records: pd.DataFrame, crops: pd.DataFrame) -> pd.DataFrame:
    """Hash the image of each record, in the columns of the `vectors` table; none where there is no image."""
    wanted = crops[crops["crop"].isin(records["record"])]
    pairs = progress(zip(wanted["crop"], wanted["image"], strict=True), what="crops", total=len(wanted))
    vectors = {crop: hash_vector(data) for crop, data in pairs}
    visual = [vectors.get(record) for record in records["record"]]
    hashed = pd.DataFrame({"record": records["record"], "visual": pd.Series(visual, dtype=object)})
    return hashed.assign(model="phash", fold=ALL, noisy=None, clean=None)


def hash_vector(data: bytes) -> NDArray[np.float32]:
    """Hash a PNG to a unit vector (64,) of ±1/8: the cosine of two is 1 − 2·Hamming/64."""
    bits = imagehash.phash(Image.fromarray(decode_png(data))).hash.ravel()
    return np.asarray(np.where(bits, 1, -1) / np.sqrt(len(bits)), np.float32)
