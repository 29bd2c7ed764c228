"""Made names, seen and read: slots of two crops and two texts of each, one character of a text wrong."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from clippings.encoder.corpus import build_corpus
from clippings.encoder.prepared import SlotImages
from clippings.recogniser import Slots, join_slots

LETTERS = "東京大阪日本工業商事電機製作所山川田中三菱"
# The package rapidocr brings the recogniser, which the workflow fetches by itself.
RECOGNISER = Path(find_spec("rapidocr").origin).parent / "models/PP-OCRv6_rec_small.onnx"
WIDTH, CHOICES, NOISE, TRUST = 120, 6, 1.0, 0.25
TINY = {
    "vision": "ppocr",
    "recogniser": str(RECOGNISER),
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
    looks = {letter: generator.normal(size=WIDTH) for letter in LETTERS}
    names = ["".join(generator.choice(list(LETTERS), 4)) for _ in range(firms)]
    rows, slots = [], []
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
            slots.append(_seen(name, looks, generator))
    records = pd.DataFrame(rows)
    images = SlotImages(**join_slots(records["record"], slots, width=WIDTH))
    return build_corpus(records, images)


def _misread(name, generator):
    place = generator.integers(len(name))
    return name[:place] + generator.choice(list(LETTERS)) + name[place + 1 :]


def _seen(name, looks, generator):
    """Return what a recogniser might see of a name: noisy features, and each letter among others."""
    wrong = generator.choice([ord(letter) for letter in LETTERS], (len(name), CHOICES - 1))
    codes = np.column_stack([[ord(letter) for letter in name], wrong])
    chances = generator.dirichlet([TRUST * CHOICES, *[1.0] * (CHOICES - 1)], len(name))
    features = np.stack([looks[letter] for letter in name]) + generator.normal(0, NOISE, (len(name), WIDTH))
    return Slots(features.astype(np.float16), codes.astype(np.int32), chances.astype(np.float16))
