"""MiniLM as a language tower: sentences to vectors, from files on this disk alone."""

import json
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import nn
from torch.nn import functional

FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
LONGEST, BATCH = 256, 32


class SentenceNetwork(nn.Module):
    """A transformer of sentences, the mean over its word pieces (Reimers and Gurevych 2019)."""

    __call__: Callable[..., torch.Tensor]

    def __init__(self, network: Any, *, empty: int) -> None:
        super().__init__()
        self.network, self.empty = network, empty

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        """Encode word pieces (n, l) as unit vectors (n, f)."""
        mask = pieces != self.empty
        states = self.network(input_ids=pieces, attention_mask=mask.long()).last_hidden_state
        present = mask[..., None].to(states.dtype)
        means = (states * present).sum(dim=1) / present.sum(dim=1).clamp(min=1)
        return functional.normalize(means.float(), dim=1)


class WordPieces:
    """The tokeniser: texts to word pieces (n, l), padded at the end."""

    def __init__(self, folder: str | Path) -> None:
        path = _checked(folder)
        self.tokeniser = _transformers().AutoTokenizer.from_pretrained(path, local_files_only=True)
        self.empty: int = self.tokeniser.pad_token_id

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """Cut texts into word pieces, at most 256 of each."""
        options = {"padding": True, "truncation": True, "max_length": LONGEST, "return_tensors": "pt"}
        pieces: torch.Tensor = self.tokeniser(list(texts), **options)["input_ids"]
        return pieces


class FrozenSentences:
    """The features that a frozen network returns for texts; each distinct text is computed once a process."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = _checked(folder)
        self.known: dict[str, torch.Tensor] = {}

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """Return the features of texts as unit vectors (n, f)."""
        fresh = sorted({text for text in texts if text not in self.known}, key=lambda text: (len(text), text))
        for start in range(0, len(fresh), BATCH):
            some = fresh[start : start + BATCH]
            with torch.no_grad():
                self.known |= dict(zip(some, self._network(self._pieces(some)), strict=True))
        return torch.stack([self.known[text] for text in texts])

    @cached_property
    def _pieces(self) -> WordPieces:
        return WordPieces(self.folder)

    @cached_property
    def _network(self) -> SentenceNetwork:
        return load_minilm(self.folder, empty=self._pieces.empty).eval()


def load_minilm(folder: str | Path, *, empty: int, recompute: bool = False) -> SentenceNetwork:
    """Load the network of a folder of local files; `empty` is the piece that pads."""
    path = _checked(folder)
    load = _transformers().AutoModel.from_pretrained
    network = load(path, local_files_only=True, add_pooling_layer=False)
    if recompute:
        network.activation_checkpointing_enable({"use_reentrant": False})
    return SentenceNetwork(network.float(), empty=empty)


def sentence_width(folder: str | Path) -> int:
    """Return the number of features of the network in a folder."""
    return int(json.loads((_checked(folder) / "config.json").read_text(encoding="utf-8"))["hidden_size"])


@cache
def _transformers() -> ModuleType:
    """Import the library where a model is loaded: it takes seconds, and other encoders do without."""
    import transformers

    transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    return transformers


def _checked(folder: str | Path) -> Path:
    """Refuse a folder that the library would look up on a hub, or complete from there."""
    missing = [name for name in FILES if not (Path(folder) / name).is_file()]
    if missing:
        raise ValueError(f"{folder}: no {missing[0]} there, expected {', '.join(FILES)} of a MiniLM")
    return Path(folder)
