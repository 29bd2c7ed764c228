"""Fine-tuning an EfficientDet on annotated pages, for publications whose geometry does not speak."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from effdet import DetBenchTrain
from effdet.data.transforms import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
from numpy.typing import NDArray

from clippings.images import Pixels, open_pages
from clippings.layout.coco import AnnotatedPage, read_coco
from clippings.layout.efficientdet import Blueprint, build_network, save_network
from clippings.running import progress, say

Batch = tuple[torch.Tensor, dict[str, torch.Tensor]]
# Lines, not entries: an entry is known from the lines in it.
ROLES = ("name", "partner", "field")


def train_detector(
    annotations: Sequence[str | Path],
    images: Sequence[str | Path],
    *,
    output: str | Path,
    labels: Mapping[str, str],
    architecture: str,
    image_size: int,
    steps: int,
    batch_size: int,
    learning_rate: float,
    seed: int,
) -> list[float]:
    """Train on the pages of COCO `annotations`, whose files `images` are, and write the model to `output`.

    Give the loss of each step. The optimiser is AdamW under a one-cycle learning rate; the device is found.
    """
    torch.manual_seed(seed)
    pages = [page for page in read_coco(annotations, labels=labels) if set(page.roles) & set(ROLES)]
    blueprint = Blueprint(architecture, image_size, line_shapes(pages), ROLES)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = build_network(blueprint)
    bench = DetBenchTrain(network).to(device).train()
    optimiser = torch.optim.AdamW(bench.parameters(), lr=learning_rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, learning_rate, total_steps=steps)
    order = np.random.default_rng(seed)
    files = {Path(path).name: path for path in images}
    losses = []
    for _ in progress(range(steps), what="steps", total=steps):
        chosen = [pages[i] for i in order.integers(len(pages), size=batch_size)]
        pixels, targets = make_batch(chosen, files, image_size=image_size)
        loss = bench(pixels.to(device), {k: v.to(device) for k, v in targets.items()})["loss"]
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(bench.parameters(), 10.0)
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
    say(f"loss {losses[0]:.3f} at the first step, {losses[-1]:.3f} at the last, on {device}")
    save_network(network, blueprint, output)
    return losses


def line_shapes(pages: Sequence[AnnotatedPage]) -> list[list[float]]:
    """Choose three anchor shapes of unit area: of the widest, middle and tallest lines."""
    sizes = np.concatenate([page.boxes[:, 2:] - page.boxes[:, :2] for page in pages])
    ratios = np.quantile(np.sqrt(sizes[:, 0] / np.maximum(sizes[:, 1], 1)), [0.1, 0.5, 0.9])
    return [[float(ratio), float(1 / ratio)] for ratio in ratios]


def make_batch(pages: Sequence[AnnotatedPage], files: Mapping[str, Any], *, image_size: int) -> Batch:
    """Read pages into normalised pixels (n, 3, s, s) and targets: boxes (n, m, 4) as y, x; classes (n, m).

    Classes count from 1; -1 fills the places of pages with fewer boxes. Raise ValueError for a page whose
    image is not among `files`.
    """
    images, boxes, classes = [], [], []
    for page, image in zip(pages, open_pages(_places(pages, files)), strict=True):
        if isinstance(image, ValueError):
            raise image
        pixels, scale = _shrunk(image, image_size)
        kept = np.isin(page.roles, ROLES)
        images.append(pixels)
        boxes.append(page.boxes[kept][:, [1, 0, 3, 2]] * scale)
        classes.append([ROLES.index(role) + 1 for role in page.roles if role in ROLES])
    most = max(len(found) for found in classes)
    targets = {"bbox": torch.zeros(len(pages), most, 4), "cls": torch.full((len(pages), most), -1.0)}
    for number, (found, kinds) in enumerate(zip(boxes, classes, strict=True)):
        targets["bbox"][number, : len(kinds)] = torch.as_tensor(found, dtype=torch.float32)
        targets["cls"][number, : len(kinds)] = torch.as_tensor(kinds, dtype=torch.float32)
    return torch.as_tensor(np.stack(images)), targets


def _places(pages: Sequence[AnnotatedPage], files: Mapping[str, Any]) -> list[tuple[str | Path, int]]:
    for page in pages:
        if page.file_name not in files:
            raise ValueError(
                f"annotations name {page.file_name}, which is not among the {len(files)} image files"
            )
    return [(files[page.file_name], page.frame) for page in pages]


def _shrunk(image: Pixels, size: int) -> tuple[NDArray[np.float32], float]:
    """Fit an image into (3, size, size), as Layout Parser does before it runs a model; give the scale."""
    scale = size / max(image.shape[:2])
    colour = image if image.ndim == 3 else np.stack([image] * 3, axis=2)
    small = cv2.resize(colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    pixels = np.zeros((size, size, 3), dtype=np.float32)
    mean, deviation = np.array(IMAGENET_DEFAULT_MEAN), np.array(IMAGENET_DEFAULT_STD)
    height, width = min(small.shape[0], size), min(small.shape[1], size)
    pixels[:height, :width] = (small[:height, :width] / 255 - mean) / deviation
    return pixels.transpose(2, 0, 1), scale
