"""The towers that are built here: soft characters, thumbnails and text, each to vectors of one width."""

import torch
from torch import nn

from clippings.encoder.characters import PAD, Characters
from clippings.encoder.prepared import SlotBatch
from clippings.encoder.sequences import SequencePool


class TextTower(nn.Module):
    """Language tower: characters, ordered pairs and a character transformer."""

    def __init__(self, characters: Characters, pool: SequencePool) -> None:
        super().__init__()
        self.characters, self.pool = characters, pool

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Encode code points (n, l), 0 where there is none, as (n, d)."""
        return self.pool(self.characters(tokens), tokens != PAD)


class SlotTower(nn.Module):
    """Vision tower on a frozen recogniser: its best characters, softly, and its own features."""

    def __init__(self, characters: Characters, pool: SequencePool, *, features: int, width: int) -> None:
        super().__init__()
        self.characters, self.pool = characters, pool
        self.even, self.project = nn.LayerNorm(features), nn.Linear(features, width)
        self.sharpness = nn.Parameter(torch.tensor(0.5))
        nn.init.normal_(self.project.weight, std=0.1 * (features * width) ** -0.5)
        nn.init.zeros_(self.project.bias)

    def forward(self, slots: SlotBatch) -> torch.Tensor:
        """Encode the slots of n crops as (n, d)."""
        chances = slots.weights.clamp(min=1e-6) ** self.sharpness * (slots.weights > 0)
        soft = self.characters.mix(slots.codes, chances)
        return self.pool(soft + self.project(self.even(slots.features)), slots.mask)


class ThumbnailTower(nn.Module):
    """Vision tower for tests: vertical strips of a small grey line, seconds to train, of little use."""

    def __init__(self, pool: SequencePool, *, height: int, strip: int, width: int) -> None:
        super().__init__()
        self.pool, self.strip = pool, strip
        self.project = nn.Linear(height * strip, width)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Encode grey lines (n, 1, height, w), 0 to 255, as (n, d)."""
        strips = (1 - pixels[:, 0].float() / 255).unfold(2, self.strip, self.strip).transpose(1, 2).flatten(2)
        return self.pool(self.project(strips), strips.new_ones(strips.shape[:2], dtype=torch.bool))
