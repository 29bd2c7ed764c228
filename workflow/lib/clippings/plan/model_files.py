"""The model file that a dataset names: read, refused where it does not fit, taken in place of a training."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from clippings.model_file import Stored, expect_files, read_model
from clippings.plan.config import own
from clippings.rows import CARRIED
from clippings.saved_index import Index, expect_model, read_index
from clippings.tables import OCRS

BROUGHT = ("encoder", "labels", "pretrain_with")  # Keys of a dataset in whose place the model stands.


class NamedIndex(NamedTuple):
    """The index that a dataset names: its folder, what it holds, and the path of its model."""

    folder: str
    holds: Index
    model: str


def read_named_index(declared: Mapping[str, Any], *, where: str) -> NamedIndex | None:
    """Read the index that a dataset names, None where it names none; raise ValueError in one line."""
    if "index" not in declared:
        return None
    if "model" in declared or declared["task"] != "link":
        found = "model" if "model" in declared else f"task: {declared['task']}"
        raise ValueError(
            f"{where}: {found}: found beside `index`, which brings a model and targets to link; expected one"
            " of the two"
        )
    folder = own(declared["index"])
    try:
        index = read_index(folder)
        texts, fields = [ocr for ocr in OCRS if ocr in declared["texts"]], with_kinds(declared["fields"])
        for key, said, kept in (
            ("texts", texts, index.texts),
            # Their order too, in which they join the name.
            ("fields", [*fields.items()], [*index.fields.items()]),
            # Without any, as in a dataset of pages, queries have no block, and meet targets of every one.
            *((key, said, index.blocks.get(key)) for key, said in declared_blocks(declared).items()),
        ):
            if said != kept:
                raise ValueError(f"{folder}: found {key} {said}, expected {kept}, with which it was saved")
        return NamedIndex(folder, index, expect_model(folder, index))
    except ValueError as error:
        raise ValueError(f"{where}: index: {error}") from None


def read_named(
    declared: Mapping[str, Any], model: str | None, labels: Sequence[str], *, where: str
) -> Stored | None:
    """Read the model that a dataset or its index names, None without one; raise ValueError in one line."""
    if model is None:
        return None
    named = "index" if "index" in declared else "model"
    found = next((key for key in BROUGHT if declared.get(key)), "labels" if labels else None)
    if found:
        raise ValueError(
            f"{where}: {found}: found beside `{named}`, which brings an encoder and needs no label; expected"
            " one of the two"
        )
    file = own(model)
    try:
        stored = read_model(file)
        expect_files(stored.model, where=file)
    except ValueError as error:
        raise ValueError(f"{where}: {named}: {error}") from None
    return stored


def declared_blocks(declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return by which columns a dataset blocks, as it declares them; nothing where it does not."""
    return {key: declared[key] for key in ("block", "blocking") if declared.get(key)}


def with_kinds(fields: list[str] | dict[str, str]) -> dict[str, str]:
    """Map each field to its kind, free text where none is declared."""
    return fields if isinstance(fields, dict) else dict.fromkeys(fields, "text")


def carried_encoder(stored: Stored) -> dict[str, Any]:
    """Return what `encoder` of the dataset would say; the name changes with the file, as results must."""
    if stored.settings is None:
        return {"models": []}
    return {"name": f"{CARRIED}_{stored.checksum[:8]}", "models": [CARRIED]}
