"""Damaged image files of every kind give a page or one line: no crash, no hang, no more than 2 GiB."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

READING = Path(__file__).with_name("damaged_reading.py")
LIBRARY = Path(__file__).parents[2] / "workflow/lib"
KINDS = ["png", "jpg", "jp2", "j2k", "tif", "lzw.tif", "g4.tif", "deep.tif", "jpeg.tif", "pdf", "webp", "gif"]


def write(path, kind):
    """Write a small page of one kind."""
    ramp = np.add.outer(np.arange(60), np.arange(80)).astype(np.uint8)
    image = Image.fromarray(ramp).convert("RGB")
    match kind:
        case "lzw.tif":
            image.save(path, compression="tiff_lzw", save_all=True, append_images=[image])
        case "g4.tif":
            image.convert("1").save(path, compression="group4")
        case "deep.tif":
            Image.fromarray(ramp.astype(np.uint16) * 257).save(path, tiffinfo={274: 6})
        case "jpeg.tif":
            image.save(path, compression="jpeg")
        case _:
            image.save(path)


def read_damaged(tmp_path, kind, *, count):
    """Read `count` damaged files of a kind in a process of their own; return what it says is wrong."""
    path = tmp_path / f"page.{kind}"
    write(path, kind)
    command = [sys.executable, READING, path, str(count), "0"]
    environment = os.environ | {"PYTHONPATH": str(LIBRARY), "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment)
    return run.stdout + (f"{run.stderr[-1000:]} (status {run.returncode})" if run.returncode else "")


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_are_read_or_refused(tmp_path, kind):
    assert read_damaged(tmp_path, kind, count=25) == ""


@pytest.mark.chains
@pytest.mark.parametrize("kind", KINDS)
def test_many_damaged_files_are_read_or_refused(tmp_path, kind):
    assert read_damaged(tmp_path, kind, count=500) == ""
