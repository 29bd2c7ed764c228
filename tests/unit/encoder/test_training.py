"""The loop: it learns, repeats itself, keeps its best epoch, and says what it cannot learn from."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
import torch
from small_trainings import CONTRAST, finetuned, pretrained, recipe, same

from clippings.encoder import finetuning
from clippings.encoder.building import build_encoder
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.encoding import embed
from clippings.encoder.pretraining import pair_up
from clippings.encoder.sampling import mine_hard_negatives
from clippings.encoder.training import Recipe, Task, learning_rate, train
from clippings.encoder.validation import make_validator


def test_both_stages_find_more_of_what_they_never_saw(tiny, corpus, tmp_path):
    validator = make_validator(corpus, weight=1.0, at_most=100, seed=0)
    untrained = validator.evaluate(build_encoder(tiny, seed=0))
    assert validator.evaluate(finetuned(tiny, corpus, tmp_path, epochs=12, weight=1.0)[0]) > untrained + 0.1
    pooled = make_validator(corpus, weight=0.5, at_most=100, seed=0)
    before = pooled.evaluate(build_encoder(tiny, seed=0))
    assert pooled.evaluate(pretrained(tiny, corpus, tmp_path, epochs=12)[0]) > before


@pytest.mark.parametrize("stage", [pretrained, finetuned])
def test_a_training_repeats_itself(stage, tiny, corpus, tmp_path):
    assert same(stage(tiny, corpus, tmp_path / "a"), stage(tiny, corpus, tmp_path / "b"))


def test_without_validation_queries_the_last_epoch_stands(tiny, corpus, tmp_path, monkeypatch):
    corpus.records.loc[corpus.records["split"] == "val", "split"] = "test"
    ends = []
    monkeypatch.setattr(Checkpoint, "save", lambda self, state: ends.append(deepcopy(state["model"])))
    model, history = finetuned(tiny, corpus, tmp_path)
    assert history["validation"].isna().all() and history["kept"].tolist() == [False] * 4 + [True]
    same_as_last = [torch.equal(value, ends[-1][name]) for name, value in model.state_dict().items()]
    same_as_first = [torch.equal(value, ends[0][name]) for name, value in model.state_dict().items()]
    assert all(same_as_last) and not all(same_as_first)


def test_the_rate_rises_straight_and_falls_as_a_cosine():
    rates = [learning_rate(recipe(1), done) for done in (0.05, 0.1, 0.55, 1.0)]
    assert rates == pytest.approx([0.0015, 0.003, 0.0015, 0.0])


def test_pairs_leave_out_empty_texts_and_count_agreement_once(corpus):
    corpus.records.loc[0, ["noisy", "clean"]] = [None, "東京"]
    corpus.records.loc[1, ["noisy", "clean"]] = ["同じ", "同じ"]
    pairs = pair_up(corpus)
    assert [list(pairs.texts[pairs.rows == row]) for row in (0, 1)] == [["東京"], ["同じ"]]


def test_nothing_to_pretrain_on_is_one_clear_line(corpus):
    corpus.records[["noisy", "clean"]] = None
    with pytest.raises(ValueError, match="no record has both an image and a text"):
        pair_up(corpus)


def test_an_empty_training_split_is_one_clear_line(tiny, corpus, tmp_path):
    corpus.records["split"] = "val"
    with pytest.raises(ValueError, match="training split has 0 classes"):
        finetuned(tiny, corpus, tmp_path)


@pytest.mark.parametrize(
    ("weight", "part"), [(1.0, "an image"), (0.0, "a text"), (0.5, "an image or a text")]
)
def test_nothing_for_a_model_to_see_is_one_clear_line(weight, part, tiny, corpus, tmp_path):
    blind = replace(corpus, image_rows=np.full(len(corpus.records), -1)) if weight else corpus
    if weight < 1:
        blind = replace(blind, records=blind.records.assign(noisy="", clean=""))
    with pytest.raises(ValueError, match=rf"none of \d+ training records has {part}, expected some"):
        finetuned(tiny, blind, tmp_path, weight=weight)


def test_hard_negatives_are_the_nearest_other_training_classes(tiny, corpus):
    model, members = build_encoder(tiny, seed=0), corpus.training_members(own=True)
    mined = mine_hard_negatives(model, corpus, members=members, neighbours=3, weight=0.0)
    vectors = embed(model, corpus, rows=np.arange(len(corpus.records)), parts=["noisy", "clean"])
    means = {name: sum(vectors[ocr][rows].sum(axis=0) for ocr in vectors) for name, rows in members.items()}
    means = {name: mean / np.linalg.norm(mean) for name, mean in means.items()}
    for name, found in mined.items():
        others = sorted(set(members) - {name}, key=lambda other: -means[name] @ means[other])
        assert found == others[:3]


def test_hard_negatives_are_found_anew_by_the_weights_of_then(tiny, corpus, tmp_path, monkeypatch):
    """Six epochs, with a renewal every other one."""
    mined, mine = [], finetuning.mine_hard_negatives

    def watched(*given, **named):
        mined.append(mine(*given, **named))
        return mined[-1]

    monkeypatch.setattr(finetuning, "mine_hard_negatives", watched)
    finetuned(tiny, corpus, tmp_path, epochs=6)
    assert len(mined) == 6 // CONTRAST.renew_every and mined[0] != mined[-1]


def test_synthetic_classes_come_first_and_labelled_ones_after(tiny, corpus, tmp_path, monkeypatch):
    joined = replace(corpus, own=60)
    joined.records.loc[60:, "split"] = "train"
    seen, loss = [], finetuning._pooled_loss

    def watched(model, corpus, rows, *rest, **options):
        seen.append(float((rows < 60).mean()))
        return loss(model, corpus, rows, *rest, **options)

    monkeypatch.setattr(finetuning, "_pooled_loss", watched)
    finetuned(tiny, joined, tmp_path, epochs=3, synthetic=1)
    assert set(seen) == {0.0, 1.0} and seen == sorted(seen)


def test_patience_ends_a_training_that_grows_no_better(tiny, tmp_path):
    accuracies = iter([0.2, 0.5, 0.5, 0.4, 0.9])
    task = Task(
        lambda model, epoch, seed: [np.arange(4)],
        lambda model, rows, seed: model.logit_scale * 1.0,
        validate=lambda model: next(accuracies),
        select=True,
    )
    train(
        build_encoder(tiny, seed=0),
        Recipe(epochs=5, learning_rate=0.1, weight_decay=0, warm_up=0.1, seed=0, patience=2),
        task=task,
        checkpoint=Checkpoint(tmp_path, settings="patience"),
    )
    assert list(accuracies) == [0.9]


def test_patience_begins_with_the_labels(tiny, tmp_path):
    scores = iter([0.9, 0.2, 0.1, 0.3, 0.2, 0.1])
    task = Task(
        lambda model, epoch, seed: [np.arange(4)],
        lambda model, rows, seed: model.logit_scale * 1.0,
        validate=lambda model: next(scores),
        select=True,
        patient_from=3,
    )
    recipe = Recipe(epochs=6, learning_rate=0.1, weight_decay=0, warm_up=0.1, seed=0, patience=2)
    train(
        build_encoder(tiny, seed=0),
        recipe,
        task=task,
        checkpoint=Checkpoint(tmp_path, settings="patience"),
    )
    assert list(scores) == [0.1]
