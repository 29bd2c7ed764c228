"""Image files of every kind come as 8-bit grey or colour, and bad ones say in one line what they are."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from clippings.images import bears_ink, decode_png, encode_png, open_document, open_page, open_pages

RAMP = np.tile(np.linspace(0, 255, 32, dtype=np.uint8), (16, 1))
CORNER = np.full((16, 32, 3), 255, np.uint8)
CORNER[:4, :8] = (200, 30, 30)


@pytest.mark.parametrize("suffix", ["png", "jpg", "jp2", "j2k", "tif", "pdf"])
def test_each_kind_of_file_gives_its_page(tmp_path, suffix):
    path = tmp_path / f"page.{suffix}"
    Image.fromarray(CORNER).resize((320, 160)).save(path)
    page = open_page(path)
    assert page.dtype == np.uint8 and page.shape[2] == 3
    height, width = page.shape[:2]
    assert (width, height) == (320, 160)
    assert np.allclose(page[height // 8, width // 8], (200, 30, 30), atol=12)
    assert np.allclose(page[-height // 8, -width // 8], 255, atol=4)


def modes():
    grey, colour = Image.fromarray(RAMP), Image.fromarray(CORNER)
    sixteen = Image.fromarray(RAMP.astype(np.uint16) * 257)
    transparent = Image.fromarray(np.dstack([np.zeros_like(CORNER), 255 - RAMP]))
    return {
        "grey": (grey, RAMP, "png"),
        "16-bit": (sixteen, RAMP, "png"),
        "16-bit tiff": (sixteen, RAMP, "tif"),
        "32-bit": (Image.fromarray(RAMP.astype(np.int32)), RAMP, "tif"),
        "float": (Image.fromarray(RAMP.astype(np.float32) / 255), RAMP, "tif"),
        "1-bit": (grey.point(lambda v: 255 * (v > 99)).convert("1"), (RAMP > 99) * np.uint8(255), "tif"),
        "palette": (colour.quantize(8), CORNER, "png"),
        "cmyk": (colour.convert("CMYK"), CORNER, "tif"),
        "transparent black is paper": (transparent, np.dstack([RAMP] * 3), "png"),
        "grey with alpha": (transparent.convert("LA"), np.dstack([RAMP] * 3), "png"),
    }


@pytest.mark.parametrize("mode", modes())
def test_every_mode_becomes_eight_bits(tmp_path, mode):
    image, expected, suffix = modes()[mode]
    path = tmp_path / f"page.{suffix}"
    image.save(path)
    page = open_page(path)
    assert page.dtype == np.uint8 and page.shape == expected.shape
    assert np.abs(page.astype(int) - expected).max() <= 2


@pytest.mark.parametrize("suffix", ["jpg", "tif", "png"])
def test_a_page_turned_by_its_metadata_is_read_upright(tmp_path, suffix):
    path = tmp_path / f"page.{suffix}"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(CORNER).save(path, exif=exif)
    page = open_page(path)
    assert page.shape == (32, 16, 3)
    # Orientation 6 asks for a quarter turn clockwise: the upper left corner goes to the upper right.
    assert page[2, -2, 1] < 120 and page[2, 2, 1] > 200


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.tif"
    frames = [Image.fromarray(np.full((8, 8), shade, np.uint8)) for shade in (10, 20, 30)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    return path


def test_frames_are_told_apart_in_any_order(book):
    assert [open_page(book, frame=frame)[0, 0] for frame in (2, 0, 1)] == [30, 10, 20]


def test_pages_in_a_row_open_their_file_once(book, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "clippings.images.open_document",
        lambda path, **limit: opened.append(path) or open_document(path, **limit),
    )
    single = tmp_path / "single.png"
    Image.fromarray(RAMP).save(single)
    pages = list(open_pages([(book, 0), (book, 2), (single, 0), (book, 1)]))
    assert [page[0, 0] for page in pages] == [10, 30, 0, 20]
    assert opened == [book, single, book]


def test_a_bad_page_leaves_the_others_readable(book, tmp_path):
    missing = tmp_path / "missing.tif"
    pages = list(open_pages([(book, 0), (book, 9), (missing, 0), (missing, 1), (book, 1)]))
    assert [isinstance(page, ValueError) for page in pages] == [False, True, True, True, False]
    assert pages[4][0, 0] == 20


def spoil(path, kind):
    whole = path.with_name("whole.jpg")
    Image.effect_noise((300, 300), 90).convert("RGB").save(whole)
    contents = {"empty": b"", "text": b"not an image", "cut short": whole.read_bytes()[:9000]}
    if kind != "missing":
        path.write_bytes(contents[kind])


@pytest.mark.parametrize(
    ("kind", "name", "says"),
    [
        ("missing", "page.jpg", "no such file; expected a PNG, JPEG, JPEG 2000, TIFF or PDF"),
        ("empty", "page.png", r"the file is empty \(0 bytes\)"),
        ("text", "page.png", "not a readable image"),
        ("text", "page.pdf", "not a readable image"),
        ("cut short", "page.jpg", r"frame 0 is damaged \(.*truncated.*\); expected a whole image"),
    ],
)
def test_a_bad_file_says_in_one_line_what_it_is(tmp_path, kind, name, says):
    path = tmp_path / name
    spoil(path, kind)
    with pytest.raises(ValueError, match=says) as caught:
        open_page(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("frame", [3, -1])
def test_a_frame_that_the_file_lacks_is_named(book, frame):
    with pytest.raises(ValueError, match=rf"frame {frame} was asked for, expected 0 to 2 .*3\)"):
        open_page(book, frame=frame)


def test_a_file_of_several_pages_needs_a_frame_named(book, tmp_path):
    with pytest.raises(ValueError, match=r"3 frames and none named, expected an image of one"):
        open_page(book, frame=None)
    Image.fromarray(RAMP).save(tmp_path / "single.png")
    assert np.array_equal(open_page(tmp_path / "single.png", frame=None), RAMP)


@pytest.mark.parametrize("image", [RAMP, CORNER], ids=["grey", "colour"])
def test_png_bytes_give_the_image_back(image):
    assert np.array_equal(decode_png(encode_png(image)), image)


@pytest.mark.parametrize("size", [(300, 60), (600, 120), (900, 300), (1200, 700), (200, 2000)])
@pytest.mark.parametrize("inverted", [False, True], ids=["black on white", "white on black"])
def test_a_line_is_ink_however_much_paper_is_around_it(size, inverted):
    card = Image.new("L", size, 235)
    ImageDraw.Draw(card).text((20, 10), "E. Mueller", fill=20, font=ImageFont.load_default(size=30))
    paper = np.random.default_rng(0).normal(0, 3, size[::-1])
    image = (np.asarray(card) + paper).clip(0, 255).astype(np.uint8)
    assert bears_ink(255 - image if inverted else image)


@pytest.mark.parametrize("shape", [(40, 100), (30, 3000), (3000, 30), (700, 1200), (1, 1), (1, 90_000)])
@pytest.mark.parametrize("shade", [20, 128, 220])
def test_paper_with_a_speck_is_no_ink(shape, shade):
    image = np.random.default_rng(0).normal(shade, 3, shape).clip(0, 255).astype(np.uint8)
    if image.size > 1:
        image[:4, :4] = 255 - shade
    assert not bears_ink(image)
