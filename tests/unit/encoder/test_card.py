"""The card of a model says what is true of its files, its records and its history, and no more."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.encoder.card import LABELS, Training, card_of_half, describe_training, describe_validation
from clippings.encoder.corpus import read_tables
from clippings.encoder.finetuning import IMAGE_WEIGHTS
from clippings.encoder.validation import PairValidator


def history(*validation, kept, measure="top-1"):
    """Make the history of a training from the scores of its epochs and the epoch whose model was kept."""
    epochs = range(1, len(validation) + 1)
    table = pd.DataFrame({"epoch": epochs, "loss": 1.0, "measure": measure, "validation": validation})
    return frames.check(table.assign(kept=table["epoch"] == kept), tables.HISTORY, where="history")


@pytest.fixture
def make_card(tmp_path):
    """Return a function that describes a model of six weights, two datasets and one file, in a fold."""
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    rows = [
        ("r1", "train", 1, "f1", "甲", "甲"),
        ("r2", "val", 2, "f2", "乙", None),
        ("r3", "none", None, None, None, None),
        ("r4", "test", 3, "f4", None, None),
    ]
    records = pd.DataFrame(rows, columns=["record", "split", "fold", "entity", "noisy", "clean"])
    records = records.assign(source="pr", side="query", role="name", orientation="horizontal")
    paths = [tmp_path / f"{dataset}.parquet" for dataset in ("firms", "names")]
    for path in paths:
        frames.write(records, path, tables.RECORDS)
    (tmp_path / "eye.onnx").write_bytes(b"eye")
    header = "target\tpackage\tversion\tlicence\n"
    (tmp_path / "resources.tsv").write_text(f"{header}ppocr/eye.onnx\trapid\t3.1\tMIT\n")

    def make(fold=0, weights=None):
        stage = {"schedule": {"epochs": 3}}
        training = Training(
            kind="sup_multimodal",
            encoder="ppocr",
            seed=7,
            fold=fold,
            datasets=["firms", "names"],
            settings={"vision": "ppocr", "width": 256},
            stage=stage,
            records=[str(path) for path in paths],
            images=[],
            weights=weights or [str(tmp_path / "eye.onnx")],
            pretrained=[str(tmp_path / "model.safetensors")],
            resources=str(tmp_path / "resources.tsv"),
            model=str(tmp_path / "model.safetensors"),
            history="",
            card="",
        )
        return describe_training(
            training,
            sources=read_tables(paths, fold=fold),
            history=history(0.5, 0.75, 0.75, kept=2),
            stages={"pretraining": {"batch": 512}, "finetuning": stage},
            count=6,
        )

    return make


def test_a_card_says_what_the_model_is_and_saw(make_card):
    card = make_card()
    for line in (
        "# sup_multimodal of ppocr, trained on firms, seed 7",
        f"| SHA-256 of `model.safetensors` | `{hashlib.sha256(b'weights').hexdigest()}` |",
        "| weights | 6 |",
        "top-1 accuracy 0.750 after epoch 2 of 3",
        f"`{hashlib.sha256(b'eye').hexdigest()}` | not stated, a user's file |",
        "| trained by this workflow |",
        "| `firms` | 4 | 2 | 1 | 1 | 1 | 1 | 1 |",
        "| `names` | 4 | 2 | 1 | 4 | 0 | 0 | 0 |",
        "| `encoder/width` | 256 |",
        "| `pretraining/batch` | 512 |",
        "| `finetuning/schedule/epochs` | 3 |",
        "## What it is for, and what not",
    ):
        assert line in card


def test_the_card_of_a_fold_names_it_and_counts_its_splits(make_card):
    card = make_card(fold=2)
    assert "# sup_multimodal of ppocr, trained on firms, fold 2, seed 7" in card
    assert "| trained on | `firms`, fold 2 |" in card
    # Fold 2 tests r2, validates on the next fold, that of r4, and trains on r1; r3 is of no entity.
    assert "| `firms` | 4 | 2 | 1 | 1 | 1 | 1 | 1 |" in card


def test_the_licence_of_a_fetched_file_is_named(make_card, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("resources/ppocr").mkdir(parents=True)
    Path("resources/ppocr/eye.onnx").write_bytes(b"eye")
    digest = hashlib.sha256(b"eye").hexdigest()
    card = make_card(weights=["resources/ppocr/eye.onnx"])
    assert f"| `resources/ppocr/eye.onnx` | `{digest}` | MIT (rapid 3.1) |" in card


def test_the_epoch_whose_model_was_kept_is_described():
    best = describe_validation(history(0.5, 0.8, 0.75, kept=2), epochs=5)
    assert best == "top-1 accuracy 0.800 after epoch 2 of 5, on matched validation queries"
    last = describe_validation(history(0.5, 0.8, 0.75, kept=3), epochs=3)
    assert last.startswith("top-1 accuracy 0.750 after epoch 3 of 3")
    assert describe_validation(history(float("nan"), kept=1), epochs=1) == "not recorded"


def test_a_training_on_members_is_described_by_pairs():
    found = describe_validation(history(0.5, 0.75, kept=2, measure=PairValidator.measure), epochs=3)
    assert found == "average precision 0.750 of pairs after epoch 2 of 3, of validation members"


def test_every_model_has_its_words():
    assert set(LABELS) == {"selfsup", *IMAGE_WEIGHTS}


def test_the_card_of_a_half_names_its_own_file_and_a_licence(tmp_path):
    (tmp_path / "whole").write_bytes(b"whole")
    (tmp_path / "half").write_bytes(b"half")
    (tmp_path / "card.md").write_text(f"| SHA-256 | `{hashlib.sha256(b'whole').hexdigest()}` |\n")
    card = card_of_half(tmp_path / "card.md", tmp_path / "whole", half=tmp_path / "half")
    assert hashlib.sha256(b"half").hexdigest() in card and hashlib.sha256(b"whole").hexdigest() not in card
    assert "MIT" in card.partition("## Licence")[2]
