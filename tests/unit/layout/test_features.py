"""Features of lines: known values on a small page, and what they must not depend on."""

import numpy as np
import pandas as pd
import pytest

from clippings.layout.features import FEATURES, line_features
from clippings.layout.ink import INK
from clippings.layout.tilt import Tilt
from clippings.tables import CORNERS


def table(boxes, **columns):
    lines = pd.DataFrame(boxes, columns=CORNERS).assign(
        page="p", orientation="horizontal", width=1000, height=600, tilt=0.0
    )
    return lines.assign(**dict.fromkeys(INK, 20.0), **columns)


def features_of(lines):
    return pd.DataFrame(line_features(lines), columns=FEATURES, index=lines.index)


def test_a_small_page_has_the_features_that_a_ruler_measures():
    """Two lines of text with a price beside the second, under a name in the middle."""
    lines = table([[400.0, 100, 600, 120], [100, 140, 800, 160], [100, 180, 500, 200], [860, 180, 900, 200]])
    lines.loc[0, "stem_width"] = 40.0
    # The margins are quantiles: a tenth of the way from the first to the second of four starts, 100 and 100.
    name, first, second, price = (row for _, row in features_of(lines).iterrows())
    assert (name["indent"], name["length"], name["thickness"]) == (15, 10, 1)
    assert name["rest"] == pytest.approx((870 - 600) / 20)
    assert name["off_centre"] == pytest.approx((400 + 600 - 100 - 870) / 2 / 20)
    assert (name["row_lines"], second["row_lines"], price["row_lines"]) == (1, 2, 2)
    assert price["row_indent"] == 0 and price["indent"] == 38
    assert (name["stem_width"], name["stem_width_on_page"], first["stem_width_on_page"]) == (40, 2, 1)
    assert (name["distance_below"], name["length_below"], first["stem_width_above"]) == (2, 35, 40)
    # What stands below the first line is the longest line of the next row, not the price.
    assert first["length_below"] == 20
    above = [name_ for name_ in FEATURES if name_.endswith("_above")]
    assert name[above].isna().all() and first[above].notna().all()
    assert price["length_above"] == second["length_above"] == 35 and np.isnan(price["length_below"])


def test_vertical_print_has_the_features_of_the_page_turned(entries):
    lines = entries(2)
    x0, y0, x1, y1 = lines[CORNERS].to_numpy().T
    turned = lines.assign(
        orientation="vertical", width=1400, height=1000, x0=1400 - y1, y0=x0, x1=1400 - y0, y1=x1
    )
    assert np.allclose(line_features(turned), line_features(lines), equal_nan=True)


def test_a_tilted_page_has_the_features_of_the_straight_one(entries):
    lines = entries(1)
    tilt = Tilt(np.radians(1.2), 1000, 1400)
    tilted = lines.assign(tilt=tilt.angle)
    tilted[CORNERS] = tilt.tilt_boxes(lines[CORNERS].to_numpy())
    assert np.allclose(line_features(tilted), line_features(lines), equal_nan=True, atol=1e-6)


def test_pages_do_not_change_each_other_and_their_lines_may_come_in_any_order(entries):
    lines = entries(3)
    shuffled = lines.sample(frac=1, random_state=1)
    whole = features_of(shuffled)
    for _, page in lines.groupby("page"):
        pd.testing.assert_frame_equal(whole.loc[page.index], features_of(page))


def test_a_larger_scan_changes_only_what_is_measured_in_pixels(entries):
    lines = entries(1)
    ink = ["ink_height", "stem_width", "bar_width"]
    larger = lines.assign(width=2000, height=2800)
    larger[CORNERS + ink] *= 2
    changed = ~np.isclose(line_features(larger), line_features(lines), equal_nan=True).all(axis=0)
    assert {
        name.removesuffix("_above").removesuffix("_below") for name in np.array(FEATURES)[changed]
    } == set(ink)


def test_no_lines_have_no_features(entries):
    assert line_features(entries(1).head(0)).shape == (0, len(FEATURES))
