"""A training killed at random moments in its own process ends with the weights of an undisturbed one."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
import torch
from made_names import TINY, made_corpus

from clippings.encoder.building import build_encoder, write_encoder
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.finetuning import Contrast, finetune
from clippings.encoder.pretraining import pretrain
from clippings.encoder.training import Recipe

CONTRAST = Contrast(
    classes=10,
    samples_per_class=2,
    temperature=0.1,
    neighbours=2,
    renew_every=2,
    text_dropout=0.2,
    field_dropout=0,
)
RECIPE = Recipe(epochs=12, learning_rate=0.003, weight_decay=0.01, warm_up=0.1, seed=0)


def train_in(folder, stage, *, kept_in=Checkpoint):
    """Train a small encoder, its state kept after every step in a checkpoint of a kind, and write it."""
    torch.set_num_threads(1)
    model, corpus = build_encoder(TINY, seed=0), made_corpus(60, seed=3)
    checkpoint = kept_in(f"{folder}/state", settings=stage, seconds=0)
    if stage == "pretrain":
        pretrain(model, corpus, batch=60, recipe=RECIPE, checkpoint=checkpoint)
    else:
        finetune(
            model,
            corpus,
            weight=0.5,
            synthetic=0,
            recipe=RECIPE,
            contrast=CONTRAST,
            checkpoint=checkpoint,
        )
    write_encoder(model, TINY, f"{folder}/model.safetensors")
    checkpoint.clear()


def run_and_kill(folder, stage, *, after, delay):
    """Start a training, and kill it once it has kept `after` more states and `delay` seconds have gone by."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    training = subprocess.Popen([sys.executable, __file__, str(folder), stage], env=environment)
    seen: set[int] = set()
    while len(seen) <= after and training.poll() is None:
        seen |= {path.stat().st_mtime_ns for path in (folder / "state").glob("[!.]*")}
        time.sleep(0.001)
    time.sleep(delay)
    training.send_signal(signal.SIGKILL)
    return training.wait()


@pytest.mark.parametrize("stage", ["pretrain", "finetune"])
def test_a_training_killed_three_times_ends_bit_for_bit_as_an_undisturbed_one(stage, tmp_path):
    drawn = random.Random(stage)
    reached = []
    for _ in range(3):
        ended = run_and_kill(tmp_path, stage, after=drawn.randint(1, 6), delay=drawn.random() * 0.02)
        assert ended == -signal.SIGKILL and not (tmp_path / "model.safetensors").exists()
        (state,) = (torch.load(path) for path in (tmp_path / "state").glob("[!.]*"))
        reached.append((state["epoch"], state["step"]))
    assert reached == sorted(set(reached)) and reached[0] > (0, 0)
    train_in(tmp_path, stage)
    train_in(tmp_path / "whole", stage)
    found, expected = (
        (folder / "model.safetensors").read_bytes() for folder in (tmp_path, tmp_path / "whole")
    )
    assert found == expected
    assert not list((tmp_path / "state").iterdir()), "nothing half-written is left"


if __name__ == "__main__":
    train_in(*sys.argv[1:])
