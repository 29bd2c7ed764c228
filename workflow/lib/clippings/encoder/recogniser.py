"""The PP-OCRv6 text recogniser as a frozen vision tower: soft characters and their features.

A crop becomes a short sequence of slots, one for each character that the recogniser sees: the mean of
its backbone's features there, and its few best characters with their probabilities.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray

FEATURES = "p2o.pd_op.transpose.8.0"
HEIGHT, STRIDE, PADDING, WIDEST, BATCH = 48, 8, 32, 1536, 16
CHOICES, BLANK, SURE_BLANK = 6, 0, 0.95


@dataclass(frozen=True)
class Recogniser:
    """A backbone, its classifier (width, classes) with bias (classes,), and each class's code point."""

    backbone: Any
    rows: torch.Tensor
    bias: torch.Tensor
    codes: NDArray[np.int32]


@dataclass(frozen=True)
class Slots:
    """Soft characters of one crop: features (n, width), code points and probabilities (n, choices)."""

    features: NDArray[np.float16]
    codes: NDArray[np.int32]
    weights: NDArray[np.float16]


def load_recogniser(path: str | Path, *, threads: int) -> Recogniser:
    """Load a PP-OCRv6 recogniser (ONNX) cut before its classifier; raise ValueError if it is not one."""
    model = _read(path)
    rows, bias = (torch.tensor(array) for array in _classifier(model, path))
    return Recogniser(_cut(model, threads), rows, bias, _codes(model))


def read_glyphs(path: str | Path) -> tuple[NDArray[np.int32], torch.Tensor]:
    """Read what a recogniser knows of the looks of n characters: code points, classifier rows (n, width)."""
    model = _read(path)
    rows, _ = _classifier(model, path)
    return _codes(model)[1:-1], torch.tensor(rows.T[1:-1])


def _read(path: str | Path) -> onnx.ModelProto:
    if not Path(path).is_file():
        raise ValueError(f"{path}: no such file; expected the PP-OCRv6 recogniser as ONNX")
    return onnx.load(path)


def _classifier(model: onnx.ModelProto, path: str | Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Find the weights (width, classes) and the bias (classes,) behind the features."""
    nodes = model.graph.node
    heads = [node for node in nodes if FEATURES in node.input and node.op_type == "MatMul"]
    if len(heads) != 1:
        raise ValueError(f"{path}: {len(heads)} classifiers after {FEATURES}, expected the one of PP-OCRv6")
    addition = next(node for node in nodes if heads[0].output[0] in node.input)
    arrays = {entry.name: entry for entry in model.graph.initializer}
    weights, bias = (arrays[node.input[1]] for node in (heads[0], addition))
    return onnx.numpy_helper.to_array(weights), onnx.numpy_helper.to_array(bias)


def _codes(model: onnx.ModelProto) -> NDArray[np.int32]:
    """List the code point of each class: blank, the characters, space."""
    characters = next(p.value for p in model.metadata_props if p.key == "character").split("\n")
    return np.array([0, *map(ord, characters), ord(" ")], np.int32)


def see_characters(crops: Iterable[NDArray[np.uint8]], recogniser: Recogniser) -> list[Slots]:
    """Return the slots of each upright line image (h, w) or (h, w, 3), the same in any company."""
    lines = [_line(crop) for crop in crops]
    slots: list[Slots | None] = [None] * len(lines)
    for group in _by_width(lines):
        batch = np.stack([lines[i][0] for i in group])
        features = torch.from_numpy(recogniser.backbone.run([FEATURES], {"x": batch})[0])
        for i, frames in zip(group, features, strict=True):
            slots[i] = _slots(frames[: lines[i][1]], recogniser)
    return [found for found in slots if found is not None]


def _cut(model: onnx.ModelProto, threads: int) -> onnxruntime.InferenceSession:
    value = onnx.helper.make_tensor_value_info(FEATURES, onnx.TensorProto.FLOAT, None)
    del model.graph.output[:]
    model.graph.output.append(value)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    data = model.SerializeToString()
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def _line(crop: NDArray[np.uint8]) -> tuple[NDArray[np.float32], int]:
    """Scale a line to (3, 48, w), values in [−1, 1], padded to a multiple of 32; count its frames."""
    height, width = crop.shape[:2]
    wide = min(max(round(width * HEIGHT / height), STRIDE), WIDEST)
    scaled = cv2.resize(crop, (wide, HEIGHT), interpolation=cv2.INTER_LINEAR)
    colour = scaled if scaled.ndim == 3 else np.repeat(scaled[..., None], 3, axis=2)
    line = np.zeros((3, HEIGHT, -(-wide // PADDING) * PADDING), np.float32)
    line[:, :, :wide] = colour.transpose(2, 0, 1) / 127.5 - 1
    return line, -(-wide // STRIDE)


def _by_width(lines: list[tuple[NDArray[np.float32], int]]) -> Iterator[list[int]]:
    widths: dict[int, list[int]] = {}
    for i, (line, _) in enumerate(lines):
        widths.setdefault(line.shape[2], []).append(i)
    for group in widths.values():
        yield from (group[start : start + BATCH] for start in range(0, len(group), BATCH))


def _slots(frames: torch.Tensor, recogniser: Recogniser) -> Slots:
    """Merge neighbouring frames (t, width) with the same best character into slots."""
    chances = torch.softmax(frames @ recogniser.rows + recogniser.bias, dim=1)
    seen = 1 - chances[:, BLANK]
    kept = (seen > 1 - SURE_BLANK).nonzero()[:, 0] if (seen > 1 - SURE_BLANK).any() else seen.argmax()[None]
    chances = chances[kept].clone()
    chances[:, BLANK] = 0
    best = chances.argmax(dim=1)
    fresh = torch.ones(len(kept), dtype=torch.bool)
    fresh[1:] = (best[1:] != best[:-1]) | (kept[1:] != kept[:-1] + 1)
    owner = fresh.cumsum(0) - 1
    share = torch.nn.functional.one_hot(owner).T.float()
    mass = chances.sum(dim=1)
    top = (share @ chances / share.sum(1, keepdim=True)).topk(CHOICES)
    pooled = (share * mass) @ frames[kept] / (share @ mass)[:, None]
    return Slots(
        pooled.numpy().astype(np.float16),
        recogniser.codes[top.indices.numpy()],
        top.values.numpy().astype(np.float16),
    )
