"""`encoder: processes: 2` in a config plans and runs, gives what one gives, and trains nothing anew."""

import re

import pytest
import torch
from toy import TOY, planned, snakemake

DOUBLED = [*TOY, "config/doubled.yaml"]
MODEL = "results/firms/encoder/tiny/s0/selfsup/model.pt"


@pytest.fixture
def doubled(project):
    """A copy of the finished project, with a config that says how to train in another way."""
    text = "encoder: {processes: 2, save_every: 60}\n"
    (project / "config/doubled.yaml").write_text(text, encoding="utf-8")
    return project


def test_how_a_training_is_run_is_no_reason_to_run_it_again(doubled):
    """Only what describes the run, its config among it, is written anew."""
    assert set(planned(doubled, config=DOUBLED)) == {"describe_run", "write_summary", "all"}


def test_two_processes_from_a_config_train_what_one_trains(doubled):
    alone = torch.load(doubled / MODEL, weights_only=True)["weights"]
    run = snakemake(doubled, "--forcerun", "pretrain_encoder", "--until", "pretrain_encoder", config=DOUBLED)
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"^ +resources: .*\bgpu=2\b.*\bsave_every=60\b", run.stderr + run.stdout, flags=re.M)
    together = torch.load(doubled / MODEL, weights_only=True)["weights"]
    assert together.keys() == alone.keys()
    for name, weights in alone.items():
        torch.testing.assert_close(together[name], weights, atol=1e-4, rtol=1e-4)
