"""A small training, as a job on the test node has it: `python small_training.py FOLDER KIND [SEED]`.

KIND is `slow`, with one step, drawn by SEED, that lasts until the job is told to stop, so that Slurm's time
limit comes in that step; `hunted`, killed with -9 at a random moment soon after some steps; or `alone`, with
nothing of the kind.
"""

import logging
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[1:1] = [str(ROOT / "workflow/lib"), str(ROOT / "tests/unit/encoder")]

from test_survival import train_in  # noqa: E402

from clippings.encoder.checkpoints import Checkpoint  # noqa: E402

SLOW_STEPS = (2, 12)  # the first and the last step that may be slow, of 48: three attempts leave some


class Slow(Checkpoint):
    """A state that is kept within an epoch only when the job is told to stop, which is in a drawn step."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **{**options, "seconds": 3600})
        self.left = random.Random(sys.argv[3]).randint(*SLOW_STEPS)

    @property
    def due(self):
        self.left -= 1
        while self.left == 0 and not self._signal:
            time.sleep(0.05)
        return super().due


class Hunted(Checkpoint):
    """A state kept some times, until the process is killed within the hundredths of a second that follow."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.left, self.drawn = random.randint(2, 6), random.random() * 0.05

    def save(self, state):
        super().save(state)
        self.left -= 1
        if self.left == 0:
            threading.Timer(self.drawn, os.kill, [os.getpid(), signal.SIGKILL]).start()


KINDS = {"slow": Slow, "hunted": Hunted, "alone": Checkpoint}

if __name__ == "__main__":
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    train_in(sys.argv[1], "finetune", kept_in=KINDS[sys.argv[2]])
