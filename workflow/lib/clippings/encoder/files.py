"""Encoders in files: the settings they were built from and their weights."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from clippings.encoder.building import build_encoder
from clippings.encoder.dual import DualEncoder
from clippings.running import atomic


def write_encoder(model: DualEncoder, settings: Mapping[str, Any], path: str | Path) -> None:
    """Write weights and settings to one file, whole or not at all."""
    weights = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()}
    with atomic(path) as temporary:
        torch.save({"settings": dict(settings), "weights": weights}, temporary)


def read_encoder(path: str | Path, settings: Mapping[str, Any]) -> DualEncoder:
    """Read a model; raise ValueError where it was built from other settings than `settings`."""
    stored = torch.load(path, map_location="cpu", weights_only=True)
    if stored["settings"] != dict(settings):
        raise ValueError(f"{path}: built from {stored['settings']}, expected {dict(settings)}")
    model = build_encoder(settings, seed=0)
    model.load_state_dict(stored["weights"])
    return model


def choose_device(threads: int) -> torch.device:
    """Use the accelerator if there is one, else `threads` threads of the processor."""
    torch.set_num_threads(threads)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
