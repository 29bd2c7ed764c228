"""The recogniser reads lines from left to right: vertical crops must be turned for it."""

import numpy as np
import pandas as pd
import pytest
from clippings.ocr.turning import to_reading

from clippings.ocr.ppocr import read
from clippings.ocr.scoring import count_edits


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


def test_laying_down_puts_the_first_character_left():
    column = np.zeros((4, 1), np.uint8)
    column[0] = 255
    assert to_reading(column, "vertical").tolist() == [[255, 0, 0, 0]]
    assert to_reading(column, "horizontal").tolist() == column.tolist()


def test_a_missing_model_is_one_line(tmp_path, draw):
    with pytest.raises(ValueError, match=r"no file .*absent\.onnx, expected the recogniser's ONNX file"):
        read([draw("三菱")], ["horizontal"], model=str(tmp_path / "absent.onnx"))
