"""The state of a training in progress, kept until the training is done."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from clippings.provenance import file_digest, settings_digest
from clippings.running import atomic, say


class Checkpoint:
    """One file, named by what determines the training, so that only the same training resumes it."""

    def __init__(self, folder: str | Path, *, settings: Any, files: Sequence[str | Path] = ()) -> None:
        digests = [file_digest(path) for path in files]
        self.path = Path(folder) / f"{settings_digest([settings, digests])}.pt"

    def load(self) -> dict[str, Any] | None:
        """Give the state saved last, or None."""
        if not self.path.is_file():
            return None
        state = torch.load(self.path, map_location="cpu", weights_only=True)
        say(f"resumed after epoch {state['epoch']}")
        return state

    def save(self, state: dict[str, Any]) -> None:
        """Replace the state, whole or not at all: a killed training keeps the one before."""
        with atomic(self.path) as temporary:
            torch.save(state, temporary)

    def clear(self) -> None:
        """Forget the state of a finished training."""
        self.path.unlink(missing_ok=True)
