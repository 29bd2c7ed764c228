"""Data parallelism: one training in several processes, one per accelerator; with one process all is a no-op.

Each process encodes its share of a batch and gathers the vectors of all, so that each computes the whole loss
with all its negatives, and the mean of their gradients is that of one process on the whole batch. It is what
open_clip does when it gathers features with gradients.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import distributed, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

Value = TypeVar("Value")
Rows = NDArray[np.int64]


def processes() -> int:
    """Count the processes that work together."""
    return distributed.get_world_size() if distributed.is_initialized() else 1


def leads() -> bool:
    """Return whether this is the process that writes."""
    return not distributed.is_initialized() or distributed.get_rank() == 0


def share(rows: Rows) -> Rows:
    """Take every n-th of `rows`; shares have equal sizes, the first rows are repeated at the end."""
    if processes() == 1:
        return rows
    size = -(-len(rows) // processes()) * processes()
    return np.resize(rows, size)[distributed.get_rank() :: processes()]


def join(vectors: torch.Tensor, *, total: int) -> torch.Tensor:
    """Put the vectors (n, d) of all shares into the order of the `total` rows that were shared."""
    if processes() == 1:
        return vectors
    return torch.stack(_Gather.apply(vectors), dim=1).flatten(0, 1)[:total]


def average_gradients(model: nn.Module) -> None:
    """Set each gradient to its mean over the processes."""
    if processes() == 1:
        return
    gradients = [weight.grad for weight in model.parameters() if weight.grad is not None]
    joined = parameters_to_vector(gradients)
    distributed.all_reduce(joined)
    vector_to_parameters(joined / processes(), gradients)


def agree(value: Value) -> Value:
    """Return the value of the leading process in every process, a barrier for all of them."""
    if processes() == 1:
        return value
    values = [value]
    distributed.broadcast_object_list(values, src=0)
    distributed.barrier()
    return values[0]


def largest(numbers: Sequence[int]) -> list[int]:
    """Return the largest that any process has, for each of `numbers`."""
    if processes() == 1:
        return list(numbers)
    maxima = torch.tensor(numbers)
    distributed.all_reduce(maxima, op=distributed.ReduceOp.MAX)
    return [int(number) for number in maxima]


class _Gather(torch.autograd.Function):
    """Gather the vectors of all processes; pass back the gradient of the whole loss by the own vectors."""

    @staticmethod
    def forward(ctx: Any, vectors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        gathered = [torch.empty_like(vectors) for _ in range(processes())]
        distributed.all_gather(gathered, vectors.contiguous())
        return tuple(gathered)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> torch.Tensor:
        # Gradients are averaged over the processes later, but each vector is encoded by one of them alone.
        return gradients[distributed.get_rank()] * processes()
