"""Turning crops so that recognisers of horizontal lines can read them."""

import numpy as np

from clippings.images import Pixels


def lay_down(image: Pixels, orientation: str) -> Pixels:
    """Turn a vertical crop (h, w) 90° counter-clockwise, so that its column runs from left to right."""
    return np.rot90(image) if orientation == "vertical" else image
