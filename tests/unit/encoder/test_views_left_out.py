"""Views of photographs that a step leaves out at random: a stopped training leaves out the same ones."""

import numpy as np
import pytest
import torch
from made_photographs import made_captions

from clippings.encoder.building import build_encoder
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.corpus import build_corpus
from clippings.encoder.prepared import Features
from clippings.encoder.pretraining import pretrain
from clippings.encoder.training import Recipe

RECIPE = Recipe(epochs=2, learning_rate=0.01, weight_decay=0.01, warm_up=0.1, seed=0)


class Dying(Checkpoint):
    """A state kept after every step, whose second writing is the last thing that its process does."""

    saved = 0

    def save(self, state):
        """Keep the state; die after the second."""
        super().save(state)
        self.saved += 1
        if self.saved == 2:
            raise KeyboardInterrupt


@pytest.fixture
def trained(tiny):
    """Train the head of a frozen tower on made views, the state kept in a checkpoint; give its weights."""
    records = made_captions(12, seed=0)
    views = np.random.default_rng(1).random((len(records), 5, 1280)).astype(np.float16)
    corpus = build_corpus(records, Features(records["record"].to_numpy(str), views))

    def train(checkpoint):
        model = build_encoder(tiny | {"vision": "efficientnet_lite0", "frozen": True}, seed=0)
        pretrain(model, corpus, batch=9, recipe=RECIPE, checkpoint=checkpoint)
        return model.state_dict()

    return train


def test_a_training_stopped_within_an_epoch_leaves_out_what_an_undisturbed_one_does(trained, tmp_path):
    whole = trained(Checkpoint(tmp_path / "whole", settings=1))
    with pytest.raises(KeyboardInterrupt):
        trained(Dying(tmp_path / "stopped", settings=1, seconds=0))
    (state,) = (torch.load(path) for path in (tmp_path / "stopped").iterdir())
    assert (state["epoch"], state["step"], len(state["drawn"])) == (0, 2, 3)
    again = trained(Checkpoint(tmp_path / "stopped", settings=1))
    assert all(torch.equal(weights, again[name]) for name, weights in whole.items())
