"""`encoder: processes: 2` in a config plans and runs, gives what one gives, and trains nothing anew.

Where a cluster counts GPUs as gres, a profile sets `gpu: 0`: the processes are as many all the same. That
nothing is trained anew is in test_reruns.py.
"""

import re

import pytest
import torch
import yaml
from toy import TOY, snakemake

from clippings.encoder.building import read_stored

DOUBLED = [*TOY, "config/doubled.yaml"]
LOG = "results/logs/firms/pretrain_encoder/tiny-s0.log"
AS_GRES = {rule: {"gpu": 0, "gres": "gpu:2"} for rule in ("pretrain_encoder", "embed_records")}


def double(folder):
    """Say in a config how to train in another way, and in a profile how a cluster counts GPUs."""
    text = "encoder: {processes: 2, save_every: 60}\n"
    (folder / "config/doubled.yaml").write_text(text, encoding="utf-8")
    (folder / "gres").mkdir()
    (folder / "gres/config.yaml").write_text(yaml.safe_dump({"set-resources": AS_GRES}), encoding="utf-8")
    return folder


def asked_for(run, rule):
    """Return what each job of a rule asks for, as Snakemake says it."""
    job = rf"^ *(?:local)?rule {rule}:\n(?:    .*\n)*?    resources: (.*)$"
    return [
        dict(pair.split("=", 1) for pair in line.split(", ")) for line in re.findall(job, run, flags=re.M)
    ]


def test_processes_are_asked_for_apart_from_gpus(bare):
    run = snakemake(double(bare), "--dry-run", "--profile", "gres", config=DOUBLED)
    assert run.returncode == 0, run.stdout + run.stderr
    for rule, gpus in (("pretrain_encoder", "0"), ("embed_records", "0"), ("finetune_encoder", "2")):
        jobs = asked_for(run.stdout + run.stderr, rule)
        assert jobs, rule
        assert {(job["processes"], job["gpu"], job.get("gres")) for job in jobs} == {
            ("2", gpus, "gpu:2" if gpus == "0" else None)
        }


@pytest.mark.chains
def test_two_processes_from_a_config_train_what_one_trains(project):
    """Two of them too where `gpu` is 0 and GPUs are asked for as gres."""
    doubled = double(project)
    (model,) = (doubled / "results/firms/encoder/tiny/s0").glob("selfsup*/model.safetensors")
    alone = read_stored(model)["weights"]
    options = ("--profile", "gres", "--forcerun", "pretrain_encoder", "--until", "pretrain_encoder")
    run = snakemake(doubled, *options, config=DOUBLED)
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"^ +resources: .*\bgpu=0\b.*\bsave_every=60\b", run.stderr + run.stdout, flags=re.M)
    assert "in 2 processes" in (doubled / LOG).read_text(encoding="utf-8")
    together = read_stored(model)["weights"]
    assert together.keys() == alone.keys()
    for name, weights in alone.items():
        torch.testing.assert_close(together[name], weights, atol=1e-4, rtol=1e-4)
