"""A training that is stopped goes on as if it never was."""

import os
import signal

import pytest
from small_trainings import finetuned, pretrained, same

from clippings.encoder import training
from clippings.encoder.checkpoints import STOPPED, Checkpoint


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
