"""The model file that a dataset names: read, refused where it does not fit, taken in place of a training."""

from collections.abc import Mapping, Sequence
from typing import Any

from clippings.model_file import Stored, expect_files, read_model
from clippings.plan.config import own
from clippings.rows import CARRIED

BROUGHT = ("encoder", "labels", "pretrain_with")  # Keys of a dataset in whose place the model stands.


def read_named(declared: Mapping[str, Any], labels: Sequence[str], *, where: str) -> Stored | None:
    """Read the model that a dataset names, None where it names none; raise ValueError in one line."""
    if "model" not in declared:
        return None
    found = next((key for key in BROUGHT if declared.get(key)), "labels" if labels else None)
    if found:
        raise ValueError(
            f"{where}: {found}: found beside `model`, which brings an encoder and needs no label; expected"
            " one of the two"
        )
    file = own(declared["model"])
    try:
        stored = read_model(file)
        expect_files(stored.model, where=file)
    except ValueError as error:
        raise ValueError(f"{where}: model: {error}") from None
    return stored


def carried_encoder(stored: Stored) -> dict[str, Any]:
    """Return what `encoder` of the dataset would say; the name changes with the file, as results must."""
    if stored.settings is None:
        return {"models": []}
    return {"name": f"{CARRIED}_{stored.checksum[:8]}", "models": [CARRIED]}
