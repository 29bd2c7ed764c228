"""What all figures share: faces, colours, looks, and bytes that stay the same."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from clippings.figures.style import error_bars, look_of, save_figure, settings


def grey(colour):
    return np.asarray(Image.new("RGB", (1, 1), colour).convert("L")).item()


def draw_japanese():
    figure = Figure(figsize=(2, 1))
    figure.text(0.1, 0.4, "三菱重工業 ㈱")
    return figure


def test_japanese_has_its_glyphs_and_the_bytes_stay_the_same(tmp_path, recwarn):
    pictures = []
    for run in ("first", "second"):
        paths = [tmp_path / run / f"name.{kind}" for kind in ("png", "svg")]
        save_figure(draw_japanese, paths, resolution=80)
        pictures.append([path.read_bytes() for path in paths])
    assert pictures[0] == pictures[1]
    assert "三菱重工業" in pictures[0][1].decode()
    assert not [warning for warning in recwarn if "missing" in str(warning.message)]
    assert len(settings()["font.family"]) == 2


def test_dollar_signs_are_no_formula(tmp_path):
    def draw():
        figure = Figure(figsize=(2, 1))
        figure.text(0.1, 0.4, "US$ 1% = A$ 2%")
        return figure

    save_figure(draw, [tmp_path / "name.svg", tmp_path / "name.png"], resolution=80)
    assert "US$ 1% = A$ 2%" in (tmp_path / "name.svg").read_text(encoding="utf-8")


def test_modalities_differ_in_grey_and_in_shape_and_supervisions_in_dashes():
    methods = ("jaccard", "jaccard_normalised", "sup_visual", "sup_language", "sup_multimodal")
    looks = [look_of(method) for method in methods]
    assert len({look.marker for look in looks}) == len(methods)
    shades = sorted(grey(look.colour) for look in looks)
    assert min(np.diff(shades)) >= 15
    assert look_of("phash").marker not in {look.marker for look in looks}
    visual = [look_of(f"{kind}_visual") for kind in ("selfsup", "unaligned", "sup")]
    assert len({str(look.dashes) for look in visual}) == 3


def test_error_bars_are_never_negative():
    shorter, longer = error_bars(*(pd.Series([value]) for value in (0.5, 0.5 + 1e-17 + 1e-12, 0.75)))
    assert shorter.tolist() == [0.0]
    assert longer.tolist() == pytest.approx([0.25])
