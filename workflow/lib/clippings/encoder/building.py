"""Encoders by name: from the settings of an encoder file to a model."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from torch import nn

from clippings.encoder import efficientnet, minilm
from clippings.encoder.characters import Characters, tokenise
from clippings.encoder.dual import DualEncoder
from clippings.encoder.heads import Head, PhotographTower, SentenceTower
from clippings.encoder.openclip import (
    OpenClip,
    OpenClipText,
    PixelTower,
    clip_tokens,
    load_open_clip,
    without_checkpoint,
)
from clippings.encoder.sequences import SequencePool
from clippings.encoder.towers import SlotTower, TextTower, ThumbnailTower
from clippings.recogniser import read_glyphs
from clippings.running import atomic

# No model hub is ever asked: the libraries of models read this when they load, which is where one is built.
os.environ["HF_HUB_OFFLINE"] = "1"
SLOTS, RECOGNISER_WIDTH = 64, 120
THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, STRIP = 16, 96, 8
VISION = ("ppocr", "open_clip", "efficientnet_lite0", "tiny")
LANGUAGE = ("characters", "open_clip", "minilm")


def build_encoder(settings: Mapping[str, Any], *, seed: int) -> DualEncoder:
    """Build the model that an encoder file describes, with random weights where none are given."""
    _check(settings)
    torch.manual_seed(seed)
    clip = load_open_clip(settings) if "open_clip" in (settings["vision"], settings["language"]) else None
    width = clip.width if clip else settings["width"]
    glyphs = None
    if settings["vision"] == "ppocr":
        codes, rows = read_glyphs(settings["recogniser"])
        glyphs = codes, torch.tensor(rows)
    characters = Characters(width, buckets=settings["buckets"], glyphs=glyphs)
    visual = _vision(settings, characters, clip, width=width)
    text, tokens = _language(settings, characters, clip, width=width)
    precision = settings.get("precision", "float32")
    return DualEncoder(visual, text, tokenise=tokens, width=width, precision=precision)


def write_encoder(
    model: DualEncoder,
    settings: Mapping[str, Any],
    path: str | Path,
    *,
    stages: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Write weights and settings, also those of the `stages` of training, to a file, whole or not at all."""
    weights = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()}
    stored = {"settings": dict(settings), "weights": weights, "stages": dict(stages)}
    # To an open file: given a path, torch stores the temporary name, and no two files would be equal.
    with atomic(path) as temporary, temporary.open("wb") as file:
        torch.save(stored, file)


def read_stored(path: str | Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Read what `write_encoder` wrote; raise ValueError if it was built from other settings."""
    stored: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    if stored["settings"] != dict(settings):
        raise ValueError(f"{path}: built from {stored['settings']}, expected {dict(settings)}")
    return stored


def starting_encoder(
    before: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], *, seed: int
) -> DualEncoder:
    """Build the encoder with the stored weights of the stage before, or, without one, never aligned.

    A checkpoint of CLIP, which pairs images with texts, is then left out; other networks are kept.
    """
    if not before:
        return build_encoder(without_checkpoint(settings), seed=seed)
    model = build_encoder(settings, seed=seed)
    model.load_state_dict(before[0]["weights"])
    return model


def _vision(
    settings: Mapping[str, Any], characters: Characters, clip: OpenClip | None, *, width: int
) -> nn.Module:
    if clip and settings["vision"] == "open_clip":
        return PixelTower(clip)
    if settings["vision"] == "efficientnet_lite0":
        network = nn.Identity() if settings["frozen"] else _network(settings)
        return PhotographTower(network, Head(efficientnet.FEATURES, width))
    if settings["vision"] == "ppocr":
        pool = _pool(settings, characters, longest=SLOTS)
        return SlotTower(characters, pool, features=RECOGNISER_WIDTH, width=width)
    pool = _pool(settings, characters, longest=THUMBNAIL_WIDTH // STRIP)
    return ThumbnailTower(pool, height=THUMBNAIL_HEIGHT, strip=STRIP, width=width)


def _language(
    settings: Mapping[str, Any], characters: Characters, clip: OpenClip | None, *, width: int
) -> tuple[nn.Module, Callable[..., torch.Tensor]]:
    if clip and settings["language"] == "open_clip":
        return OpenClipText(clip), partial(clip_tokens, tokeniser=clip.tokeniser)
    if settings["language"] == "minilm":
        return _sentences(settings, width=width)
    longest = settings["longest_text"]
    pool = _pool(settings, characters, longest=longest)
    return TextTower(characters, pool), partial(tokenise, longest=longest)


def _network(settings: Mapping[str, Any]) -> nn.Module:
    recompute = settings.get("recompute", False)
    return efficientnet.load_efficientnet(settings.get("vision_weights"), recompute=recompute)


def _sentences(settings: Mapping[str, Any], *, width: int) -> tuple[nn.Module, Callable[..., torch.Tensor]]:
    """Return the tower of sentences; where it is frozen, what reads the texts is no part of the model."""
    folder = settings["text_model"]
    head = Head(minilm.sentence_width(folder), width)
    if settings["frozen"]:
        return SentenceTower(nn.Identity(), head), minilm.KnownSentences(folder)
    pieces = minilm.WordPieces(folder)
    network = minilm.load_minilm(folder, empty=pieces.empty, recompute=settings.get("recompute", False))
    return SentenceTower(network, head), pieces


def _pool(settings: Mapping[str, Any], characters: Characters, *, longest: int) -> SequencePool:
    return SequencePool(
        characters.edges,
        context=settings["context"],
        layers=settings["layers"],
        heads=settings["heads"],
        longest=longest,
        recompute=settings.get("recompute", False),
    )


def _check(settings: Mapping[str, Any]) -> None:
    for side, known in (("vision", VISION), ("language", LANGUAGE)):
        if settings[side] not in known:
            raise ValueError(f"{side} tower {settings[side]!r}, expected one of {', '.join(known)}")
