"""The dual encoder: two towers, one space, a learned temperature, with the interface of open_clip."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional

SHARPEST = math.log(100)


class DualEncoder(nn.Module):
    """An image and a text tower of one width, with the interface of open_clip's CLIP.

    Towers compute in float32, in bfloat16 where torch's autocast allows, or in bfloat16 on accelerators only
    (`precision` automatic); weights and vectors are float32.
    """

    def __init__(
        self,
        visual: nn.Module,
        text: nn.Module,
        *,
        tokenise: Callable[[Sequence[str]], torch.Tensor],
        width: int,
        precision: str = "float32",
    ) -> None:
        super().__init__()
        self.precision = precision
        self.visual, self.text = visual, text
        self.tokenise, self.width = tokenise, width
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    @property
    def device(self) -> torch.device:
        """Return the device of the weights."""
        return self.logit_scale.device

    @property
    def scale(self) -> torch.Tensor:
        """Return the inverse temperature: learned, at most 100."""
        return self.logit_scale.clamp(max=SHARPEST).exp()

    def encode_image(self, image: Any, normalize: bool = False) -> torch.Tensor:
        """Encode prepared images as (n, d), of unit length if `normalize`."""
        with self._autocast():
            vectors = self.visual(image)
        return _unit(vectors.float(), normalize)

    def encode_text(self, text: torch.Tensor, normalize: bool = False) -> torch.Tensor:
        """Encode tokens (n, l) as (n, d), of unit length if `normalize`."""
        with self._autocast():
            vectors = self.text(text)
        return _unit(vectors.float(), normalize)

    def forward(self, image: Any, text: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return unit vectors of images and texts, and the inverse temperature."""
        return self.encode_image(image, True), self.encode_text(text, True), self.scale

    @property
    def computes_half(self) -> bool:
        """Say whether towers compute in half precision where they are."""
        accelerated = self.precision == "automatic" and self.device.type != "cpu"
        return accelerated or self.precision == "bfloat16"

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.computes_half)


def _unit(vectors: torch.Tensor, normalize: bool) -> torch.Tensor:
    return functional.normalize(vectors, dim=1) if normalize else vectors
