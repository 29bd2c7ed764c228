"""A training that is stopped goes on as if it never was."""

import os
import signal

import numpy as np
import pytest
from small_trainings import finetuned, pretrained, recipe, same

from clippings import frames, tables
from clippings.encoder import training
from clippings.encoder.building import build_encoder
from clippings.encoder.card import describe_validation
from clippings.encoder.checkpoints import STOPPED, Checkpoint
from clippings.encoder.training import Task, train


@pytest.mark.parametrize("stage", [pretrained, finetuned])
@pytest.mark.parametrize("killed_after", [1, 3])
def test_a_killed_training_ends_as_an_uninterrupted_one(
    stage, killed_after, tiny, corpus, tmp_path, monkeypatch
):
    whole = stage(tiny, corpus, tmp_path / "whole")
    saved, save = [], Checkpoint.save

    def save_or_die(checkpoint, state):
        save(checkpoint, state)
        saved.append(state["epoch"])
        if len(saved) == killed_after:
            raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoint, "save", save_or_die)
    with pytest.raises(KeyboardInterrupt):
        stage(tiny, corpus, tmp_path / "killed")
    assert same(stage(tiny, corpus, tmp_path / "killed"), whole)
    assert saved[killed_after] == killed_after + 1


def test_the_card_of_a_resumed_training_knows_the_epochs_before(tiny, tmp_path):
    """The best epoch was the second, after which the job was killed; a third one followed."""
    scores = iter([0.5, 0.95, 0.83])
    task = Task(
        lambda model, epoch, seed: [np.arange(4)],
        lambda model, rows, seed: model.logit_scale * 1.0,
        validate=lambda model: next(scores),
        select=True,
    )
    saved = []

    class Dying(Checkpoint):
        def save(self, state):
            super().save(state)
            saved.append(state["epoch"])
            if saved == [1, 2]:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(build_encoder(tiny, seed=0), recipe(3), task=task, checkpoint=Dying(tmp_path, settings=0))
    history = train(build_encoder(tiny, seed=0), recipe(3), task=task, checkpoint=Dying(tmp_path, settings=0))
    history = frames.check(history, tables.HISTORY, where="history")
    assert history["validation"].tolist() == [0.5, 0.95, 0.83]
    assert history["kept"].tolist() == [False, True, False] and saved == [1, 2, 3]
    assert describe_validation(history, epochs=3).startswith("top-1 accuracy 0.950 after epoch 2 of 3")


def test_other_settings_or_data_never_resume_a_state(tmp_path):
    data = tmp_path / "records"
    data.write_text("a")
    first = Checkpoint(tmp_path, settings={"epochs": 2}, files=[data])
    first.save({"epoch": 1, "step": 0})
    assert Checkpoint(tmp_path, settings={"epochs": 2}, files=[data]).load() == {"epoch": 1, "step": 0}
    assert Checkpoint(tmp_path, settings={"epochs": 3}, files=[data]).load() is None
    data.write_text("b")
    assert Checkpoint(tmp_path, settings={"epochs": 2}, files=[data]).load() is None


@pytest.mark.parametrize("stage", [pretrained, finetuned])
@pytest.mark.parametrize("step", [1, 4])
def test_a_job_told_to_stop_saves_its_step_and_goes_on_from_there(
    stage, step, tiny, corpus, tmp_path, monkeypatch
):
    whole = stage(tiny, corpus, tmp_path / "whole")
    taken, take = [], training._step

    def interrupted(*arguments):
        taken.append(None)
        if len(taken) == step:
            os.kill(os.getpid(), signal.SIGTERM)
        return take(*arguments)

    monkeypatch.setattr(training, "_step", interrupted)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as stopped:
        stage(tiny, corpus, tmp_path / "killed")
    assert stopped.value.code == STOPPED and len(taken) == step
    assert signal.getsignal(signal.SIGTERM) == before
    assert same(stage(tiny, corpus, tmp_path / "killed"), whole)


def test_a_state_is_kept_within_an_epoch_as_time_goes_by(tmp_path):
    assert Checkpoint(tmp_path, settings=0, seconds=0).due
    assert not Checkpoint(tmp_path, settings=0, seconds=60).due
