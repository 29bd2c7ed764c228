"""Perceptual hashes as vectors."""

import io
import runpy
from types import SimpleNamespace

import imagehash
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from clippings import frames, tables
from clippings.encoder.hashing import hash_vector
from clippings.images import encode_png


@pytest.fixture
def images():
    """Four smooth pictures, the second a brighter print of the first."""
    y, x = np.mgrid[:64, :96] / 64
    first = 100 + 60 * np.sin(5 * x + 2 * y)
    pictures = [first, first * 1.2 + 10, 100 + 60 * np.cos(7 * x * y), 250 * (x < 0.5)]
    return [encode_png(np.clip(picture, 0, 255).astype(np.uint8)) for picture in pictures]


def test_the_cosine_counts_the_bits_that_differ(images):
    vectors = np.stack([hash_vector(data) for data in images])
    bits = [imagehash.phash(Image.open(io.BytesIO(data))) for data in images]
    for one in range(4):
        for other in range(4):
            expected = 1 - 2 * (bits[one] - bits[other]) / 64
            assert vectors[one] @ vectors[other] == pytest.approx(expected, abs=1e-6)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_the_script_gives_each_record_its_vector_and_none_without_image(images, tmp_path):
    crops = pd.DataFrame({"crop": ["c", "a", "b", "x"], "image": images, "parts": 1})
    shared = {"source": "paper", "role": "photograph", "orientation": "horizontal"}
    crops = crops.assign(**shared).reindex(columns=tables.CROPS.names)
    records = pd.DataFrame({"record": ["a", "b", "c", "d"], "side": "member", "split": "none"})
    records = records.assign(**shared).reindex(columns=tables.RECORDS.names)
    for place, part in enumerate((crops[:2], crops[2:])):
        frames.write(part, tmp_path / f"{place}.parquet", tables.CROPS)
    frames.write(records, tmp_path / "r.parquet", tables.RECORDS)
    snakemake = SimpleNamespace(
        input=SimpleNamespace(
            records=str(tmp_path / "r.parquet"),
            crops=[str(tmp_path / f"{place}.parquet") for place in (0, 1)],
        ),
        output=SimpleNamespace(vectors=str(tmp_path / "v.parquet")),
        log=[str(tmp_path / "hash.log")],
    )
    runpy.run_path("workflow/scripts/hash_images.py", init_globals={"snakemake": snakemake})
    found = frames.read(tmp_path / "v.parquet", tables.VECTORS)
    assert found["model"].tolist() == ["phash"] * 4 and (found["fold"] == 0).all()
    assert found["record"].tolist() == ["a", "b", "c", "d"]
    assert found["visual"].isna().tolist() == [False, False, False, True]
    assert found["visual"][0] == pytest.approx(hash_vector(images[1]))
    assert found["noisy"].isna().all() and found["clean"].isna().all()
