"""Both stages of training at a size that takes a second, for the tests that train."""

import torch

from clippings.encoder.building import build_encoder
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.finetuning import Contrast, finetune
from clippings.encoder.pretraining import pretrain
from clippings.encoder.training import Recipe

CONTRAST = Contrast(
    classes=16,
    samples_per_class=2,
    temperature=0.1,
    neighbours=2,
    renew_every=2,
    text_dropout=0.2,
    field_dropout=0,
)


def recipe(epochs, seed=0):
    return Recipe(epochs=epochs, learning_rate=0.003, weight_decay=0.01, warm_up=0.1, seed=seed)


def pretrained(tiny, corpus, folder, *, epochs=4):
    model = build_encoder(tiny, seed=0)
    checkpoint = Checkpoint(folder, settings="pretraining")
    history = pretrain(model, corpus, batch=32, recipe=recipe(epochs), checkpoint=checkpoint)
    return model, history


def finetuned(tiny, corpus, folder, *, epochs=5, weight=0.5, synthetic=0):
    model = build_encoder(tiny, seed=0)
    history = finetune(
        model,
        corpus,
        weight=weight,
        synthetic=synthetic,
        recipe=recipe(epochs),
        contrast=CONTRAST,
        checkpoint=Checkpoint(folder, settings="finetuning"),
    )
    return model, history


def same(one, other):
    """Compare weights, bit for bit, and histories of two trainings."""
    (model, history), (other_model, other_history) = one, other
    pairs = zip(model.state_dict().values(), other_model.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs) and history.equals(other_history)
