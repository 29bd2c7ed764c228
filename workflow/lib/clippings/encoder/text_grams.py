"""How texts are spelt: their character n-grams, hashed to vectors of a fixed width, learned from nothing."""

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

SIZES = (3, 4)
PRIMES = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def hash_grams(texts: Sequence[str], *, buckets: int) -> NDArray[np.float32]:
    """Count the n-grams of each text in `buckets`, as unit vectors (n, buckets); zeros of an empty text.

    Small letters, NFKC, and one blank on either side of a word. Half of the grams count negative, by their
    hash, so that those which share a bucket cancel out on average (Weinberger et al. 2009).
    """
    vectors = np.zeros((len(texts), buckets), np.float32)
    for vector, text in zip(vectors, texts, strict=True):
        words = unicodedata.normalize("NFKC", text).lower().split()
        points = np.array([ord(letter) for letter in f" {' '.join(words)} "], np.uint64)
        for size in SIZES:
            hashes = _hash(sliding_window_view(points, size)) if len(points) >= size else points[:0]
            signs = np.where(hashes & np.uint64(1), 1.0, -1.0)
            places = (hashes >> np.uint64(1)) % np.uint64(buckets)
            vector += np.bincount(places.astype(np.int64), signs, buckets)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors


def _hash(grams: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix the code points of grams (m, n) into one number each, (m,)."""
    found = np.zeros(len(grams), np.uint64)
    for place in range(grams.shape[1]):
        found = (found + grams[:, place] + np.uint64(1)) * PRIMES[0]
        found ^= found >> np.uint64(29)
    return (found * PRIMES[1]) >> np.uint64(16)
