"""Text as code points, and code points as vectors: no character is ever unknown."""

import unicodedata
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

PAD = 0
PRIMES = (2_654_435_761, 1_597_334_677)
PLANE = 0x110000


def tokenise(texts: Sequence[str], *, longest: int) -> torch.Tensor:
    """Turn texts into code points (n, l) after NFKC, padded with 0 at the end and cut after `longest`.

    OCR engines write one ideograph by several code points, which NFKC makes one.
    """
    folded = (unicodedata.normalize("NFKC", text) for text in texts)
    points = [[ord(character) for character in text[:longest]] for text in folded]
    width = max((len(row) for row in points), default=0)
    tokens = np.full((len(points), max(width, 1)), PAD, np.int32)
    for row, found in zip(tokens, points, strict=True):
        row[: len(found)] = found
    return torch.from_numpy(tokens)


class Characters(nn.Module):
    """A vector for every code point: what it looks like, where known, and two rows of a hashed table.

    Two characters share both rows about once in `buckets`² pairs, so that none is lost in another
    (Bloom embeddings, Serrà and Karatzoglou 2017). `glyphs` are a recogniser's classifier rows with their
    code points: characters that it nearly confuses, an old and a new form among them, start close.
    """

    places: torch.Tensor
    looks: torch.Tensor

    def __init__(
        self, width: int, *, buckets: int, glyphs: tuple[NDArray[np.int32], torch.Tensor] | None = None
    ) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.randn(buckets, width) * (2 * width) ** -0.5)
        self.edges = nn.Parameter(torch.randn(2, width) * width**-0.5)
        codes, rows = glyphs or (np.zeros(0, np.int32), torch.zeros(0, 1))
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
        """Embed alternatives (n, l, k) as their sums (n, l, width), each with its weight."""
        flat, shares = codes.reshape(-1, codes.shape[2]), weights.reshape(-1, codes.shape[2])
        hashed = sum(_sum(_hash(flat, prime, len(self.table)), self.table, shares) for prime in PRIMES)
        looks = self.look(_sum(self.places[flat.long()], self.looks, shares))
        return (hashed + looks).reshape(*codes.shape[:2], -1)


def _sum(places: torch.Tensor, table: torch.Tensor, shares: torch.Tensor) -> torch.Tensor:
    return functional.embedding_bag(places.long(), table, per_sample_weights=shares, mode="sum")


def _hash(codes: torch.Tensor, prime: int, buckets: int) -> torch.Tensor:
    """Spread code points over the buckets by multiplication modulo 2³² (Knuth)."""
    return ((codes.long() * prime) % (1 << 32)) * buckets >> 32
