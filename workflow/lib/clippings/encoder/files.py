"""Encoders in files: the settings they were built from and their weights."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from clippings.encoder import parallel
from clippings.encoder.building import build_encoder
from clippings.encoder.dual import DualEncoder
from clippings.encoder.openclip import without_checkpoint
from clippings.running import atomic


def write_encoder(model: DualEncoder, settings: Mapping[str, Any], path: str | Path) -> None:
    """Write weights and settings to one file, whole or not at all, where this is the leading process."""
    if not parallel.leads():
        return
    weights = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()}
    # To an open file: by a path, torch would write the temporary name into it, and no two runs were alike.
    with atomic(path) as temporary, temporary.open("wb") as file:
        torch.save({"settings": dict(settings), "weights": weights}, file)


def read_encoder(path: str | Path, settings: Mapping[str, Any]) -> DualEncoder:
    """Read a model; raise ValueError where it was built from other settings than `settings`."""
    stored = torch.load(path, map_location="cpu", weights_only=True)
    if stored["settings"] != dict(settings):
        raise ValueError(f"{path}: built from {stored['settings']}, expected {dict(settings)}")
    model = build_encoder(settings, seed=0)
    model.load_state_dict(stored["weights"])
    return model


def starting_encoder(
    pretrained: Sequence[str | Path], settings: Mapping[str, Any], *, seed: int
) -> DualEncoder:
    """Read the one model in `pretrained`; where none is given, build one that was never aligned.

    A checkpoint of CLIP, which pairs images with texts, is then left out; other networks are kept.
    """
    for path in pretrained:
        return read_encoder(path, settings)
    return build_encoder(without_checkpoint(settings), seed=seed)
