"""Which text of a record a training step reads: that of one OCR, at times without its fields, or none."""

from dataclasses import replace

import numpy as np
import pytest

from clippings.encoder.finetuning import Contrast, sample_texts
from clippings.tables import SEPARATOR

ROWS = np.arange(4000)
NAMES = np.array([[f"{ocr} {row}" for row in ROWS] for ocr in ("noisy", "clean")], dtype=object)
TEXTS = NAMES + f"{SEPARATOR}Osaka"
ALL = Contrast(
    classes=2,
    samples_per_class=2,
    temperature=0.1,
    neighbours=1,
    renew_every=1,
    text_dropout=0.0,
    field_dropout=0.0,
)


def drawn(*, weight=0.5, seed=0, **shares):
    return sample_texts(TEXTS, ROWS, weight=weight, contrast=replace(ALL, **shares), seed=seed)


def test_each_record_is_read_by_one_ocr_or_the_other():
    found = drawn()
    by_noisy = found == TEXTS[0]
    assert (by_noisy | (found == TEXTS[1])).all()
    assert by_noisy.mean() == pytest.approx(0.5, abs=0.03)
    assert (drawn(seed=1) != found).any() and (drawn() == found).all()


@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_a_share_of_the_texts_is_left_out_where_an_image_stands_beside_them(share):
    assert (drawn(text_dropout=share) == "").mean() == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_no_text_is_left_out_of_one_modality_alone(weight):
    assert (drawn(weight=weight, text_dropout=1.0) != "").all()


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_share_of_the_records_is_read_by_the_name_alone(share):
    found = drawn(field_dropout=share)
    alone = (found == NAMES[0]) | (found == NAMES[1])
    assert (alone | (found == TEXTS[0]) | (found == TEXTS[1])).all()
    assert alone.mean() == pytest.approx(share, abs=0.03)


def test_fields_are_left_out_of_the_texts_that_stay():
    found = drawn(text_dropout=0.5, field_dropout=1.0)
    assert set(found) <= {"", *NAMES[0], *NAMES[1]} and 0 < (found == "").mean() < 1
