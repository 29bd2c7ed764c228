"""The recogniser reads lines from left to right: vertical crops must be turned for it."""

import numpy as np
import pandas as pd
import pytest
from rapidocr import RapidOCR

from clippings.images import to_reading
from clippings.ocr.ppocr import read
from clippings.ocr.scoring import count_edits
from clippings.recogniser import PARAMS, load_recogniser, see_lines


def cer(names, found):
    edits, lengths = count_edits(pd.Series(names), pd.Series([text for text, _ in found]))
    return edits.sum() / lengths.sum()


def test_a_vertical_crop_as_it_is_reads_as_nonsense_and_turned_reads_right(draw, names, model):
    crops = [draw(name, "vertical") for name in names]
    as_it_is = read(crops, ["horizontal"] * len(crops), model=model)
    turned = read(crops, ["vertical"] * len(crops), model=model)
    assert cer(names, as_it_is) > 0.9
    assert cer(names, turned) < 0.1


def test_horizontal_crops_read_right_and_with_confidence(draw, names, model):
    found = read([draw(name) for name in names], ["horizontal"] * len(names), model=model)
    assert cer(names, found) < 0.1
    assert all(0.5 < confidence <= 1 for _, confidence in found)


def test_texts_and_confidences_are_those_of_rapidocr(draw, names, model):
    """Of lines of many widths, some of them equal, with the features of the network kept or not."""
    texts = [name[:size] for size in (1, 2, 3, 4, 6) for name in names] + ["".join(names), *names]
    lines = [draw(text) for text in texts]
    colour = [np.repeat(line[:, :, None], 3, axis=2) for line in lines]
    single = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "Rec.model_path": model}
    result = RapidOCR(params=PARAMS | single).recognize_txt(colour)
    expected = list(zip(result.txts, map(float, result.scores), strict=True))
    assert read(lines, ["horizontal"] * len(lines), model=model) == expected
    assert see_lines(lines, load_recogniser(model))[0] == expected


def test_a_vertical_crop_is_seen_right_only_where_it_is_turned(draw, names, model):
    crops = [draw(name, "vertical") for name in names]
    for turned, spelled in (("vertical", True), ("horizontal", False)):
        _, slots = see_lines([to_reading(crop, turned) for crop in crops], load_recogniser(model))
        seen = [("".join(chr(code) for code in found.codes[:, 0]), None) for found in slots]
        assert (cer(names, seen) < 0.15) == spelled


def test_laying_down_puts_the_first_character_left():
    column = np.zeros((4, 1), np.uint8)
    column[0] = 255
    assert to_reading(column, "vertical").tolist() == [[255, 0, 0, 0]]
    assert to_reading(column, "horizontal").tolist() == column.tolist()


def test_a_missing_model_is_one_line(tmp_path, draw):
    with pytest.raises(
        ValueError, match=r"absent\.onnx: no such file; expected PP-OCR's text recogniser as ONNX"
    ):
        read([draw("三菱")], ["horizontal"], model=str(tmp_path / "absent.onnx"))
