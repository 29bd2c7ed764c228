"""One training loop for both losses: AdamW, warm-up, one cosine, early stopping, resumable."""

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from clippings.encoder import parallel
from clippings.encoder.checkpoints import Checkpoint
from clippings.encoder.dual import DualEncoder
from clippings.running import progress, say

Rows = NDArray[np.int64]
State = dict[str, Any]
STEPS_PER_EPOCH = 1_000_003  # more than any epoch has, so that no two steps share a seed
BETAS, EPSILON = (0.9, 0.98), 1e-6  # of CLIP, and of the paper


@dataclass(frozen=True)
class Recipe:
    """How long and how fast to train: `warm_up` is a share of the whole, `patience` counts epochs."""

    epochs: int
    learning_rate: float
    weight_decay: float
    warm_up: float
    seed: int
    patience: int | None = None


@dataclass(frozen=True)
class Task:
    """What to learn: the batches of an epoch, the loss of a batch, the score on validation.

    `memory` is what `batches` keeps between epochs. With `select` the model best on validation is kept, and
    training stops early after `patience` epochs without a better one, counted from epoch `patient_from` on;
    else the last model is kept.
    """

    batches: Callable[[DualEncoder, int, int], Sequence[Rows]]
    loss: Callable[[DualEncoder, Rows, int], torch.Tensor]
    validate: Callable[[DualEncoder], float]
    select: bool
    measure: str = "top-1"
    patient_from: int = 0
    memory: dict[str, Any] = field(default_factory=dict)


def train(model: DualEncoder, recipe: Recipe, *, task: Task, checkpoint: Checkpoint) -> pd.DataFrame:
    """Train `model` in place to its last state or, if the task selects, to the one best on validation.

    Returns the history of the training, a `history` table. Epochs draw from (seed, epoch), and a checkpoint
    holds the history, the step, the batches drawn and the random states, so that an interrupted training ends
    where an uninterrupted one would, bit for bit on a CPU.
    """
    optimiser = _optimiser(model, recipe)
    state = checkpoint.load() or _new_state(model)
    if state["model"]:
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        task.memory.update(state["memory"])
    with checkpoint.watching():
        while state["epoch"] < recipe.epochs and not _out_of_patience(state, recipe, task):
            _run_epoch(model, optimiser, recipe, task=task, state=state, checkpoint=checkpoint)
            _close_epoch(model, recipe, task=task, state=state)
            _save(state, model, optimiser, task, checkpoint)
    model.load_state_dict(state["weights"])
    history = pd.DataFrame(state["history"], columns=["epoch", "loss", "validation"])
    return history.assign(measure=task.measure, kept=history["epoch"] == state["best_epoch"])


def learning_rate(recipe: Recipe, done: float) -> float:
    """Return the rate after a share `done` of the training: a linear rise, then half a cosine to 0."""
    if done < recipe.warm_up:
        return recipe.learning_rate * done / recipe.warm_up
    fall = (done - recipe.warm_up) / (1 - recipe.warm_up)
    return recipe.learning_rate * (1 + math.cos(math.pi * fall)) / 2


def _optimiser(model: DualEncoder, recipe: Recipe) -> torch.optim.AdamW:
    """Decay matrices only: gains, biases and the temperature are not decayed."""
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": [w for w in trained if w.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [w for w in trained if w.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, betas=BETAS, eps=EPSILON)


def _new_state(model: DualEncoder) -> State:
    weights = copy.deepcopy(model.state_dict())
    counts = {"epoch": 0, "step": 0, "best": -1.0, "best_epoch": 0}
    return counts | {"losses": [], "drawn": [], "history": [], "weights": weights, "model": {}}


def _save(
    state: State, model: DualEncoder, optimiser: torch.optim.Optimizer, task: Task, checkpoint: Checkpoint
) -> None:
    state |= {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "memory": task.memory}
    checkpoint.save(state | {"random": random_state()})


def _run_epoch(
    model: DualEncoder,
    optimiser: torch.optim.Optimizer,
    recipe: Recipe,
    *,
    task: Task,
    state: State,
    checkpoint: Checkpoint,
) -> None:
    """Train one epoch, from the step that the state has reached."""
    seed = recipe.seed * 10_007 + state["epoch"]
    if state["step"]:
        restore_random_state(state["random"])
    else:
        torch.manual_seed(seed)
        drawn = parallel.agree(task.batches(model, state["epoch"], seed))
        state |= {"losses": [], "drawn": [torch.as_tensor(rows) for rows in drawn]}
    model.train()
    count = len(state["drawn"])
    for step in progress(range(state["step"], count), what=f"epoch {state['epoch'] + 1}"):
        rate = learning_rate(recipe, (state["epoch"] + (step + 1) / count) / recipe.epochs)
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss = task.loss(model, state["drawn"][step].numpy(), seed * STEPS_PER_EPOCH + step)
        state["losses"].append(_step(model, optimiser, loss))
        state["step"] = step + 1
        if checkpoint.due:
            _save(state, model, optimiser, task, checkpoint)


def _step(model: DualEncoder, optimiser: torch.optim.Optimizer, loss: torch.Tensor) -> float:
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    parallel.average_gradients(model)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return loss.item()


def _close_epoch(model: DualEncoder, recipe: Recipe, *, task: Task, state: State) -> None:
    """Validate, and keep the weights if they are the best so far, or if nothing is selected."""
    score, losses = parallel.agree(task.validate(model)), state["losses"]
    epoch = state["epoch"] + 1
    mean = sum(losses) / max(1, len(losses))
    say(f"epoch {epoch}/{recipe.epochs}: loss {mean:.4f}, validation {task.measure} {score:.4f}")
    # Without anything to validate on (nan), the last epoch is kept.
    if not task.select or not score <= state["best"]:
        state |= {"best": score, "best_epoch": epoch, "weights": copy.deepcopy(model.state_dict())}
    history = [*state["history"], (epoch, mean, score)]
    state |= {"epoch": epoch, "step": 0, "drawn": [], "history": history}


def _out_of_patience(state: State, recipe: Recipe, task: Task) -> bool:
    waited = state["epoch"] - max(state["best_epoch"], task.patient_from)
    over = recipe.patience is not None and waited >= recipe.patience
    if over:
        say(f"early stopping: no better epoch than {state['best_epoch']} for {waited} epochs")
    return over


def random_state() -> list[torch.Tensor]:
    """Return the states of the generators: the processor's, and that of the accelerator in use, if any."""
    accelerators = [torch.cuda.get_rng_state()] if torch.cuda.is_available() else []
    return [torch.get_rng_state(), *accelerators]


def restore_random_state(states: Sequence[torch.Tensor]) -> None:
    """Set the generators to `states`; on an accelerator only if they were taken on one."""
    processor, *accelerators = states
    torch.set_rng_state(processor)
    for state in accelerators[: int(torch.cuda.is_available())]:
        torch.cuda.set_rng_state(state)
