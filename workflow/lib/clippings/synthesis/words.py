"""The words of the drawn publications and newspapers: data files beside the library, read once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

VOCABULARY = Path(__file__).parent / "vocabulary"


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Read vocabulary/`name`.yaml: lists of words in the order of the file, by what they are for."""
    with open(VOCABULARY / f"{name}.yaml", encoding="utf-8") as file:
        return dict(yaml.safe_load(file))
