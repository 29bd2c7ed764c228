"""Engines by name; blank crops; the script."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from clippings import frames, tables
from clippings.images import encode_png
from clippings.ocr import readings
from clippings.ocr.readings import read_names

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


def test_an_unknown_engine_is_one_line_with_the_known_names(crops_of):
    with pytest.raises(ValueError, match="unknown engine 'tesserract', expected one of ppocr, tesseract"):
        read_names(crops_of(["三菱"]), "tesserract", settings={})


def test_an_engine_may_go_under_another_name(monkeypatch, crops_of):
    monkeypatch.setitem(readings.ENGINES, "echo", echo)
    found = read_names(crops_of(["三菱"]), "other", settings={"reader": "echo", "language": "eng"})
    assert found["engine"].tolist() == ["other"]
    assert found["text"].iloc[0].endswith(" 点線")


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


def test_a_caption_is_read_in_place_of_the_image(monkeypatch, crops_of):
    monkeypatch.setitem(readings.ENGINES, "echo", echo)
    crops = crops_of(["三菱", "三菱"])
    wide = np.full((40, 333), 255, np.uint8)
    wide[10:30, 20:300] = 0
    crops["caption"] = [encode_png(wide), None]
    found = read_names(crops, "echo", settings={})["text"].tolist()
    assert found[0].startswith("333") and not found[1].startswith("333")
