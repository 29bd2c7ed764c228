"""EfficientNet-Lite0 as a vision tower: its weights from a file, and what it sees in a photograph."""

import re
from collections.abc import Iterable, Mapping
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
PLAIN_NAMES = {
    "_conv_stem": "conv_stem",
    "_bn0": "bn1",
    "_conv_head": "conv_head",
    "_bn1": "bn2",
    "_fc": "classifier",
}
SEPARABLE = {"_depthwise_conv": "conv_dw", "_bn1": "bn1", "_project_conv": "conv_pw", "_bn2": "bn2"}
INVERTED = {
    "_expand_conv": "conv_pw",
    "_bn0": "bn1",
    "_depthwise_conv": "conv_dw",
    "_bn1": "bn2",
    "_project_conv": "conv_pwl",
    "_bn2": "bn3",
}


class PhotographNetwork(nn.Module):
    """The convolutions of EfficientNet-Lite0 (Tan and Le 2019): pixels to pooled features of five views."""

    def __init__(self, network: Any, *, recompute: bool = False) -> None:
        super().__init__()
        self.network, self.recompute = network, recompute

    def train(self, mode: bool = True) -> "PhotographNetwork":
        """Train all but the statistics of its norms, so that no picture's vector depends on its company."""
        super().train(mode)
        for part in self.network.modules():
            if isinstance(part, nn.BatchNorm2d):
                part.eval()
        return self

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """See grey squares (n, 1, h, w), 0 to 255, as features (n, 5, 1280): the whole, its four corners."""
        seen = pixels.float().expand(-1, 3, -1, -1) / 127.5 - 1
        return view_features(self._see(seen))

    def _see(self, pixels: torch.Tensor) -> torch.Tensor:
        found = self.network.bn1(self.network.conv_stem(pixels))
        if self.recompute and self.training:
            found = checkpoint_sequential(self.network.blocks, PIECES, found, use_reentrant=False)
        else:
            found = self.network.blocks(found)
        return self.network.bn2(self.network.conv_head(found))


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
    # Imported here, since it takes seconds, and most steps need what the network saw, not the network.
    import timm

    network = timm.create_model("tf_efficientnet_lite0", pretrained=False)
    if weights:
        network.load_state_dict(read_checkpoint(weights, network.state_dict()))
    network.classifier = nn.Identity()
    return PhotographNetwork(network, recompute=recompute)


def read_checkpoint(path: str | Path, expected: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Read weights under timm's names; raise ValueError if the file holds others than those of Lite0."""
    if not Path(path).is_file():
        raise ValueError(f"{path}: no such file, expected the checkpoint of EfficientNet-Lite0")
    stored = torch.load(path, map_location="cpu", weights_only=True)
    found = {timm_name(name): tensor for name, tensor in stored.items()}
    differing = [name for name in expected if name not in found or found[name].shape != expected[name].shape]
    differing += [name for name in found if name not in expected]
    if differing:
        raise ValueError(f"{path}: {differing[0]} differs, expected the weights of EfficientNet-Lite0")
    return found


def timm_name(name: str) -> str:
    """Translate the name of a weight in efficientnet_lite_pytorch into timm's, which stay as they are."""
    block = re.fullmatch(r"_blocks\.(\d+)\.(\w+)\.(\w+)", name)
    if block:
        place, part, kind = int(block[1]), block[2], block[3]
        names = INVERTED if place else SEPARABLE
        return f"blocks.{_stage(place)}.{names[part]}.{kind}"
    part, _, kind = name.partition(".")
    return f"{PLAIN_NAMES.get(part, part)}.{kind}"


def photograph_square(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Squeeze a photograph to a grey square (1, 224, 224), smoothed so that no halftone screen is left."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    double = cv2.resize(grey, (2 * SQUARE, 2 * SQUARE), interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(double, (0, 0), 2 * SMOOTHING)
    return np.asarray(cv2.resize(smooth, (SQUARE, SQUARE), interpolation=cv2.INTER_AREA), np.uint8)[None]


@torch.no_grad()
def see_photographs(squares: Iterable[NDArray[np.uint8]], network: PhotographNetwork) -> NDArray[np.float16]:
    """Return the features (n, 5, 1280) of grey squares (1, 224, 224), by a network that does not learn."""
    network.eval()
    waiting: list[NDArray[np.uint8]] = []
    seen = [np.zeros((0, VIEWS, FEATURES), np.float16)]
    for square in squares:
        waiting.append(square)
        if len(waiting) == BATCH:
            seen.append(_seen(waiting, network))
            waiting = []
    return np.concatenate([*seen, _seen(waiting, network)] if waiting else seen)


def _seen(squares: list[NDArray[np.uint8]], network: PhotographNetwork) -> NDArray[np.float16]:
    return network(torch.from_numpy(np.stack(squares))).numpy().astype(np.float16)


def _generalised_mean(maps: torch.Tensor) -> torch.Tensor:
    return maps.float().clamp(min=1e-6).pow(SHARPNESS).mean(dim=(2, 3)).pow(1 / SHARPNESS)


def _stage(place: int) -> str:
    """Return timm's stage and block of the block in place `place`: the stages have these many blocks."""
    stage, rest = 0, place
    for size in (1, 2, 2, 3, 3, 4, 1):
        if rest < size:
            break
        stage, rest = stage + 1, rest - size
    return f"{stage}.{rest}"
