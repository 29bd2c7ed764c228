"""Detectors by name: each turns a straight page into a `layoutparser.Layout` of blocks with roles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from layoutparser.elements import Layout

from clippings.images import Pixels
from clippings.layout.tilt import Tilt


@dataclass(frozen=True)
class Sheet:
    """A page laid straight: its image (h, w[, 3]), and what its dataset declares of its publication."""

    page: str
    path: str
    frame: int
    image: Pixels
    tilt: Tilt
    orientation: str
    roles: tuple[str, ...]


Detector = Callable[[Sheet], Layout]


def build_detector(name: str, settings: Mapping[str, Any], *, threads: int) -> Detector:
    """Build the detector `name` with its own settings; raise ValueError where there is none of that name.

    A block's type is its role (name, partner or field), its score the detector's confidence; its box is in
    pixels of the straight page.
    """
    if name not in DETECTORS:
        raise ValueError(f"detector {name!r} is unknown, expected one of {', '.join(DETECTORS)}")
    return DETECTORS[name](threads=threads, **settings)


def _lines(**settings: Any) -> Detector:
    from clippings.layout.lines import line_detector

    return line_detector(**settings)


def _layoutparser(**settings: Any) -> Detector:
    from clippings.layout.models import model_detector

    return model_detector(**settings)


def _coco(**settings: Any) -> Detector:
    from clippings.layout.coco import coco_detector

    return coco_detector(**settings)


# Imported when asked for, so that a run needs only the packages of its own detector.
DETECTORS: dict[str, Callable[..., Detector]] = {
    "lines": _lines,
    "layoutparser": _layoutparser,
    "coco": _coco,
}
