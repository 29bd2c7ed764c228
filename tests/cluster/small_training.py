"""A small training, as a job on the test node has it: `python small_training.py FOLDER KIND`.

KIND is `slow`, two seconds more for each step, so that Slurm's time limit comes first; `hunted`, killed
with -9 at a random moment soon after some steps; or `alone`, with nothing of the kind.
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


class Slow(Checkpoint):
    """A state whose keeping takes two seconds more."""

    def save(self, state):
        super().save(state)
        time.sleep(2)


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
