"""Made names, seen and read: two crops and two texts of each, one character of a text wrong."""

import numpy as np
import pandas as pd

from clippings.encoder.corpus import build_corpus
from clippings.encoder.pixels import lay_out

LETTERS = "東京大阪日本工業商事電機製作所山川田中三菱"
TINY = {
    "vision": "tiny",
    "language": "characters",
    "width": 32,
    "context": 16,
    "layers": 1,
    "heads": 2,
    "buckets": 512,
    "longest_text": 24,
}


def made_corpus(firms, *, seed):
    generator = np.random.default_rng(seed)
    looks = {letter: generator.random((16, 12)) for letter in LETTERS}
    names = ["".join(generator.choice(list(LETTERS), 4)) for _ in range(firms)]
    rows, pixels = [], []
    for firm, name in enumerate(names):
        for side in ("query", "target"):
            row = {"record": f"{side}-{firm}", "source": side, "side": side, "role": "name"}
            row |= {
                "orientation": "horizontal",
                "page": None,
                "split": "train" if firm < firms * 2 // 3 else "val",
            }
            row |= {"entity": f"firm-{firm}", "homonym": f"name-{name}", "printed": name}
            rows.append(row | {"noisy": _misread(name, generator), "clean": name})
            pixels.append(_drawn(name, looks, generator))
    records = pd.DataFrame(rows)
    images = lay_out(records["record"].to_numpy(str), pixels, shape=pixels[0].shape)
    return build_corpus(records, images)


def _misread(name, generator):
    place = generator.integers(len(name))
    return name[:place] + generator.choice(list(LETTERS)) + name[place + 1 :]


def _drawn(name, looks, generator):
    line = np.concatenate([looks[letter] for letter in name] + [np.ones((16, 48))], axis=1)
    noise = generator.normal(0, 0.25, line.shape)
    return (255 * np.clip(line + noise, 0, 1)).astype(np.uint8)[None]
