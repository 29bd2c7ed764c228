"""One training loop for both losses: AdamW, warm-up, one cosine, selection on validation, resumable."""

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.dual import DualEncoder
from clippings.running import progress, say

Batches = Callable[[DualEncoder, int, int], Sequence[NDArray[np.int64]]]
Loss = Callable[[DualEncoder, NDArray[np.int64], int], torch.Tensor]
BETAS, EPSILON = (0.9, 0.98), 1e-6  # of CLIP, and of the paper


@dataclass(frozen=True)
class Recipe:
    """How long and how fast to train; `warm_up` is a share of the whole."""

    epochs: int
    learning_rate: float
    weight_decay: float
    warm_up: float
    seed: int


def train(
    model: DualEncoder,
    recipe: Recipe,
    *,
    batches: Batches,
    loss: Loss,
    validate: Callable[[DualEncoder], float],
    select: bool,
    checkpoint: Checkpoint,
    memory: dict[str, Any],
) -> DualEncoder:
    """Train `model` in place; give its last state or, with `select`, the one best on validation.

    Each epoch draws its batches and its chances from (seed, epoch) alone, and `memory` holds what
    `batches` keeps between epochs, so that a resumed training ends where an uninterrupted one would,
    bit for bit on a CPU.
    """
    optimiser = _optimiser(model, recipe)
    state = checkpoint.load() or {"epoch": 0, "best": -1.0, "weights": copy.deepcopy(model.state_dict())}
    if state["epoch"]:
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        memory.update(state["memory"])
    for epoch in range(state["epoch"], recipe.epochs):
        mean = _run_epoch(model, optimiser, recipe, epoch=epoch, batches=batches, loss=loss)
        accuracy = validate(model)
        say(f"epoch {epoch + 1}/{recipe.epochs}: loss {mean:.4f}, validation top-1 {accuracy:.4f}")
        # Without anything to validate on (nan), the last epoch stands.
        if not select or not accuracy <= state["best"]:
            state |= {"best": accuracy, "weights": copy.deepcopy(model.state_dict())}
        checkpoint.save(
            state
            | {
                "epoch": epoch + 1,
                "model": model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "memory": memory,
            }
        )
    model.load_state_dict(state["weights"])
    return model


def learning_rate(recipe: Recipe, done: float) -> float:
    """Give the rate after a share `done` of the training: a straight rise, then half a cosine to 0."""
    if done < recipe.warm_up:
        return recipe.learning_rate * done / recipe.warm_up
    fall = (done - recipe.warm_up) / (1 - recipe.warm_up)
    return recipe.learning_rate * (1 + math.cos(math.pi * fall)) / 2


def _optimiser(model: DualEncoder, recipe: Recipe) -> torch.optim.AdamW:
    """Decay matrices only: gains, biases and the temperature stay free."""
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": [w for w in trained if w.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [w for w in trained if w.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, betas=BETAS, eps=EPSILON)


def _run_epoch(
    model: DualEncoder,
    optimiser: torch.optim.Optimizer,
    recipe: Recipe,
    *,
    epoch: int,
    batches: Batches,
    loss: Loss,
) -> float:
    """Train one epoch and give its mean loss."""
    seed = recipe.seed * 10_007 + epoch
    torch.manual_seed(seed)
    drawn = batches(model, epoch, seed)
    model.train()
    losses = []
    for step, rows in enumerate(progress(drawn, what=f"epoch {epoch + 1}")):
        done = (epoch + (step + 1) / len(drawn)) / recipe.epochs
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(recipe, done)
        optimiser.zero_grad()
        value = loss(model, rows, seed + step)
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        losses.append(value.item())
    return sum(losses) / max(1, len(losses))
