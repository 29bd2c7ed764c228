"""Pixels of every kind of file come upright, dark on light, at their own size, over whole kinds."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps

from clippings.images import count_pages, open_page

INK, PAPER = 40, 230
# A page that no turn or flip maps onto itself: ink in one corner, wider than high.
PAGE = np.full((20, 33), PAPER, np.uint8)
PAGE[:5, :8], PAGE[9:11, 20:] = INK, 90


def grey_of(path, **options):
    """Read a page as grey, whatever its channels."""
    page = open_page(path, **options)
    return page if page.ndim == 2 else np.asarray(Image.fromarray(page).convert("L"))


def near(found, expected, *, within=3):
    return found.shape == expected.shape and np.abs(found.astype(int) - expected).max() <= within


def tiff(values, *, order="<", bits, photometric=1, sample_format=1, orientation=1, predefined=()):
    """Return an uncompressed grey TIFF of one strip, in either byte order."""
    height, width = values.shape
    kind = {1: "u", 2: "i", 3: "f"}[sample_format]
    data = values if isinstance(values, bytes) else values.astype(f"{order}{kind}{bits // 8}").tobytes()
    tags = [
        (256, 3, width),
        (257, 3, height),
        (258, 3, bits),
        (259, 3, 1),
        (262, 3, photometric),
        (273, 4, 8),
        (274, 3, orientation),
        (277, 3, 1),
        (278, 3, height),
        (279, 4, len(data)),
        (339, 3, sample_format),
    ]
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8 + len(data))
    entries = b"".join(
        struct.pack(f"{order}HHI", tag, kind, 1)
        + (struct.pack(f"{order}HH", value, 0) if kind == 3 else struct.pack(f"{order}I", value))
        for tag, kind, value in tags
    )
    return head + data + struct.pack(f"{order}H", len(tags)) + entries + bytes(4)


TURNS = {
    1: lambda page: page,
    2: np.fliplr,
    3: lambda page: np.rot90(page, 2),
    4: np.flipud,
    5: lambda page: page.T,
    6: lambda page: np.rot90(page, -1),
    7: lambda page: np.rot90(page, 2).T,
    8: np.rot90,
}


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("orientation", TURNS)
def test_uncompressed_tiffs_of_every_orientation_are_upright(tmp_path, orientation, order):
    path = tmp_path / "page.tif"
    path.write_bytes(tiff(PAGE, order=order, bits=8, orientation=orientation))
    assert np.array_equal(open_page(path), TURNS[orientation](PAGE))


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_deflate", "packbits"])
@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("mode", ["1", "L", "RGB", "I;16"])
def test_tiffs_of_every_orientation_and_compression_are_upright(tmp_path, mode, orientation, compression):
    path = tmp_path / "page.tif"
    image = Image.fromarray(PAGE.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(PAGE)
    image = image if mode == "I;16" else image.convert(mode, dither=Image.Dither.NONE)
    image.save(path, tiffinfo={274: orientation}, compression=compression)
    expected = np.where(PAGE > 127, 255, 0) if mode == "1" else PAGE
    assert near(grey_of(path), TURNS[orientation](expected), within=1)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp"])
@pytest.mark.parametrize("orientation", TURNS)
def test_exif_of_every_orientation_is_followed(tmp_path, suffix, orientation):
    path, exif = tmp_path / f"page.{suffix}", Image.Exif()
    exif[274] = orientation
    Image.fromarray(np.kron(PAGE, np.ones((8, 8), np.uint8))).save(path, exif=exif, quality=95)
    page = grey_of(path)
    expected = TURNS[orientation](PAGE)
    assert page.shape == (expected.shape[0] * 8, expected.shape[1] * 8)
    assert near(page[4::8, 4::8], expected, within=12)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("photometric", [0, 1])
@pytest.mark.parametrize(
    ("bits", "used", "sample_format"),
    [
        (8, 8, 1),
        *((16, used, 1) for used in (8, 10, 12, 14, 16)),
        (32, 16, 1),
        (32, 32, 1),
        (32, 1, 3),
        (32, 16, 3),
    ],
)
def test_grey_of_every_depth_and_polarity_is_dark_on_light(
    tmp_path, bits, used, sample_format, photometric, order
):
    """`used` bits are full in the lightest place of a page, whatever the container holds."""
    scale = (2**used - 1) / 255
    ramp = PAGE if photometric else 255 - PAGE
    # The margin of a scan is burnt out, so that the range that is used can be seen.
    ramp = np.pad(ramp, 1, constant_values=255)
    path = tmp_path / "page.tif"
    path.write_bytes(
        tiff(ramp * scale, order=order, bits=bits, photometric=photometric, sample_format=sample_format)
    )
    assert near(open_page(path)[1:-1, 1:-1], PAGE, within=1)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("photometric", [0, 1])
@pytest.mark.parametrize("bits", [1, 2, 4, 12])
def test_packed_grey_is_dark_on_light(tmp_path, bits, photometric, order):
    levels = np.rint((PAGE if photometric else 255 - PAGE) / 255 * (2**bits - 1)).astype(np.uint16)
    levels[0, 0] = 2**bits - 1
    digits = (levels[:, :, None] >> np.arange(bits - 1, -1, -1)) & 1
    rows = [np.packbits(row.reshape(-1)).tobytes() for row in digits]
    header = tiff(np.zeros((20, 33)), order=order, bits=8, photometric=photometric)
    strip = b"".join(rows)
    path = tmp_path / "page.tif"
    path.write_bytes(patched(header, strip, order, bits))
    expected = np.rint(levels * (255 / (2**bits - 1)))
    assert near(open_page(path), expected if photometric else 255 - expected, within=1)


def patched(header, strip, order, bits):
    """Put another strip, and its depth, into an uncompressed TIFF."""
    (offset,) = struct.unpack_from(f"{order}I", header, 4)
    directory = bytearray(header[offset:])
    for start in range(2, len(directory) - 4, 12):
        tag = struct.unpack_from(f"{order}H", directory, start)[0]
        if tag == 258:
            struct.pack_into(f"{order}HH", directory, start + 8, bits, 0)
        if tag == 279:
            struct.pack_into(f"{order}I", directory, start + 8, len(strip))
    return header[:4] + struct.pack(f"{order}I", 8 + len(strip)) + strip + bytes(directory)


def test_signed_pixels_start_at_their_least(tmp_path):
    path = tmp_path / "page.tif"
    path.write_bytes(tiff(PAGE.astype(int) * 257 - 32768, bits=16, sample_format=2))
    page = open_page(path)
    assert near(page, (PAGE.astype(int) - INK), within=2)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("white", [1, 255, 65535])
def test_what_is_no_number_is_paper(tmp_path, bad, white):
    values = PAGE / 255 * white
    values[12:15, 3:9] = bad
    path = tmp_path / "page.tif"
    Image.fromarray(values.astype(np.float32)).save(path)
    expected = PAGE.copy()
    expected[12:15, 3:9] = 255
    assert near(open_page(path), expected, within=1)


@settings(max_examples=25)
@given(
    st.integers(0, 1),
    st.integers(1, 60),
    st.integers(1, 60),
    st.sampled_from(["L", "RGB", "1"]),
    st.randoms(),
)
def test_what_is_written_without_loss_is_read_again(tmp_path_factory, kind, width, height, mode, random):
    values = np.array([random.randrange(256) for _ in range(width * height)], np.uint8).reshape(height, width)
    image = Image.fromarray(values).convert(mode)
    path = tmp_path_factory.mktemp("page") / ("page.png", "page.tif")[kind]
    image.save(path)
    assert np.array_equal(open_page(path), np.asarray(image.convert("RGB" if mode == "RGB" else "L")))


def clear_png(depth, kind, clear, samples):
    """Return a PNG of one row of samples, with the transparent value `clear` (tRNS)."""
    bits = "".join(f"{value:0{depth}b}" for value in samples)
    row = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    width = len(samples) // (3 if kind == 2 else 1)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, 1, depth, kind, 0, 0, 0)),
        (b"tRNS", struct.pack(f">{len(clear)}H", *clear)),
        (b"IDAT", zlib.compress(b"\0" + row)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


@pytest.mark.parametrize(
    ("depth", "kind", "clear", "samples", "expected"),
    [
        (1, 0, [0], [0, 1, 0], [255, 255, 255]),
        (2, 0, [1], [0, 1, 2, 3], [0, 255, 170, 255]),
        (4, 0, [0], [0, 1, 8], [255, 17, 136]),
        (8, 0, [7], [7, 90, 200], [255, 90, 200]),
        (16, 0, [300], [300, 257 * 90, 65535], [255, 90, 255]),
        (8, 2, [1, 2, 3], [1, 2, 3, 9, 9, 9], [255, 9]),
        (16, 2, [257, 514, 771], [257, 514, 771, 2313, 2313, 2313], [255, 9]),
    ],
)
def test_a_transparent_value_is_paper_at_every_depth(tmp_path, depth, kind, clear, samples, expected):
    path = tmp_path / "page.png"
    path.write_bytes(clear_png(depth, kind, clear, samples))
    assert grey_of(path).tolist() == [expected]


@pytest.mark.parametrize("mode", ["LA", "RGBA", "PA", "P"])
def test_transparent_black_is_paper_in_every_mode(tmp_path, mode):
    """Ink is opaque, paper is black and transparent: read as it would look on a sheet."""
    alpha = Image.fromarray(np.where(PAGE == PAPER, 0, 255).astype(np.uint8))
    image = Image.fromarray(np.where(PAGE == PAPER, 0, PAGE).astype(np.uint8))
    path = tmp_path / ("page.tif" if mode == "PA" else "page.png")
    if mode == "P":
        image = Image.fromarray(PAGE)
        image = image.convert("RGB").quantize(4)
        image.save(path, transparency=int(np.asarray(image)[-1, 0]))
    else:
        image = image.convert(mode.removesuffix("A"))
        image.putalpha(alpha)
        assert image.mode == mode
        image.save(path)
    assert near(grey_of(path), np.where(PAGE == PAPER, 255, PAGE), within=4)


def to_lab(image):
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    return ImageCms.profileToProfile(image, *profiles, outputMode="LAB")


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr", "LAB"])
def test_other_spaces_of_colour_are_read(tmp_path, mode):
    colour = Image.fromarray(np.dstack([PAGE, PAGE // 2, PAGE // 3]))
    path = tmp_path / "page.tif"
    (to_lab(colour) if mode == "LAB" else colour.convert(mode)).save(path)
    assert near(open_page(path), np.asarray(colour), within=8)


def test_deep_colour_is_read(tmp_path):
    path = tmp_path / "page.png"
    path.write_bytes(clear_png(16, 2, [0, 0, 0], [257 * 200, 257 * 100, 257 * 50]))
    assert open_page(path).tolist() == [[[200, 100, 50]]]


def test_thumbnails_and_masks_are_no_pages(tmp_path):
    page, small = Image.fromarray(PAGE), Image.new("L", (4, 3), 9)
    path = tmp_path / "page.tif"
    buffer = BytesIO()
    from PIL.TiffImagePlugin import AppendingTiffWriter

    with AppendingTiffWriter(buffer, new=True) as writer:
        for image, kind in ((small, 1), (page, 0), (small, 4), (ImageOps.invert(page), 0)):
            image.save(writer, "TIFF", tiffinfo={254: kind})
            writer.newFrame()
    path.write_bytes(buffer.getvalue())
    assert count_pages(path) == 2
    assert np.array_equal(open_page(path, frame=0), PAGE)
    assert np.array_equal(open_page(path, frame=1), 255 - PAGE)


def test_of_a_jpeg_with_a_second_picture_the_first_is_the_page(tmp_path):
    path = tmp_path / "phone.jpg"
    first = Image.fromarray(np.kron(PAGE, np.ones((8, 8), np.uint8)))
    first.save(path, format="MPO", save_all=True, append_images=[Image.new("L", (5, 5))])
    assert count_pages(path) == 1
    assert open_page(path, frame=None).shape == (160, 264)


def pdf(image, *, matrix, box, rotate=0, content="", more=""):
    """Return a PDF of one page, on which a grey image is drawn with `matrix`, and `content` above it."""
    data = zlib.compress(image.tobytes())
    drawn = f"q {matrix} cm /I Do Q {content}".encode()
    font = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Rotate {rotate}/Contents 4 0 R"
        f"/Resources<</XObject<</I 5 0 R>>{font}>>>>".encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        f"<</Type/XObject/Subtype/Image/Width {image.shape[1]}/Height {image.shape[0]}/BitsPerComponent 8"
        f"/ColorSpace/DeviceGray{more}/Filter/FlateDecode/Length {len(data)}>>stream\n".encode()
        + data
        + b"\nendstream",
    ]
    return (
        b"%PDF-1.7\n"
        + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
        + (b"trailer<</Root 1 0 R/Size 6>>\n%%EOF")
    )


# 33 x 20 pixels on pages of other sizes in points: 11 x 6.67 points are 216 dots an inch.
UPRIGHT = "11 0 0 6.6667 0 0"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("matrix", "box", "turn"),
    [
        (UPRIGHT, "0 0 11 6.6667", lambda page: page),
        ("33 0 0 20 5 7", "5 7 38 27", lambda page: page),
        ("0 11 -6.6667 0 6.6667 0", "0 0 6.6667 11", np.rot90),
        ("0 -11 6.6667 0 0 11", "0 0 6.6667 11", lambda page: np.rot90(page, -1)),
        ("-11 0 0 -6.6667 11 6.6667", "0 0 11 6.6667", lambda page: np.rot90(page, 2)),
        ("11 0 0 -6.6667 0 6.6667", "0 0 11 6.6667", np.flipud),
    ],
)
def test_a_scan_in_a_pdf_is_read_at_its_own_pixels(tmp_path, matrix, box, turn, rotate):
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf(PAGE, matrix=matrix, box=box, rotate=rotate))
    assert np.array_equal(grey_of(path), np.rot90(turn(PAGE), -rotate // 90))


def test_the_invisible_text_of_an_ocr_changes_nothing(tmp_path):
    path = tmp_path / "page.pdf"
    text = "BT 3 Tr /F 2 Tf 1 1 Td (text) Tj ET"
    path.write_bytes(pdf(PAGE, matrix=UPRIGHT, box="0 0 11 6.6667", content=text))
    assert np.array_equal(grey_of(path), PAGE)


@pytest.mark.parametrize(
    ("matrix", "content"),
    [(UPRIGHT, "BT /F 2 Tf 1 1 Td (text) Tj ET"), (UPRIGHT, "1 1 3 3 re f"), ("5 0 0 5 0 0", "")],
    ids=["text", "drawing", "small image"],
)
def test_what_is_more_than_a_scan_is_rendered_at_300_dots_an_inch(tmp_path, matrix, content):
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf(PAGE, matrix=matrix, box="0 0 11 6.6667", content=content))
    assert grey_of(path).shape == (28, 46)


def test_a_scan_with_unlike_resolutions_keeps_the_shape_of_its_page(tmp_path):
    path = tmp_path / "fax.pdf"
    path.write_bytes(pdf(PAGE, matrix="33 0 0 40 0 0", box="0 0 33 40"))
    assert grey_of(path).shape == (40, 33)


def test_a_page_with_too_many_pixels_says_so_before_it_is_decoded(tmp_path):
    for suffix in ("png", "tif", "pdf"):
        path = tmp_path / f"page.{suffix}"
        Image.fromarray(PAGE).save(path)
        with pytest.raises(ValueError) as caught:
            open_page(path, most_pixels=600)
        assert str(caught.value) == (
            f"{path}: frame 0 has 33 x 20 pixels, expected at most 600 in all; make the image smaller, or for"
            " pages raise `layout: most_pixels`"
        )
        assert open_page(path, most_pixels=660).shape[:2] == (20, 33)


def test_a_pdf_of_a_page_as_large_as_a_wall_is_refused(tmp_path):
    path = tmp_path / "wall.pdf"
    document = pypdfium2.PdfDocument.new()
    document.new_page(10_000, 14_000)
    document.save(path)
    with pytest.raises(ValueError, match="41,667 x 58,333 pixels, expected at most 400,000,000 in all"):
        open_page(path)
