"""Two processes do what one does: losses, gradients, a whole training, vectors; and how such a job ends."""

import os
import signal
import time
from contextlib import redirect_stderr
from functools import partial

import numpy as np
import pytest
import torch
from made_names import TINY, made_corpus

from clippings.encoder import parallel, training
from clippings.encoder.building import build_encoder
from clippings.encoder.checkpoints import STOPPED, Checkpoint
from clippings.encoder.encoding import embed
from clippings.encoder.finetuning import Contrast, finetune
from clippings.encoder.launching import run_job
from clippings.encoder.pretraining import pretrain
from clippings.encoder.training import Recipe

RECIPE = Recipe(epochs=3, learning_rate=0.003, weight_decay=0.01, warm_up=0.1, seed=0)
CONTRAST = Contrast(
    classes=15,
    samples_per_class=3,
    temperature=0.1,
    neighbours=2,
    renew_every=2,
    text_dropout=0.2,
    field_dropout=0,
)
STAGES = {
    "info_nce": partial(pretrain, batch=25, recipe=RECIPE),
    "supcon": partial(finetune, weight=0.5, synthetic=0, recipe=RECIPE, contrast=CONTRAST),
}


def train_both(device, *, folder):
    """Train by either loss; keep losses and unclipped gradients of each step, the weights, some vectors."""
    found = {}
    average, step = parallel.average_gradients, training._step
    corpus = made_corpus(60, seed=3)
    everyone = np.arange(len(corpus.records))
    untrained = embed(build_encoder(TINY, seed=0), corpus, rows=everyone)
    for name, stage in STAGES.items():
        gradients, losses = [], []

        def watched_average(model, kept=gradients):
            average(model)
            kept.append({key: w.grad.clone() for key, w in model.named_parameters() if w.grad is not None})

        parallel.average_gradients = watched_average
        training._step = lambda *arguments, kept=losses: kept.append(step(*arguments)) or kept[-1]
        corpus, model = made_corpus(60, seed=3), build_encoder(TINY, seed=0)
        corpus.image_rows[5] = -1
        checkpoint = Checkpoint(folder / f"{name}-{parallel.processes()}", settings=name)
        stage(model, corpus, checkpoint=checkpoint)
        vectors = embed(model, corpus, rows=np.arange(7))
        found[name] = {"losses": losses, "gradients": gradients, "weights": model.state_dict()}
        found[name]["vectors"] = {part: torch.from_numpy(rows) for part, rows in vectors.items()}
    found["embedding"] = {part: torch.from_numpy(rows) for part, rows in untrained.items()}
    parallel.average_gradients, training._step = average, step
    if parallel.leads():
        torch.save(found, folder / f"{parallel.processes()}.pt")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """What train_both kept, by the number of processes."""
    folder = tmp_path_factory.mktemp("parallel")
    train_both(torch.device("cpu"), folder=folder)
    run_two(partial(train_both, folder=folder), folder)
    return {number: torch.load(folder / f"{number}.pt") for number in (1, 2)}


@pytest.mark.parametrize("stage", STAGES)
def test_loss_and_gradients_are_those_of_one_process_on_the_joined_batch(stage, trained):
    one, two = trained[1][stage], trained[2][stage]
    assert two["losses"][0] == pytest.approx(one["losses"][0], abs=1e-5)
    assert one["gradients"][0].keys() == two["gradients"][0].keys()
    for name, gradient in one["gradients"][0].items():
        assert torch.allclose(two["gradients"][0][name], gradient, rtol=0, atol=1e-5), name
    assert max(gradient.abs().max() for gradient in one["gradients"][0].values()) > 0.01


@pytest.mark.parametrize("stage", STAGES)
def test_a_whole_training_ends_where_one_process_ends(stage, trained):
    one, two = trained[1][stage], trained[2][stage]
    assert two["losses"] == pytest.approx(one["losses"], abs=1e-4)
    for kind, tolerance in (("weights", 1e-3), ("vectors", 1e-3)):
        for name, value in one[kind].items():
            assert torch.allclose(two[kind][name], value, rtol=0, atol=tolerance), name


def test_two_processes_embed_as_one_does(trained):
    """The same weights, all records of a dataset, shared among the processes and put together in order."""
    one, two = trained[1]["embedding"], trained[2]["embedding"]
    assert one.keys() == two.keys() == {"visual", "noisy", "clean"}
    for part, vectors in one.items():
        assert len(vectors) > 100 and vectors.norm(dim=1).gt(0.9).any()
        assert torch.allclose(two[part], vectors, rtol=0, atol=1e-6), part


def refuse(device):
    """Fail in the second process alone."""
    if not parallel.leads():
        raise ValueError("3 names, expected 4")


def stop(device, *, target):
    """Train; tell the second process, or the one that started both, at the first step to stop."""
    corpus, model = made_corpus(20, seed=3), build_encoder(TINY, seed=0)
    step, taken = training._step, []

    def interrupted(*arguments):
        if target and not parallel.leads() and not taken:
            os.kill({"process": os.getpid, "parent": os.getppid}[target](), signal.SIGUSR1)
        taken.append(time.sleep(0.3))
        return step(*arguments)

    training._step = interrupted
    STAGES["info_nce"](model, corpus, checkpoint=Checkpoint("state", settings="stop"))


def run_two(job, folder):
    """Run a job in two processes, messages in a file, the way a step does."""
    with open(folder / "log", "w") as log, redirect_stderr(log):
        run_job(job, processes=2, threads=1)


def test_the_first_failure_of_a_process_is_that_of_the_job(tmp_path):
    with pytest.raises(ValueError, match=r"^3 names, expected 4$"):
        run_two(refuse, tmp_path)


@pytest.mark.parametrize("target", ["process", "parent"])
def test_a_signal_stops_all_processes_and_they_go_on_from_the_state(target, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        run_two(partial(stop, target=target), tmp_path)
    assert stopped.value.code == STOPPED
    assert len(list((tmp_path / "state").iterdir())) == 1
    assert "SIGUSR1: stopped after 0 epochs and" in (tmp_path / "log").read_text()
    run_two(partial(stop, target=None), tmp_path)
    assert "resumed after 0 epochs and" in (tmp_path / "log").read_text()
    assert "epoch 3/3: loss" in (tmp_path / "log").read_text()
