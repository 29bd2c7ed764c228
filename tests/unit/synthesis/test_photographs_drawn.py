"""Photographs as listed, opened, cropped of film edges; real ones where they are at hand."""

import io
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clippings.images import open_page
from clippings.photographs import list_photographs
from clippings.synthesis.darkroom import film_box, open_photograph, read_bundle

ROOT = Path(__file__).resolve().parents[3]
REAL = Path(os.environ.get("CLIPPINGS_REAL_DATA", ROOT.parent / "shared/data")) / "photographs"
SCENE = np.random.default_rng(0).integers(70, 220, (120, 160)).astype(np.uint8)


def png(image):
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, format="PNG")
    return buffer.getvalue()


def bundle(name, content):
    """Write a Qt resource bundle of one file below the root, version 1, by its documented layout."""
    names = struct.pack(">HI", len(name), 0) + name.encode("utf-16-be")
    root = struct.pack(">IHII", 0, 2, 1, 1)
    file = struct.pack(">IHHHI", 0, 0, 0, 0, 0)
    contents = struct.pack(">I", len(content)) + content
    head = 20
    places = (1, head, head + len(root + file), head + len(root + file) + len(contents))
    return b"qres" + struct.pack(">4I", *places) + root + file + contents + names


def row(path, **given):
    return (
        dict.fromkeys(["member", "item", "x0", "y0", "x1", "y1"]) | {"photograph": "p", "path": path} | given
    )


def test_a_bundle_gives_its_files_by_path():
    assert read_bundle(bundle("cat.webp", b"meow")) == {"cat.webp": b"meow"}
    with pytest.raises(ValueError, match=r"expected a Qt resource bundle"):
        read_bundle(b"PK\x03\x04")
    with pytest.raises(ValueError, match="cut short"):
        read_bundle(bundle("cat.webp", b"meow")[:30])


def test_a_scene_is_cut_out_of_an_image_in_a_bundle_in_an_archive(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pictures.rcc", bundle("cat.png", png(SCENE)))
    listed = row(str(path), member="pictures.rcc", item="cat.png", x0=0.5, y0=0.0, x1=1.0, y1=0.5)
    assert np.array_equal(open_photograph(listed), SCENE[:60, 80:])
    with pytest.raises(ValueError, match=r"no image 'dog.png' in pictures.rcc"):
        open_photograph(listed | {"item": "dog.png"})
    with pytest.raises(ValueError, match=r"no file 'gone.rcc' inside"):
        open_photograph(listed | {"member": "gone.rcc"})


@pytest.mark.parametrize(("film", "mount"), [(10, None), (245, None), (10, 250)])
def test_film_edges_are_cropped_and_the_picture_is_not(film, mount):
    framed = np.pad(SCENE, ((9, 14), (12, 6)), constant_values=film)
    if mount:
        framed = np.pad(framed, 5, constant_values=mount)
    x0, y0, x1, y1 = film_box(framed)
    shift = 5 if mount else 0
    assert 0 <= x0 - 12 - shift <= 4 and 0 <= y0 - 9 - shift <= 4
    assert 0 <= 12 + 160 + shift - x1 <= 4 and 0 <= 9 + 120 + shift - y1 <= 4


def test_a_number_scratched_into_the_edge_does_not_hide_it():
    framed = np.pad(SCENE, ((14, 0), (0, 0)), constant_values=10)
    framed[4:9, 60:80] = 240
    assert 14 <= film_box(framed)[1] <= 16


@pytest.mark.parametrize("tone", [5, 250])
def test_a_sky_or_a_shadow_without_end_is_no_edge(tone):
    sky = SCENE.copy()
    sky[:50] = tone
    assert film_box(sky) == (0, 0, 160, 120)
    assert film_box(SCENE) == (0, 0, 160, 120)


def test_a_users_table_names_files_beside_it(tmp_path):
    (tmp_path / "one.png").write_bytes(png(SCENE))
    table = tmp_path / "captions.csv"
    table.write_text('file,photographer,caption,year\none.png,N. N.,"Street, Akron, Ohio",1938\n')
    (found,) = list_photographs([table]).to_dict("records")
    assert (found["photograph"], found["path"]) == ("one", str(tmp_path / "one.png"))
    assert found["caption"] == "Street, Akron, Ohio"
    table.write_text("file,caption\ngone.png,Street\n")
    with pytest.raises(
        ValueError, match=r"gone.png: no such file, nor .*/gone.png; listed as photograph gone"
    ):
        list_photographs([table])
    table.write_text("picture,caption\ngone.png,Street\n")
    with pytest.raises(ValueError, match=r"no column 'path' or 'file', found picture, caption"):
        list_photographs([table])
    with pytest.raises(ValueError, match=r"none.csv: no such file"):
        list_photographs([tmp_path / "none.csv"])


def test_the_published_photographs_are_many_and_their_scenes_do_not_overlap():
    found = list_photographs([ROOT / "config/photographs.tsv"])
    assert len(found) >= 300
    for _, scenes in found.groupby(["path", "member", "item"], dropna=False):
        boxes = scenes[["x0", "y0", "x1", "y1"]].to_numpy()
        assert len(boxes) == 1 or not np.isnan(boxes).any()
        for place, a in enumerate(boxes):
            for b in boxes[:place]:
                assert min(a[2], b[2]) <= max(a[0], b[0]) or min(a[3], b[3]) <= max(a[1], b[1])


def test_real_negatives_lose_their_film_edges_and_little_else():
    if not REAL.is_dir():
        pytest.skip(f"no real photographs at {REAL} (CLIPPINGS_REAL_DATA names the folder)")
    listed = list_photographs([REAL / "captions.csv"])
    cropped = 0
    for path in listed["path"]:
        image = open_page(path)
        grey = np.asarray(Image.fromarray(image).convert("L"))
        x0, y0, x1, y1 = film_box(grey)
        share = (x1 - x0) * (y1 - y0) / grey.size
        assert 0.6 <= share <= 1
        cropped += share < 0.99
    assert cropped >= 0.8 * len(listed)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"file,caption\none.png,\xfcber\n", "line 2, byte 9: found 0xfc in another encoding"),
        (b"", "an empty file, expected a header"),
        (b"file,caption,x0\none.png,Street,left\n", "column 'x0' is not double"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_line(tmp_path, content, line):
    table = tmp_path / "captions.csv"
    table.write_bytes(content)
    with pytest.raises(ValueError) as refused:
        list_photographs([table])
    assert line in str(refused.value) and "\n" not in str(refused.value)
