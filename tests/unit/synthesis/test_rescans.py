"""Crops scanned again: seeded by their ids, as large as their resolution says, never clearer than before."""

from io import BytesIO

import cv2
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from clippings import frames, tables
from clippings.images import decode_png, encode_png
from clippings.synthesis.rescans import rescan, rescan_crops

PLAIN = {"blur": 0.55, "noise": 0.0, "contrast": 0.0, "brightness": 0.0, "binarise": False}
POOR = PLAIN | {"noise": 22.0, "contrast": 0.2, "brightness": 20.0}


def generator(seed=0):
    return np.random.default_rng(seed)


def line(letters="Landerer, Barbizon"):
    image = np.full((80, 620), 250, np.uint8)
    return cv2.putText(image, letters, (10, 55), cv2.FONT_HERSHEY_SIMPLEX, 1.7, 20, 3)


@pytest.fixture
def crops():
    ids = ["a", "b", "c"]
    return pd.DataFrame({"crop": ids, "given": ids, "image": [encode_png(line(name * 9)) for name in ids]})


def test_a_crop_is_scanned_by_its_id_and_seed_whatever_its_neighbours(crops):
    one, turned = (rescan_crops(c, **POOR, scale=0.3, seed=0) for c in (crops, crops[::-1]))
    assert one["image"].tolist() == turned["image"].tolist()[::-1]
    other = rescan_crops(crops, **POOR, scale=0.3, seed=1)
    assert not set(one["image"]) & set(other["image"])
    twins = rescan_crops(crops.assign(image=crops["image"].iloc[0]), **POOR, scale=0.3, seed=0)
    assert twins["image"].nunique() == 3
    pd.testing.assert_frame_equal(one.drop(columns="image"), crops.drop(columns="image"))


@given(st.integers(1, 90), st.integers(1, 400), st.floats(0.05, 1))
def test_a_new_scan_is_as_large_as_its_share_of_the_old_one(height, width, scale):
    small = rescan(np.full((height, width), 200, np.uint8), scale=scale, rng=generator(), **POOR)
    assert small.dtype == np.uint8
    assert all(
        abs(s - scale * side) <= 1 and s >= 1 for s, side in zip(small.shape, (height, width), strict=True)
    )


@pytest.mark.parametrize("settings", [PLAIN, POOR])
def test_detail_is_lost_with_each_step(settings):
    image, kept = line(), []
    for dpi in (300, 200, 150, 100, 66, 50):
        small = rescan(image, scale=dpi / 300, rng=generator(), **settings)
        large = cv2.resize(small, image.shape[::-1], interpolation=cv2.INTER_CUBIC)
        kept.append(np.corrcoef(image.ravel(), large.ravel())[0, 1])
    assert kept == sorted(kept, reverse=True) and kept[0] > kept[-1] + 0.1


def test_noise_is_that_of_the_new_scan_in_grey_levels():
    grey = rescan(np.full((400, 400), 128, np.uint8), scale=0.5, rng=generator(), **PLAIN | {"noise": 22.0})
    assert grey.astype(float).std() == pytest.approx(22, rel=0.03)
    assert grey.astype(float).mean() == pytest.approx(128, abs=0.5)


def test_contrast_and_brightness_vary_within_their_bounds():
    image = np.tile(np.array([60, 180], np.uint8), (40, 200)).repeat(2, axis=1)
    settings = PLAIN | {"blur": 0.0, "contrast": 0.2, "brightness": 20.0}
    scans = [rescan(image, scale=1.0, rng=generator(seed), **settings).astype(float) for seed in range(60)]
    gains, shifts = [np.ptp(scan) / 120 for scan in scans], [scan.mean() - 120 for scan in scans]
    assert 0.79 < min(gains) < 0.85 and 1.15 < max(gains) < 1.21
    assert -21 < min(shifts) < -15 and 15 < max(shifts) < 21


def test_a_scan_in_black_and_white_has_no_grey():
    parted = rescan(line(), scale=0.5, rng=generator(), **POOR | {"binarise": True})
    assert set(np.unique(parted)) == {0, 255} and (parted == 255).mean() > 0.5


def test_captions_are_scanned_too_and_colours_go(crops):
    colour = BytesIO()
    Image.new("RGB", (60, 20), (200, 120, 40)).save(colour, format="PNG")
    own = crops.assign(image=colour.getvalue(), caption=[crops["image"].iloc[0], None, None])
    scanned = rescan_crops(own, **POOR, scale=0.5, seed=0)
    assert decode_png(scanned["image"].iloc[0]).shape == (10, 30)
    assert decode_png(scanned["caption"].iloc[0]).shape == (40, 310) and scanned["caption"].isna().sum() == 2


def test_the_script_scans_a_shard_as_the_plan_says(crops, run, tmp_path):
    whole = crops.assign(source="pr", role="name", orientation="horizontal", parts=1)
    frames.write(whole, tmp_path / "crops.parquet", tables.CROPS)
    settings = POOR | {"scale": 0.22, "seed": 0}
    run("rescan_crops", input={"crops": "crops.parquet"}, output={"crops": "new.parquet"}, settings=settings)
    new = frames.read(tmp_path / "new.parquet", tables.CROPS)
    assert [decode_png(data).shape for data in new["image"]] == [(18, 136)] * 3
