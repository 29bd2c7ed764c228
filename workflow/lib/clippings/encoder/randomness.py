"""The state of torch's random generators, so that a resumed step draws what it would have drawn."""

import torch

State = list[torch.Tensor]


def random_state() -> State:
    """Return the states of the processor's generator and of the accelerator's in use, if there is one."""
    accelerators = [torch.cuda.get_rng_state()] if torch.cuda.is_available() else []
    return [torch.get_rng_state(), *accelerators]


def restore_random_state(state: State) -> None:
    """Set the generators to `state`; on an accelerator only if it was taken on one."""
    processor, *accelerators = state
    torch.set_rng_state(processor)
    for found in accelerators[: int(torch.cuda.is_available())]:
        torch.cuda.set_rng_state(found)
