"""The faults of a bad day on a cluster: each befalls one shard in its first attempt, or its first three."""

import sys

from made_up_work import ROOT

TRAINING = f"{sys.executable} {ROOT / 'tests/cluster/small_training.py'}"
TRAININGS, HURRIED = ("lasts", "killed"), ("lasts",)
FAULTS = {
    "exits": "test $attempt -gt 1 || exit 3",
    "grows": f"{sys.executable} -c \"import time; kept = b'x' * (450 << 20); time.sleep(4)\"",
    "lasts": f"{TRAINING} lasts $(test $attempt -gt 3 && echo alone || echo slow) $attempt 2>> lasts.log",
    "killed": f"{TRAINING} killed $(test $attempt -gt 3 && echo alone || echo hunted) 2>> killed.log",
    "cancelled": "test $attempt -gt 1 || sleep 50",
}
