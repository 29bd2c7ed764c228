"""Engines by name; blank crops; the script."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.encoder.preparation import prepare_images
from clippings.encoder.prepared import read_prepared
from clippings.images import encode_png
from clippings.ocr import readings
from clippings.ocr.readings import read_names, recognise_names

SCRIPT = Path(__file__).resolve().parents[3] / "workflow/scripts/read_names.py"


def echo(images, orientations, **settings):
    """An engine that reads the width of each crop."""
    return [(f"{image.shape[1]} 点 線", 0.5) for image in images]


@pytest.mark.parametrize("engine", ["tesseract", "ppocr"])
def test_a_blank_crop_among_names_gives_an_empty_text_and_its_status(engine, crops_of, model):
    settings = {"tesseract": {"language": "jpn"}, "ppocr": {"model": model}}[engine]
    crops = crops_of(["三菱電機", None, "奈良交通"])
    found = frames.check(read_names(crops, engine, settings=settings), tables.READINGS, where="readings")
    assert found["crop"].tolist() == crops["crop"].tolist()
    assert found["status"].tolist() == ["ok", "blank", "ok"]
    assert found["text"].fillna("").tolist() == ["三菱電機", "", "奈良交通"]
    assert found["confidence"].isna().tolist() == [False, True, False]


def test_aged_paper_without_ink_never_reaches_the_engine(monkeypatch, crops_of):
    monkeypatch.setitem(readings.ENGINES, "echo", echo)
    crops = crops_of(["三菱"])
    paper = np.random.default_rng(0).normal(220, 3, (40, 100)).clip(0, 255).astype(np.uint8)
    crops["image"] = [encode_png(paper)]
    assert read_names(crops, "echo", settings={})["status"].tolist() == ["blank"]


def test_an_engine_may_go_under_another_name(monkeypatch, crops_of):
    monkeypatch.setitem(readings.ENGINES, "echo", echo)
    found = read_names(crops_of(["三菱"]), "other", settings={"reader": "echo", "language": "eng"})
    assert found["engine"].tolist() == ["other"]
    assert found["text"].iloc[0].endswith(" 点線")


def test_the_engine_transcription_takes_the_text_that_came_with_the_page(crops_of):
    """No image is opened."""
    crops = crops_of([None] * 3).assign(
        transcribed=["青 木", None, "Aoki  Shōten"], image=[b"no picture"] * 3
    )
    found = read_names(crops, "transcription", settings={})
    found = frames.check(found, tables.READINGS, where="readings")
    assert found["text"].tolist() == ["青木", "", "Aoki Shōten"]
    assert found["status"].tolist() == ["ok", "blank", "ok"]
    assert found["confidence"].dropna().to_dict() == {0: 1, 2: 1}
    assert set(found["engine"]) == {"transcription"}


def test_a_damaged_crop_is_named(crops_of):
    crops = crops_of(["三菱", "奈良"])
    crops["image"] = [crops["image"][0], b"not a picture"]
    with pytest.raises(ValueError, match="crop horizontal-001: not a readable image"):
        read_names(crops, "tesseract", settings={"language": "jpn"})


def test_no_crops_give_no_readings(crops_of, model):
    assert read_names(crops_of([]), "ppocr", settings={"model": model}).empty


def test_the_script_reads_one_shard(tmp_path, crops_of):
    frames.write(crops_of(["三菱電機"], "vertical"), tmp_path / "crops.parquet", tables.CROPS)
    step = SimpleNamespace(
        input=SimpleNamespace(crops=tmp_path / "crops.parquet"),
        output=SimpleNamespace(readings=tmp_path / "readings.parquet"),
        params=SimpleNamespace(settings={"language": "jpn"}),
        wildcards=SimpleNamespace(engine="tesseract"),
        threads=1,
        log=[str(tmp_path / "read_names.log")],
    )
    runpy.run_path(str(SCRIPT), init_globals={"snakemake": step})
    found = frames.read(tmp_path / "readings.parquet", tables.READINGS)
    assert found["engine"].tolist() == ["tesseract"] and found["status"].tolist() == ["ok"]
    assert "1 crops" in (tmp_path / "read_names.log").read_text()


def test_one_pass_reads_the_same_and_keeps_what_was_seen(tmp_path, crops_of, model):
    """Names of both directions and a blank crop, through the script."""
    parts = [crops_of(["三菱電機", None, "奈良交通"]), crops_of(["日本光学工業", "川崎製鉄"], "vertical")]
    crops = pd.concat(parts, ignore_index=True)
    frames.write(crops, tmp_path / "crops.parquet", tables.CROPS)
    outputs = {"readings": tmp_path / "readings.parquet", "images": tmp_path / "images.npz"}
    step = SimpleNamespace(
        input=SimpleNamespace(crops=tmp_path / "crops.parquet", model=model),
        output=SimpleNamespace(**outputs),
        params=SimpleNamespace(settings={"model": model}),
        wildcards=SimpleNamespace(engine="ppocr"),
        threads=1,
        log=[str(tmp_path / "recognise_names.log")],
    )
    runpy.run_path(str(SCRIPT.with_name("recognise_names.py")), init_globals={"snakemake": step})
    expected = read_names(crops, "ppocr", settings={"model": model})
    pd.testing.assert_frame_equal(frames.read(outputs["readings"], tables.READINGS), expected)
    images = read_prepared([outputs["images"]])
    assert images.records.tolist() == crops["crop"].tolist()
    assert images.lengths(np.array([0, 2, 3, 4])).tolist() == [4, 4, 6, 4]
    assert images.lengths(np.array([1])) > 0, "a blank crop is seen, too"
    best = images.batch(np.array([3])).codes[0, :, 0]
    assert "".join(chr(code) for code in best) == "日本光学工業"
    prepared = prepare_images(crops, {"vision": "ppocr", "recogniser": model}, threads=1)
    for name, array in prepared.arrays().items():
        assert np.array_equal(array, images.arrays()[name]), "the encoder prepares images of its own alike"


def test_a_caption_is_read_and_its_image_is_seen(crops_of, draw, model):
    crops = crops_of(["三菱電機", "奈良交通"])
    crops["caption"] = [encode_png(draw("川崎製鉄")), None]
    readings, images = recognise_names(crops, "ppocr", settings={"model": model})
    assert readings["text"].tolist() == ["川崎製鉄", "奈良交通"]
    assert "".join(chr(code) for code in images["codes"][:4, 0]) == "三菱電機"


def test_a_caption_is_read_in_place_of_the_image(monkeypatch, crops_of):
    monkeypatch.setitem(readings.ENGINES, "echo", echo)
    crops = crops_of(["三菱", "三菱"])
    wide = np.full((40, 333), 255, np.uint8)
    wide[10:30, 20:300] = 0
    crops["caption"] = [encode_png(wide), None]
    found = read_names(crops, "echo", settings={})["text"].tolist()
    assert found[0].startswith("333") and not found[1].startswith("333")


STRANGE = [(30, 40_000), (40_000, 30), (1, 1), (2, 2), (1, 100), (100, 1)]


@pytest.mark.parametrize("size", STRANGE, ids=str)
@pytest.mark.parametrize("engine", ["tesseract", "ppocr"])
def test_one_strange_crop_leaves_the_others_read(engine, size, crops_of, model):
    settings = {"tesseract": {"language": "jpn"}, "ppocr": {"model": model}}[engine]
    crops = crops_of(["三菱電機", None, "奈良交通"])
    strange = (np.indices(size).sum(axis=0) % 2 * 255).astype(np.uint8)
    crops["image"] = [crops["image"][0], encode_png(strange), crops["image"][2]]
    found = frames.check(read_names(crops, engine, settings=settings), tables.READINGS, where="readings")
    assert found["text"].tolist()[::2] == ["三菱電機", "奈良交通"]
    assert found["status"].tolist()[::2] == ["ok", "ok"]
    if engine == "tesseract" and max(size) > 32_767:
        assert found.loc[1, "status"] == "unreadable" and pd.isna(found.loc[1, "confidence"])


def test_the_pass_that_keeps_features_survives_a_strange_crop_too(crops_of, model):
    crops = crops_of(["三菱電機", None, "奈良交通"])
    strange = (np.indices((30, 40_000)).sum(axis=0) % 2 * 255).astype(np.uint8)
    crops["image"] = [crops["image"][0], encode_png(strange), crops["image"][2]]
    found, images = recognise_names(crops, "ppocr", settings={"model": model})
    assert found["text"].tolist()[::2] == ["三菱電機", "奈良交通"]
    assert (np.diff(images["starts"]) > 0).all()
