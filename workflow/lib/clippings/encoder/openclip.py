"""Towers of open_clip, from local files alone: no model hub is ever asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn


@dataclass(frozen=True)
class OpenClip:
    """A model of open_clip, its tokeniser, its width and how its pixels are normalised."""

    model: Any
    tokeniser: Any
    width: int
    mean: tuple[float, ...]
    spread: tuple[float, ...]


def load_open_clip(settings: Mapping[str, Any]) -> OpenClip:
    """Create the model that `settings` name: one open_clip knows, a `local-dir:`, or an architecture file.

    `weights` is a checkpoint file; without it, and without `local-dir:`, weights are random, as they are
    where settings come from `without_checkpoint`.
    """
    # Imported here, since it takes seconds, and other encoders do without.
    import open_clip

    name, weights = settings["model"], settings.get("weights")
    if settings.get("architecture"):
        open_clip.add_model_config(Path(settings["architecture"]))
    _check(name, weights, known=open_clip.list_models())
    load = not settings.get("unaligned", False)
    model = open_clip.create_model(name, pretrained=weights, load_weights=load, pretrained_text=False)
    model.set_grad_checkpointing(settings.get("recompute", False))
    config = open_clip.get_model_config(name)
    normal = open_clip.get_model_preprocess_cfg(model)
    return OpenClip(model, open_clip.get_tokenizer(name), config["embed_dim"], normal["mean"], normal["std"])


def without_checkpoint(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings of the same model with random weights, so that its towers are not aligned."""
    return {**settings, "weights": None, "unaligned": True}


class PixelTower(nn.Module):
    """Vision tower of open_clip on pixels from 0 to 255."""

    mean: torch.Tensor
    spread: torch.Tensor

    def __init__(self, clip: OpenClip) -> None:
        super().__init__()
        self.visual = clip.model.visual
        self.register_buffer("mean", torch.tensor(clip.mean)[:, None, None], persistent=False)
        self.register_buffer("spread", torch.tensor(clip.spread)[:, None, None], persistent=False)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Encode pictures (n, 3, h, w) as (n, d)."""
        vectors: torch.Tensor = self.visual((pixels.float() / 255 - self.mean) / self.spread)
        return vectors


class OpenClipText(nn.Module):
    """Language tower of open_clip, without its vision tower."""

    def __init__(self, clip: OpenClip) -> None:
        super().__init__()
        self.clip = clip.model
        self.clip.visual = None
        self.clip.logit_scale.requires_grad_(False)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Encode tokens (n, l) as (n, d)."""
        vectors: torch.Tensor = self.clip.encode_text(tokens)
        return vectors


def clip_tokens(texts: Sequence[str], *, tokeniser: Any) -> torch.Tensor:
    """Tokenise texts as for the training of the model."""
    tokens: torch.Tensor = tokeniser(list(texts))
    return tokens


def _check(name: str, weights: str | None, *, known: list[str]) -> None:
    """Refuse what open_clip would look up on a hub."""
    scheme, _, folder = name.rpartition("local-dir:")
    if name.startswith("local-dir:"):
        if not (Path(folder) / "open_clip_config.json").is_file():
            raise ValueError(f"{folder}: no open_clip_config.json there, expected a model of open_clip")
    elif scheme or name not in known:
        raise ValueError(
            f"open_clip model {name!r}, expected local-dir:<folder>, an architecture file's name"
            f" or one of {', '.join(known[:3])}, …"
        )
    if weights and not Path(weights).is_file():
        raise ValueError(f"{weights}: no such file, expected a checkpoint of {name}")
