"""Layout Parser's model classes with weights from a local file; nothing is ever downloaded."""

from collections.abc import Callable, Mapping
from pathlib import Path

from layoutparser.elements import Layout
from layoutparser.models import Detectron2LayoutModel, PaddleDetectionLayoutModel
from layoutparser.models.base_layoutmodel import BaseLayoutModel
from PIL import Image

from clippings.layout.tilt import Detector, Sheet

Labels = dict[int, str]


def model_detector(
    *,
    family: str,
    weights: str | None,
    config: str | None,
    labels: Mapping[int, str],
    confidence: float,
    threads: int,
) -> Detector:
    """Return the detector that runs a model of Layout Parser: efficientdet, detectron2 or paddle.

    `weights` is a local file (for paddle a folder); `config` is the further file that detectron2 needs;
    `labels` gives the role of each class number (the file of an EfficientDet may have its own); blocks below
    `confidence` are left out.
    """
    if family not in FAMILIES:
        raise ValueError(f"family {family!r} is unknown, expected one of {', '.join(FAMILIES)}")
    for path in (weights, config) if family == "detectron2" else (weights,):
        if not path or not Path(path).exists():
            raise ValueError(f"{path or 'weights'}: no such file; expected a local {family} model")
    try:
        model = FAMILIES[family](weights, config, {int(k): v for k, v in labels.items()}, confidence)
    except ImportError:
        raise ValueError(f"family {family!r} needs a package that is not installed: {family}") from None
    if family != "efficientdet" and not labels:
        raise ValueError(f"labels: none given, expected the role of each class number of the {family} model")

    def detect(sheet: Sheet) -> Layout:
        return model.detect(Image.fromarray(sheet.image).convert("RGB"))

    return detect


def _efficientdet(weights: str, config: None, labels: Labels, confidence: float) -> BaseLayoutModel:
    from clippings.layout.efficientdet import LocalEfficientDet

    return LocalEfficientDet(
        config_path="local",
        model_path=weights,
        label_map=labels or None,
        extra_config={"output_confidence_threshold": confidence},
    )


def _detectron2(weights: str, config: str, labels: Labels, confidence: float) -> BaseLayoutModel:
    threshold = ["MODEL.ROI_HEADS.SCORE_THRESH_TEST", confidence]
    return Detectron2LayoutModel(config, weights, label_map=labels, extra_config=threshold)


def _paddle(weights: str, config: None, labels: Labels, confidence: float) -> BaseLayoutModel:
    return PaddleDetectionLayoutModel(
        weights, weights, label_map=labels, extra_config={"threshold": confidence}
    )


FAMILIES: dict[str, Callable[..., BaseLayoutModel]] = {
    "efficientdet": _efficientdet,
    "detectron2": _detectron2,
    "paddle": _paddle,
}
