"""The recogniser and its soft characters, on a network that reads greys: black is 赤, dark 緑, light 青."""

import numpy as np
import onnx
import pandas as pd
import pytest
from onnx import TensorProto, helper, numpy_helper

from clippings.encoder.preparation import prepare_images
from clippings.images import encode_png, to_reading
from clippings.recogniser import (
    FEATURES,
    join_slots,
    load_recogniser,
    read_glyphs,
    see_lines,
    soft_characters,
)

GREYS = {"赤": 0, "緑": 64, "青": 191}
CHARACTERS = "赤緑青一二三四五六七"
WHITE, PADDING = 1.0, 0.0  # as the network sees them, from -1 to 1
STEEPNESS = 60


@pytest.fixture
def grey_reader(tmp_path):
    """An ONNX file with the inside of PP-OCRv6: features of frames 8 pixels wide, then a classifier.

    The score of a class is a tangent of a parabola, highest where the mean grey of a frame is its own.
    """
    own = np.array([WHITE, *(grey / 127.5 - 1 for grey in GREYS.values()), *[9.0] * 7, PADDING])
    rows = np.repeat(2 * STEEPNESS * own[None] / 3, 3, axis=0).astype(np.float32)
    nodes = [
        helper.make_node("AveragePool", ["x"], ["pooled"], kernel_shape=[48, 8], strides=[48, 8]),
        helper.make_node("Squeeze", ["pooled", "axis"], ["flat"]),
        helper.make_node("Transpose", ["flat"], [FEATURES], perm=[0, 2, 1]),
        helper.make_node("MatMul", [FEATURES, "rows"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["chances"], axis=2),
    ]
    arrays = {"rows": rows, "bias": (-STEEPNESS * own**2).astype(np.float32), "axis": np.array([2], np.int64)}
    graph = helper.make_graph(
        nodes,
        "reader",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 48, "w"])],
        [helper.make_tensor_value_info("chances", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    helper.set_model_props(model, {"character": "\n".join(CHARACTERS)})
    onnx.save(model, tmp_path / "reader.onnx")
    return tmp_path / "reader.onnx"


def line_of(text, *, wide=16):
    """Print a text as grey blocks with a white gap after each."""
    line = np.full((48, 2 * wide * len(text)), 255, np.uint8)
    for place, letter in enumerate(text):
        line[:, 2 * wide * place : 2 * wide * place + wide] = GREYS[letter]
    return line


def spell(slots):
    return "".join(chr(code) for code in slots.codes[:, 0])


def seen(path, *lines):
    return see_lines(lines, load_recogniser(path))[1]


def test_each_character_becomes_one_slot_and_one_letter(grey_reader):
    texts = ["赤緑青", "青青", "緑", "赤緑赤緑赤緑"]
    readings, slots = see_lines([line_of(text) for text in texts], load_recogniser(grey_reader))
    assert [spell(found) for found in slots] == texts
    assert [text.strip() for text, _ in readings] == texts
    assert all(0.9 < confidence <= 1 for _, confidence in readings)


def test_slots_hold_falling_chances_and_mean_features(grey_reader):
    (slots,) = seen(grey_reader, line_of("赤緑"))
    assert slots.features.shape == (2, 3) and slots.codes.shape == slots.weights.shape == (2, 6)
    assert (np.diff(slots.weights.astype(float), axis=1) <= 0).all()
    assert slots.features[0].tolist() == pytest.approx([-1, -1, -1], abs=0.01)
    assert slots.features[1].tolist() == pytest.approx([-0.5, -0.5, -0.5], abs=0.01)


def test_neighbouring_frames_are_merged_by_hand(grey_reader):
    """Two frames of one character, half sure and surer; a blank one; then one of another character."""
    reader = load_recogniser(grey_reader)
    (reading,) = reader.read([line_of("赤")])
    chances = np.zeros((4, 12), np.float32)
    chances[0, [0, 1, 2]] = 0.5, 0.4, 0.1
    chances[1, 1] = chances[2, 0] = chances[3, 3] = 1.0
    features = np.array([[0.0], [1.0], [5.0], [7.0]], np.float32)
    slots = soft_characters(reading._replace(outputs=(chances, features)), reader.codes)
    assert spell(slots) == "赤青"
    assert slots.weights[0, :2].tolist() == pytest.approx([0.7, 0.05], abs=1e-3)
    # The first frame counts by half, since half of its mass is blank.
    assert slots.features[:, 0].tolist() == pytest.approx([1.0 / 1.5, 7.0], abs=1e-3)


def test_a_blank_line_has_a_slot_and_no_text(grey_reader):
    white = np.full((20, 90), 255, np.uint8)
    texts, slots = see_lines([line_of("緑"), white], load_recogniser(grey_reader))
    assert texts[1] == ("", 0.0) and len(slots[1].codes) == 1
    assert spell(slots[0]) == "緑"


def test_a_line_is_seen_alike_alone_and_in_company(grey_reader):
    """Up to 160 pixels in every bit; a wider one in its characters."""
    lines = [line_of("赤"), line_of("赤緑青青"), line_of("緑青"), line_of("緑青" * 8), line_of("青" * 19)]
    for line, together in zip(lines, seen(grey_reader, *lines), strict=True):
        (alone,) = seen(grey_reader, line)
        assert spell(alone) == spell(together)
        if line.shape[1] <= 160:
            assert (alone.features == together.features).all() and (alone.weights == together.weights).all()


def test_lines_of_equal_width_keep_their_own_slots(grey_reader):
    texts = ["".join(np.random.default_rng(seed).choice(list(GREYS), 3)) for seed in range(40)]
    assert [spell(slots) for slots in seen(grey_reader, *map(line_of, texts))] == texts


def test_a_vertical_name_is_turned_to_read_from_its_top(grey_reader):
    vertical = np.rot90(line_of("赤緑"), k=-1)
    (slots,) = seen(grey_reader, to_reading(vertical, "vertical"))
    assert spell(slots) == "赤緑"


def test_glyphs_are_the_classifier_without_blank_and_space(grey_reader):
    codes, rows = read_glyphs(grey_reader)
    assert "".join(map(chr, codes)) == CHARACTERS
    assert rows.shape == (10, 3) and rows[0].tolist() == [-40, -40, -40]


@pytest.mark.parametrize("content", [None, "another"])
def test_another_file_is_one_clear_line(content, tmp_path):
    path = tmp_path / "model.onnx"
    if content:
        graph = helper.make_graph([], "empty", [], [])
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    with pytest.raises(ValueError, match=r"model\.onnx: .*PP-OCR"):
        load_recogniser(path)


def test_no_line_gives_no_slot():
    arrays = join_slots([], [], width=3)
    assert arrays["features"].shape == (0, 3) and arrays["starts"].tolist() == [0]


def test_crops_are_prepared_in_their_order(grey_reader):
    images = [encode_png(line_of("緑青")), encode_png(np.rot90(line_of("赤"), k=-1).copy())]
    crops = pd.DataFrame({"crop": ["a", "b"], "orientation": ["horizontal", "vertical"], "image": images})
    settings = {"vision": "ppocr", "recogniser": str(grey_reader)}
    prepared = prepare_images(crops, settings, threads=1)
    assert prepared.records.tolist() == ["a", "b"]
    assert prepared.lengths(np.array([0, 1])).tolist() == [2, 1]
