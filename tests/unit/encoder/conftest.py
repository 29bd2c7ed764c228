"""The small encoder and the made names that the tests of this stage share."""

import pytest
import torch
from made_names import TINY, made_corpus


@pytest.fixture(autouse=True)
def one_thread():
    """Keep the tests to one thread, the way they are timed."""
    torch.set_num_threads(1)


@pytest.fixture
def tiny():
    """The settings of the small encoder, smaller still."""
    return dict(TINY)


@pytest.fixture
def corpus():
    """60 firms of random names, as a query and a target each: 40 to train, 20 to validate."""
    return made_corpus(60, seed=3)
