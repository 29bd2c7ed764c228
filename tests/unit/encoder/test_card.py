"""The card of a model says what is true of its files, and no more."""

import hashlib
import runpy
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import torch

from clippings import frames, tables
from clippings.encoder.card import LABELS, read_validation
from clippings.encoder.finetuning import IMAGE_WEIGHTS
from clippings.encoder.validation import PairValidator

ROOT = Path(__file__).parents[3]
LOG = """\
12:00:01 epoch 1/3: loss 2.1000, validation top-1 0.5000
12:00:02 epoch 2/3: loss 1.1000, validation top-1 0.7500
12:00:03 epoch 3/3: loss 0.9000, validation top-1 0.7500
"""


@pytest.fixture
def card(tmp_path):
    """Run the script on a model of six weights, two datasets and one fetched file; give the card."""
    torch.save(
        {"settings": {}, "weights": {"a": torch.zeros(2, 2), "b": torch.zeros(2)}}, tmp_path / "model.pt"
    )
    rows = [
        ("r1", "train", "f1", "甲", "甲"),
        ("r2", "val", "f2", "乙", None),
        ("r3", "none", None, None, None),
    ]
    records = pd.DataFrame(rows, columns=["record", "split", "entity", "noisy", "clean"])
    records = records.assign(source="pr", side="query", role="name", orientation="horizontal")
    for dataset in ("firms", "names"):
        frames.write(records, tmp_path / f"{dataset}.parquet", tables.RECORDS)
    (tmp_path / "eye.onnx").write_bytes(b"eye")
    (tmp_path / "resources.tsv").write_text(
        "target\tpackage\tversion\tlicence\nppocr/eye.onnx\trapid\t3.1\tMIT\n"
    )
    (tmp_path / "train.log").write_text(LOG)
    files = {"model": "model.pt", "resources": "resources.tsv"}
    given = SimpleNamespace(
        input=SimpleNamespace(
            **{name: str(tmp_path / file) for name, file in files.items()},
            records=[str(tmp_path / f"{name}.parquet") for name in ("firms", "names")],
            weights=[str(tmp_path / "eye.onnx")],
            pretrained=[str(tmp_path / "train.log")],
        ),
        output=SimpleNamespace(card=str(tmp_path / "card.md")),
        params=SimpleNamespace(
            datasets=["firms", "names"],
            encoder={"vision": "ppocr", "width": 256},
            recipe={"finetuning": {"schedule": {"epochs": 3}}},
            training_log=str(tmp_path / "train.log"),
        ),
        wildcards=SimpleNamespace(model="sup_multimodal", encoder="ppocr", seed="7"),
        log=[str(tmp_path / "describe_model.log")],
    )
    runpy.run_path(str(ROOT / "workflow/scripts/describe_model.py"), init_globals={"snakemake": given})
    return (tmp_path / "card.md").read_text(encoding="utf-8")


def test_a_card_says_what_the_model_is_and_saw(card, tmp_path):
    digest = hashlib.sha256((tmp_path / "model.pt").read_bytes()).hexdigest()
    for line in (
        "# sup_multimodal of ppocr, trained on firms, seed 7",
        f"| SHA-256 of `model.pt` | `{digest}` |",
        "| weights | 6 |",
        "top-1 accuracy 0.750 after epoch 2 of 3",
        f"`{hashlib.sha256(b'eye').hexdigest()}` | not stated, a user's file |",
        "| trained by this workflow |",
        "| `firms` | 3 | 2 | 1 | 1 | 1 | 0 | 1 |",
        "| `names` | 3 | 2 | 1 | 3 | 0 | 0 | 0 |",
        "| `encoder/width` | 256 |",
        "| `finetuning/schedule/epochs` | 3 |",
        "## What it is for, and what not",
    ):
        assert line in card


def test_the_licence_of_a_fetched_file_is_named(tmp_path, monkeypatch):
    from clippings.encoder.card import _origins

    monkeypatch.chdir(tmp_path)
    Path("resources/ppocr").mkdir(parents=True)
    Path("resources/ppocr/eye.onnx").write_bytes(b"eye")
    Path("list.tsv").write_text("target\tpackage\tversion\tlicence\nppocr/eye.onnx\trapid\t3.1\tMIT\n")
    (row,) = _origins(["resources/ppocr/eye.onnx"], "list.tsv")
    assert row[2] == "MIT (rapid 3.1)"


def test_the_epoch_that_was_kept_is_the_best_or_the_last(tmp_path):
    log = tmp_path / "a.log"
    log.write_text(LOG.replace("0.7500\n12:00:03", "0.8000\n12:00:03"))
    assert read_validation(log, best=True).startswith("top-1 accuracy 0.800 after epoch 2 of 3")
    assert read_validation(log, best=False).startswith("top-1 accuracy 0.750 after epoch 3 of 3")
    log.write_text("12:00:01 epoch 1/1: loss 2.1000, validation top-1 nan\n")
    assert read_validation(log, best=True) == "not recorded"
    assert read_validation(tmp_path / "none.log", best=True) == "not recorded"


def test_the_line_that_a_training_writes_is_the_one_that_is_read():
    source = (ROOT / "workflow/lib/clippings/encoder/training.py").read_text(encoding="utf-8")
    line = 'say(f"epoch {epoch}/{recipe.epochs}: loss {mean:.4f}, validation {task.measure} {accuracy:.4f}")'
    assert line in source


def test_a_training_on_members_is_graded_by_pairs(tmp_path):
    log = tmp_path / "train.log"
    log.write_text(LOG.replace("top-1", PairValidator.measure))
    expected = "average precision 0.750 of pairs after epoch 2 of 3, of validation members"
    assert read_validation(log, best=True) == expected


def test_every_model_has_its_words():
    assert set(LABELS) == {"selfsup", *IMAGE_WEIGHTS}
