"""The words of the drawn publications and newspapers: data files beside the library, read once."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import yaml

Item = TypeVar("Item")
VOCABULARY = Path(__file__).parent / "vocabulary"


def one_of(words: Sequence[Item], rng: np.random.Generator) -> Item:
    """Draw one of some words, each as likely as it is listed often."""
    return words[int(rng.integers(len(words)))]


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Read vocabulary/`name`.yaml: lists of words in the order of the file, by what they are for."""
    with open(VOCABULARY / f"{name}.yaml", encoding="utf-8") as file:
        return dict(yaml.safe_load(file))
