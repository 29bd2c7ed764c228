"""Towers that read characters: code points as vectors, sequences of them as one vector."""

import math
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from clippings.encoder.prepared import SlotBatch

PAD = 0
PRIMES = (2_654_435_761, 1_597_334_677)
PLANE = 0x110000


def tokenise(texts: Sequence[str], *, longest: int) -> torch.Tensor:
    """Turn texts into code points (n, l) after NFKC, padded with 0 at the end and cut after `longest`.

    OCR engines write one ideograph by several code points, which NFKC makes one.
    """
    folded = (unicodedata.normalize("NFKC", text) for text in texts)
    points = [[ord(character) for character in text[:longest]] for text in folded]
    tokens = np.full((len(points), max([1, *map(len, points)])), PAD, np.int32)
    for row, codes in zip(tokens, points, strict=True):
        row[: len(codes)] = codes
    return torch.from_numpy(tokens)


class Characters(nn.Module):
    """A vector for every code point: what it looks like, where known, and two rows of a hashed table.

    Two characters share both rows about once in `buckets`² pairs, so that all stay distinct (Bloom
    embeddings, Serrà and Karatzoglou 2017). `glyphs` are a recogniser's classifier rows with their code
    points: characters that it nearly confuses, an old and a new form among them, start close.
    """

    __call__: Callable[..., torch.Tensor]
    places: torch.Tensor
    looks: torch.Tensor

    def __init__(
        self, width: int, *, buckets: int, glyphs: tuple[NDArray[np.int32], NDArray[np.float32]] | None = None
    ) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.randn(buckets, width) * (2 * width) ** -0.5)
        self.edges = nn.Parameter(torch.randn(2, width) * width**-0.5)
        codes, known = glyphs or (np.zeros(0, np.int32), np.zeros((0, 1), np.float32))
        rows = torch.tensor(known)
        places = torch.zeros(PLANE, dtype=torch.int32)
        places[codes] = torch.arange(1, len(codes) + 1, dtype=torch.int32)
        looks = functional.normalize(rows - rows.mean(dim=0), dim=1)
        self.register_buffer("places", places, persistent=False)
        self.register_buffer("looks", functional.pad(looks, (0, 0, 1, 0)), persistent=False)
        self.look = nn.Linear(rows.shape[1], width, bias=False)
        nn.init.normal_(self.look.weight, std=width**-0.5)

    def forward(self, codes: torch.Tensor) -> torch.Tensor:
        """Embed code points (n, l) as vectors (n, l, width)."""
        return self.mix(codes[..., None], torch.ones_like(codes[..., None], dtype=torch.float32))

    def mix(self, codes: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """Embed alternatives (n, l, k) as their weighted sums (n, l, width)."""
        flat, shares = codes.reshape(-1, codes.shape[2]), weights.reshape(-1, codes.shape[2])
        hashed = [_sum(_hash(flat, prime, len(self.table)), self.table, shares) for prime in PRIMES]
        looks: torch.Tensor = self.look(_sum(self.places[flat.long()], self.looks, shares))
        return (hashed[0] + hashed[1] + looks).reshape(*codes.shape[:2], -1)


def _sum(places: torch.Tensor, table: torch.Tensor, shares: torch.Tensor) -> torch.Tensor:
    return functional.embedding_bag(places.long(), table, per_sample_weights=shares, mode="sum")


def _hash(codes: torch.Tensor, prime: int, buckets: int) -> torch.Tensor:
    """Spread code points over the buckets by multiplication modulo 2³² (Knuth)."""
    return ((codes.long() * prime) % (1 << 32)) * buckets >> 32


class SequencePool(nn.Module):
    """Sum three views of a sequence: its characters, its ordered pairs, and a transformer's summary.

    The first two are useful without training, like a bag of n-grams; the third, narrower than the vectors,
    starts at zero and learns what context adds. `edges` (2, d) stand for what is before the first and after
    the last character. With `recompute` the transformer's activations are recomputed in the backward pass.
    """

    __call__: Callable[..., torch.Tensor]

    def __init__(
        self,
        edges: nn.Parameter,
        *,
        context: int,
        layers: int,
        heads: int,
        longest: int,
        recompute: bool = False,
    ) -> None:
        super().__init__()
        self.recompute = recompute
        self.edges, width = edges, edges.shape[1]
        self.places = nn.Parameter(torch.randn(longest, context) * 0.1)
        self.enter = nn.Linear(width, context)
        layer = nn.TransformerEncoderLayer(
            context, heads, 2 * context, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.context = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.leave = nn.Linear(context, width)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)
        self.singles = nn.Parameter(torch.ones(width))
        self.couples = nn.Parameter(torch.ones(width))

    def forward(self, vectors: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Pool vectors (n, l, d), true in `mask` (n, l) where there is a character, to (n, d)."""
        present = mask[..., None].to(vectors.dtype)
        vectors = vectors * present
        return (
            self.singles * vectors.sum(dim=1)
            + self.couples * self._pairs(vectors, present)
            + self._summary(vectors, mask, present)
        )

    def _pairs(self, vectors: torch.Tensor, present: torch.Tensor) -> torch.Tensor:
        """Sum the products of neighbours, the second one rotated (Plate 1995), edges included."""
        first, last = self.edges[0], self.edges[1]
        past_end = functional.pad(present, (0, 0, 1, 0), value=1.0) - functional.pad(present, (0, 0, 0, 1))
        before = torch.cat([first.expand(len(vectors), 1, -1), vectors], dim=1)
        after = functional.pad(vectors, (0, 0, 0, 1)) + past_end * last
        return (before * after.roll(1, dims=2)).sum(dim=1) * math.sqrt(vectors.shape[2])

    def _summary(self, vectors: torch.Tensor, mask: torch.Tensor, present: torch.Tensor) -> torch.Tensor:
        """Average what the transformer returns for the characters (n, l, d), as (n, d).

        It sees as many as it knows places; of a longer line the other two views alone see the rest.
        """
        vectors, mask, present = (part[:, : len(self.places)] for part in (vectors, mask, present))
        states = self.enter(vectors * math.sqrt(vectors.shape[2])) + self.places[: vectors.shape[1]]
        if self.recompute and self.training:
            states = checkpoint(self.context, states, src_key_padding_mask=~mask, use_reentrant=False)
        else:
            states = self.context(states, src_key_padding_mask=~mask)
        summary: torch.Tensor = self.leave((states * present).sum(dim=1) / present.sum(dim=1).clamp(min=1))
        return summary


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
