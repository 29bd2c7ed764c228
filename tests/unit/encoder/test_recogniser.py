"""The frozen tower, on a recogniser that reads colours: red is 赤, green is 緑, blue is 青."""

from pathlib import Path

import numpy as np
import onnx
import pandas as pd
import pytest
from onnx import TensorProto, helper, numpy_helper

from clippings.encoder.building import build_encoder
from clippings.encoder.corpus import build_corpus
from clippings.encoder.encoding import embed
from clippings.encoder.preparation import prepare_images, upright_line
from clippings.encoder.prepared import SlotImages
from clippings.encoder.recogniser import FEATURES, load_recogniser, read_glyphs, see_characters
from clippings.images import encode_png

COLOURS = {"赤": (255, 0, 0), "緑": (0, 255, 0), "青": (0, 0, 255)}
CHARACTERS = "赤緑青一二三四五六七"
REAL = Path("resources/ppocr/PP-OCRv6_rec_small.onnx")


@pytest.fixture
def colour_reader(tmp_path):
    """An ONNX file with the inside of PP-OCRv6: features of frames 8 pixels wide, then a classifier."""
    rows = np.zeros((3, len(CHARACTERS) + 2), np.float32)
    rows[:, 1:4] = 8 * np.eye(3) - 4
    rows[:, 4:-1] = np.random.default_rng(0).normal(0, 0.5, (3, 7))
    bias = np.array([3, 0, 0, 0, *[-6] * 8], np.float32)
    nodes = [
        helper.make_node("AveragePool", ["x"], ["pooled"], kernel_shape=[48, 8], strides=[48, 8]),
        helper.make_node("Squeeze", ["pooled", "axis"], ["flat"]),
        helper.make_node("Transpose", ["flat"], [FEATURES], perm=[0, 2, 1]),
        helper.make_node("MatMul", [FEATURES, "rows"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["scores"]),
    ]
    arrays = {"rows": rows, "bias": bias, "axis": np.array([2], np.int64)}
    graph = helper.make_graph(
        nodes,
        "reader",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 48, "w"])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    helper.set_model_props(model, {"character": "\n".join(CHARACTERS)})
    onnx.save(model, tmp_path / "reader.onnx")
    return tmp_path / "reader.onnx"


def line_of(text, *, wide=16):
    """Print a text as blocks of colour with a white gap after each."""
    line = np.full((48, 2 * wide * len(text), 3), 255, np.uint8)
    for place, letter in enumerate(text):
        line[:, 2 * wide * place : 2 * wide * place + wide] = COLOURS[letter]
    return line


def read(slots):
    return "".join(chr(code) for code in slots.codes[:, 0])


def test_each_character_becomes_one_slot(colour_reader):
    reader = load_recogniser(colour_reader, threads=1)
    texts = ["赤緑青", "青青", "緑", "赤緑赤緑赤緑"]
    assert [read(slots) for slots in see_characters(map(line_of, texts), reader)] == texts


def test_slots_hold_falling_chances_and_mean_features(colour_reader):
    (slots,) = see_characters([line_of("赤青")], load_recogniser(colour_reader, threads=1))
    assert slots.features.shape == (2, 3) and slots.codes.shape == slots.weights.shape == (2, 6)
    assert (np.diff(slots.weights.astype(float), axis=1) <= 0).all()
    assert slots.features[0].tolist() == pytest.approx([1, -1, -1], abs=0.01)


def test_a_blank_crop_still_gives_one_slot(colour_reader):
    white = np.full((20, 90), 255, np.uint8)
    (slots,) = see_characters([white], load_recogniser(colour_reader, threads=1))
    assert len(slots.codes) == 1


def test_a_crop_is_seen_alike_alone_and_in_company(colour_reader):
    reader = load_recogniser(colour_reader, threads=1)
    crops = [line_of("赤"), line_of("赤緑青青"), line_of("緑青")]
    together = see_characters(crops, reader)
    for crop, found in zip(crops, together, strict=True):
        (alone,) = see_characters([crop], reader)
        assert (alone.features == found.features).all() and (alone.codes == found.codes).all()


def test_a_vertical_name_is_turned_to_read_from_its_top(colour_reader):
    vertical = np.rot90(line_of("赤緑"), k=-1)
    (slots,) = see_characters([upright_line(vertical, "vertical")], load_recogniser(colour_reader, threads=1))
    assert read(slots) == "赤緑"


def test_glyphs_are_the_classifier_without_blank_and_space(colour_reader):
    codes, rows = read_glyphs(colour_reader)
    assert "".join(map(chr, codes)) == CHARACTERS
    assert rows.shape == (10, 3) and rows[0].tolist() == [4, -4, -4]


@pytest.mark.parametrize("content", [None, "another"])
def test_another_file_is_one_clear_line(content, tmp_path):
    path = tmp_path / "model.onnx"
    if content:
        graph = helper.make_graph([], "empty", [], [])
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    with pytest.raises(ValueError, match=r"model\.onnx: .*PP-OCRv6"):
        load_recogniser(path, threads=1)


def test_crops_are_prepared_in_their_order(colour_reader):
    images = [encode_png(line_of("緑青")), encode_png(np.rot90(line_of("赤"), k=-1).copy())]
    crops = pd.DataFrame({"crop": ["a", "b"], "orientation": ["horizontal", "vertical"], "image": images})
    settings = {"vision": "ppocr", "recogniser": str(colour_reader)}
    prepared = prepare_images(crops, settings, threads=1)
    assert prepared.records.tolist() == ["a", "b"]
    assert prepared.lengths(np.array([0, 1])).tolist() == [2, 1]


@pytest.mark.skipif(not REAL.is_file(), reason=f"{REAL} has not been fetched")
def test_image_and_text_of_the_real_recogniser_meet_without_training(tiny, corpus):
    settings = tiny | {"vision": "ppocr", "recogniser": str(REAL), "width": 64}
    model = build_encoder(settings, seed=0)
    names = corpus.texts("clean")
    codes = np.array([ord(letter) for name in names for letter in name], np.int32)[:, None]
    seen = SlotImages(
        corpus.images.records,
        np.cumsum([0, *map(len, names)]),
        features=np.zeros((len(codes), 120), np.float16),
        codes=codes,
        weights=np.ones((len(codes), 1), np.float16),
    )
    found = embed(model, build_corpus(corpus.records, seen), rows=np.arange(20))
    assert (found["visual"] * found["clean"]).sum(axis=1).min() > 0.999
