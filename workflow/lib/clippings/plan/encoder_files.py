"""What the files in config/encoders/ say, and the settings of the encoder of a dataset."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clippings import declarations
from clippings.plan.config import own, schema
from clippings.plan.datasets import Dataset


def encoder_of(dataset: Dataset) -> Mapping[str, Any]:
    """Return the settings of the encoder of a dataset: those of its file, or of the model that it carries."""
    carried = dataset.carried.settings if dataset.carried else None
    return carried or read_encoder(dataset.encoder)


def read_encoder(name: str) -> Mapping[str, Any]:
    """Read config/encoders/<name>.yaml, checked and completed; raise ValueError in one line."""
    where = f"config/encoders/{name}.yaml"
    settings = declarations.checked(declarations.load(own(where)), schema("encoder_file"), where=where)
    trained = settings.get("pretrained")
    if trained and not Path(own(trained)).is_file():
        raise ValueError(f"{where}: pretrained: {trained}: no such file, expected a trained encoder")
    return settings
