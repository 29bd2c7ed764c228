"""Pictures come back as they were, from memory and from files, and files are read as they are used."""

from pathlib import Path

import numpy as np
import pytest

from clippings.encoder import pixels
from clippings.encoder.pixels import lay_out
from clippings.encoder.prepared import read_prepared, write_prepared

SHAPE = (3, 12, 16)
HANDLES = Path("/proc/self/fd")


def drawn(generator, *, grey):
    """A line of ink in the middle of a white picture."""
    picture = np.full(SHAPE, 255, np.uint8)
    line = generator.integers(0, 256, (1 if grey else 3, 4, 14), dtype=np.uint8)
    picture[:, 5:9, 1:15] = line
    return picture


@pytest.fixture
def pictures():
    """Grey ones, coloured ones, a white one, and one without margins."""
    generator = np.random.default_rng(0)
    found = [drawn(generator, grey=grey) for grey in (True, False, True, False)]
    return np.stack([*found, np.full(SHAPE, 255, np.uint8), np.zeros(SHAPE, np.uint8)])


def shards(pictures, folder, cuts):
    paths = []
    for number, part in enumerate(np.split(np.arange(len(pictures)), cuts)):
        paths.append(folder / f"{number}.npz")
        write_prepared(lay_out(part.astype(str), pictures[part], shape=SHAPE), paths[-1])
    return paths


@pytest.mark.parametrize("cuts", [[], [2], [0, 3, 5]])
def test_pictures_come_back_as_they_were(cuts, pictures, tmp_path):
    rows = np.array([5, 0, 3, 4, 1, 2, 0])
    read = read_prepared(shards(pictures, tmp_path, cuts))
    assert read.records.tolist() == list("012345")
    assert np.array_equal(read.batch(rows).numpy(), pictures[rows])


def test_of_a_grey_line_one_channel_and_no_margin_is_kept(pictures):
    sizes = [len(lay_out(np.array(["a"]), [picture], shape=SHAPE).stores[0]) for picture in pictures]
    assert sizes == [4 * 14, 3 * 4 * 14, 4 * 14, 3 * 4 * 14, 0, 12 * 16]


def test_the_bytes_stay_in_their_files_until_they_are_used(pictures, tmp_path):
    read = read_prepared(shards(pictures, tmp_path, [2]))
    assert all(isinstance(store, np.memmap) for store in read.stores)


@pytest.mark.skipif(not HANDLES.exists(), reason="open files are listed on Linux alone")
def test_a_file_is_closed_before_its_bytes_are_mapped(pictures, tmp_path, monkeypatch):
    paths, mapped, opened = shards(pictures, tmp_path, [1, 2, 3]), pixels._mapped, []
    monkeypatch.setattr(
        pixels, "_mapped", lambda *given: opened.append(len([*HANDLES.iterdir()])) or mapped(*given)
    )
    before = len([*HANDLES.iterdir()])
    assert len(read_prepared(paths).records) == 6 and opened[0] == before


def test_pictures_of_two_shapes_do_not_mix(tmp_path):
    for side in (2, 3):
        images = lay_out(np.array([f"a{side}"]), np.zeros((1, 1, side, side)), shape=(1, side, side))
        write_prepared(images, tmp_path / f"{side}.npz")
    with pytest.raises(ValueError, match="different towers"):
        read_prepared([tmp_path / "2.npz", tmp_path / "3.npz"])
