"""The state of a training in progress, kept until the training is done."""

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from clippings.encoder import parallel
from clippings.provenance import file_digest, settings_digest
from clippings.running import atomic, say

SIGNALS = (signal.SIGTERM, signal.SIGUSR1)  # what Slurm sends before a time limit
STOPPED = 75  # EX_TEMPFAIL of sysexits.h: try again


class Checkpoint:
    """One file, named by what determines the training, so that only the same training resumes it.

    The state is written after each epoch, every `seconds` within one, and when a signal stops the job.
    """

    def __init__(
        self, folder: str | Path, *, settings: Any, files: Sequence[str | Path] = (), seconds: float = 300
    ) -> None:
        digests = [file_digest(path) for path in files]
        self.path = Path(folder) / f"{settings_digest([settings, digests])}.pt"
        self.seconds, self._saved, self._signal = seconds, time.monotonic(), 0

    @property
    def due(self) -> bool:
        """Return whether the state should be saved now, within an epoch: the same in all processes."""
        late = time.monotonic() - self._saved >= self.seconds
        return any(parallel.largest([self._signal, late]))

    def load(self) -> dict[str, Any] | None:
        """Return the state saved last, or None."""
        state: dict[str, Any] | None = None
        if self.path.is_file():
            state = torch.load(self.path, map_location="cpu", weights_only=True)
        # Only when all have read it may one of them go on and replace or clear it.
        if not parallel.agree(state is not None) or state is None:
            return None
        say(f"resumed after {state['epoch']} epochs and {state['step']} steps")
        return state

    def save(self, state: dict[str, Any]) -> None:
        """Replace the state, whole or not at all; then end the job if a signal was received."""
        if parallel.leads():
            with atomic(self.path) as temporary:
                torch.save(state, temporary)
        self._saved = time.monotonic()
        received = parallel.largest([self._signal])[0]
        if received:
            name = signal.Signals(received).name
            say(f"{name}: stopped after {state['epoch']} epochs and {state['step']} steps, the state is kept")
            raise SystemExit(STOPPED)

    def clear(self) -> None:
        """Remove the state of a finished training, and what was half-written when it was killed."""
        if parallel.leads():
            for path in (self.path, *self.path.parent.glob(f".{self.path.stem}.*")):
                path.unlink(missing_ok=True)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """On a signal, save and end at the next step instead of at once."""
        before = {number: signal.signal(number, self._note) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, number: int, frame: Any) -> None:
        self._signal = number
