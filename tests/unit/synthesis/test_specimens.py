"""Drawn names: one crop a mention, the same firm in both styles, seeded."""

import numpy as np
import pandas as pd
import pytest
from drawn import AGEING, typecase

from clippings import frames, tables
from clippings.images import decode_png
from clippings.synthesis.specimens import draw_names

NEW = ["国光商会", "東亜電気工業", "大和", "日本コンチネンタルコンマーシヤルアルミニウム工業"]
OLD = ["國光商會", "東亞電氣工業", "大和", "日本コンチネンタルコンマーシヤルアルミニウム工業"]
NAMES = pd.DataFrame({"entity": [f"drawn-{n}" for n in range(4)], "new": NEW, "old": OLD})


def drawn(source="pr", orientation="horizontal", **ageing):
    return draw_names(
        NAMES,
        source=source,
        orientation=orientation,
        spelling="old" if orientation == "vertical" else "new",
        renders=3,
        typecase=typecase("names"),
        ageing=AGEING | ageing,
    )


@pytest.mark.parametrize(
    ("source", "orientation", "spelt"), [("pr", "horizontal", NEW), ("tk", "vertical", OLD)]
)
def test_every_name_is_drawn_in_its_spelling(source, orientation, spelt):
    crops, mentions = drawn(source, orientation)
    assert crops["crop"].tolist() == mentions["mention"].tolist() and len(crops) == 12
    assert mentions["text"].tolist() == spelt * 3
    assert mentions["entity"].tolist() == NAMES["entity"].tolist() * 3
    for image, text in zip(map(decode_png, crops["image"]), mentions["text"], strict=True):
        height, width = image.shape
        long, thick = (height, width) if orientation == "vertical" else (width, height)
        assert 24 < thick < 80 and long / thick > 0.5 * len(text)
        assert image.min() < 0.6 * np.median(image)


def test_the_tables_are_as_described():
    crops, mentions = drawn()
    frames.check(crops, tables.CROPS, where="crops")
    frames.check(mentions, tables.MENTIONS, where="mentions")


def test_renders_differ_and_repeat_by_seed():
    first, same, other = drawn()[0], drawn()[0], drawn(seed=1)[0]
    assert first["image"].tolist() == same["image"].tolist() != other["image"].tolist()
    assert first["image"].nunique() == len(first)
