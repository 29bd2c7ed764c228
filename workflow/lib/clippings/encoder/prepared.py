"""Images prepared for a vision tower, in files: pixels, slots of a frozen recogniser, or features."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from clippings.encoder.pixels import Pixels, lay_out, read_pixels
from clippings.recogniser import Arrays, write_arrays


class SlotBatch(NamedTuple):
    """Soft characters of n crops: features (n, l, width), codes and weights (n, l, choices)."""

    features: torch.Tensor
    codes: torch.Tensor
    weights: torch.Tensor
    mask: torch.Tensor

    def to(self, device: torch.device) -> "SlotBatch":
        """Move every tensor to `device`."""
        return SlotBatch(*(tensor.to(device) for tensor in self))


@dataclass(frozen=True, eq=False)
class SlotImages:
    """Images as slots, stored end to end: those of record i lie between starts[i] and starts[i + 1]."""

    records: NDArray[np.str_]
    starts: NDArray[np.int64]
    features: NDArray[np.float16]
    codes: NDArray[np.int32]
    weights: NDArray[np.float16]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return what a file stores of the images."""
        return dict(vars(self))

    def lengths(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count the slots of each image of `rows`."""
        return self.starts[rows + 1] - self.starts[rows]

    def content(self, row: int) -> list[NDArray[np.generic]]:
        """Return what the tower sees of one image."""
        own = slice(self.starts[row], self.starts[row + 1])
        return [self.features[own], self.codes[own], self.weights[own]]

    def batch(self, rows: NDArray[np.int64]) -> SlotBatch:
        """Return the slots of `rows`, padded to the longest of them."""
        lengths = self.lengths(rows)
        mask = np.arange(lengths.max(initial=1))[None] < lengths[:, None]
        places = (self.starts[rows][:, None] + np.arange(mask.shape[1]))[mask]
        features, codes, weights = (
            _padded(values, places, mask) for values in (self.features, self.codes, self.weights)
        )
        return SlotBatch(features, codes, weights, torch.from_numpy(mask))


@dataclass(frozen=True, eq=False)
class Features:
    """Images as the features of a frozen network: `views` (n, v, f), one row of f features per view."""

    records: NDArray[np.str_]
    views: NDArray[np.float16]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return what a file stores of the images."""
        return dict(vars(self))

    def lengths(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return 1 for each: all have as many views."""
        return np.ones(len(rows), np.int64)

    def content(self, row: int) -> list[NDArray[np.generic]]:
        """Return what the tower sees of one image."""
        return [self.views[row]]

    def batch(self, rows: NDArray[np.int64]) -> torch.Tensor:
        """Return the features of `rows` (n, v, f)."""
        return torch.from_numpy(self.views[rows].astype(np.float32))


Prepared = Pixels | SlotImages | Features


def write_prepared(images: Prepared, path: str | Path) -> None:
    """Write prepared images to one .npz file, whole or not at all."""
    write_arrays(images.arrays(), path)


def read_prepared(paths: Sequence[str | Path]) -> Prepared:
    """Read the .npz files of one tower in the order given, as one; no file gives no image."""
    if not paths:
        return lay_out(np.zeros(0, "U1"), [], shape=(1, 1, 1))
    kinds = {tuple(sorted(np.load(path).files)) for path in paths}
    if len(kinds) > 1:
        raise ValueError(f"{paths[0]} and others were prepared for different towers, expected one tower")
    kind = kinds.pop()
    if "store" in kind:
        return read_pixels(paths)
    parts = [dict(np.load(path)) for path in paths]
    if "views" in kind:
        return Features(**{key: np.concatenate([part[key] for part in parts]) for key in kind})
    return join_portions(parts)


def join_portions(parts: Sequence[Arrays]) -> SlotImages:
    """Lay the slots of several portions of images (`recogniser.join_slots`) end to end, in their order."""
    joined = {key: np.concatenate([part[key] for part in parts]) for key in parts[0] if key != "starts"}
    lengths = np.concatenate([np.diff(part["starts"]) for part in parts])
    return SlotImages(starts=np.concatenate([[0], np.cumsum(lengths)]), **joined)


def places_in_files(records: Sequence[str], paths: Sequence[str | Path]) -> NDArray[np.int64]:
    """Return in which of the files of prepared images each record (n,) has its own: len(paths) for none."""
    places, index = np.full(len(records), len(paths)), pd.Index(records)
    for place, path in enumerate(paths):
        rows = index.get_indexer(np.load(path)["records"])
        places[rows[rows >= 0]] = place
    return places


def _padded(values: NDArray[np.generic], places: NDArray[np.int64], mask: NDArray[np.bool_]) -> torch.Tensor:
    wide = np.float32 if values.dtype == np.float16 else values.dtype
    padded = np.zeros((*mask.shape, values.shape[1]), wide)
    padded[mask] = values[places]
    return torch.from_numpy(padded)
