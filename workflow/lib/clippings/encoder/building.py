"""Encoders by name: from the settings of an encoder file to a model, and models in files."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import nn

from clippings.encoder import efficientnet, minilm, openclip
from clippings.encoder.dual import DualEncoder
from clippings.encoder.heads import Head, PhotographTower, SentenceTower
from clippings.encoder.towers import Characters, SequencePool, SlotTower, TextTower, tokenise
from clippings.model_file import ENCODER, SUFFIX, expect_whole
from clippings.recogniser import read_glyphs
from clippings.running import atomic

# No model hub is ever asked: the libraries of models read this when they load, which is where one is built.
os.environ["HF_HUB_OFFLINE"] = "1"
SLOTS, RECOGNISER_WIDTH = 64, 120
Settings = Mapping[str, Any]
Tokeniser = Callable[..., torch.Tensor]


def build_encoder(settings: Settings, *, seed: int) -> DualEncoder:
    """Build the model that an encoder file describes, with random weights where none are given."""
    torch.manual_seed(seed)
    clip = None
    if "open_clip" in (settings["vision"], settings["language"]):
        clip = openclip.load_open_clip(settings)
    width = clip.width if clip else settings["width"]
    glyphs = read_glyphs(settings["recogniser"]) if settings["vision"] == "ppocr" else None
    characters = Characters(width, buckets=settings["buckets"], glyphs=glyphs)
    visual = _vision(settings, characters, clip, width=width)
    text, tokens = _language(settings, characters, clip, width=width)
    precision = settings.get("precision", "float32")
    return DualEncoder(visual, text, tokenise=tokens, width=width, precision=precision)


def starting_encoder(before: Sequence[Mapping[str, Any]], settings: Settings, *, seed: int) -> DualEncoder:
    """Build the encoder with the stored weights of the stage before, or, without one, never aligned.

    A checkpoint of CLIP, which pairs images with texts, is then left out; other networks are kept.
    """
    if not before:
        return build_encoder(openclip.without_checkpoint(settings), seed=seed)
    model = build_encoder(settings, seed=seed)
    model.load_state_dict(before[0]["weights"])
    return model


def write_encoder(
    model: DualEncoder,
    settings: Settings,
    path: str | Path,
    *,
    stages: Settings = MappingProxyType({}),
    half: bool = False,
) -> None:
    """Write weights and settings, also those of the `stages` of training, to a file, whole or not at all.

    The file is of safetensors: reading it runs no code; settings stand in its header. A weight that both
    towers share is written once. In `half` precision the file is half as large.
    """
    weights = {name: tensor.detach() for name, tensor in model.state_dict().items()}
    shared = _first_names(weights)
    kept = {name: weights[name].cpu().contiguous() for name in sorted({*shared.values()})}
    if half:
        kept = {name: part.half() if part.is_floating_point() else part for name, part in kept.items()}
    header = {"settings": dict(settings), "stages": dict(stages), "shared": shared}
    with atomic(path) as temporary:
        # By way of bytes: save_file makes files that the owner alone may read.
        temporary.write_bytes(save(kept, {ENCODER: json.dumps(header, sort_keys=True, ensure_ascii=False)}))


def count_weights(model: DualEncoder) -> int:
    """Count the numbers of a model, those of a weight that both towers share once."""
    weights = model.state_dict()
    return sum(weights[name].numel() for name in {*_first_names(weights).values()})


def read_stored(path: str | Path, settings: Settings | None = None) -> dict[str, Any]:
    """Read what `write_encoder` wrote: settings, weights in single precision, stages.

    Raises ValueError if the file is no such file, or was built from other settings than those that are given.
    """
    if Path(path).suffix == SUFFIX:
        expect_whole(path)
    try:
        with safe_open(path, framework="pt") as file:
            header = json.loads((file.metadata() or {})[ENCODER])
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, KeyError) as error:
        raise ValueError(
            f"{path}: no encoder in safetensors ({error}), expected one of this project"
        ) from error
    if settings is not None and header["settings"] != dict(settings):
        raise ValueError(f"{path}: built from {header['settings']}, expected {dict(settings)}")
    kept = {name: part.float() if part.is_floating_point() else part for name, part in stored.items()}
    weights = {name: kept[other] for name, other in header["shared"].items()}
    return {"settings": header["settings"], "weights": weights, "stages": header["stages"]}


def _first_names(weights: Mapping[str, torch.Tensor]) -> dict[str, str]:
    """Map the name of each weight to the first name of the same one in memory."""
    first: dict[tuple[Any, ...], str] = {}
    return {
        name: first.setdefault((tensor.data_ptr(), tensor.shape, tensor.stride()), name)
        for name, tensor in weights.items()
    }


def _vision(
    settings: Settings, characters: Characters, clip: openclip.OpenClip | None, *, width: int
) -> nn.Module:
    if clip and settings["vision"] == "open_clip":
        return openclip.PixelTower(clip)
    if settings["vision"] == "efficientnet_lite0":
        weights, recompute = settings.get("vision_weights"), settings.get("recompute", False)
        frozen = settings["frozen"]
        network = nn.Identity() if frozen else efficientnet.load_efficientnet(weights, recompute=recompute)
        return PhotographTower(network, Head(efficientnet.FEATURES, width))
    pool = _pool(settings, characters, longest=SLOTS)
    return SlotTower(characters, pool, features=RECOGNISER_WIDTH, width=width)


def _language(
    settings: Settings, characters: Characters, clip: openclip.OpenClip | None, *, width: int
) -> tuple[nn.Module, Tokeniser]:
    if clip and settings["language"] == "open_clip":
        return openclip.OpenClipText(clip), partial(openclip.clip_tokens, tokeniser=clip.tokeniser)
    if settings["language"] == "minilm":
        return _sentences(settings, width=width)
    longest = settings["longest_text"]
    return TextTower(characters, _pool(settings, characters, longest=longest)), partial(
        tokenise, longest=longest
    )


def _sentences(settings: Settings, *, width: int) -> tuple[nn.Module, Tokeniser]:
    """Return the tower of sentences; where it is frozen, the network is part of the tokeniser instead."""
    folder = settings["text_model"]
    head = Head(minilm.sentence_width(folder), width)
    if settings["frozen"]:
        return SentenceTower(nn.Identity(), head), minilm.FrozenSentences(folder)
    pieces = minilm.WordPieces(folder)
    network = minilm.load_minilm(folder, empty=pieces.empty, recompute=settings.get("recompute", False))
    return SentenceTower(network, head), pieces


def _pool(settings: Settings, characters: Characters, *, longest: int) -> SequencePool:
    return SequencePool(
        characters.edges,
        context=settings["context"],
        layers=settings["layers"],
        heads=settings["heads"],
        longest=longest,
        recompute=settings.get("recompute", False),
    )
