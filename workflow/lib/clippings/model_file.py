"""A model to carry: encoder, scorer and what decides by its scores, in one file; reading it runs nothing.

The file is safetensors, and what reads the file of an encoder reads this one too: its tensors are the
weights, and its header says of them what that of the encoder says. Beside that it holds the model as a
`Carried` in JSON, a card, the version of this format, and a checksum of the whole file, which finds what was
cut or changed, and does not say who wrote it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from clippings.provenance import file_digest
from clippings.running import atomic

FORMAT = 2  # Raised when a file of before, or one of after, would be misunderstood.
SUFFIX = ".clippings"
ENCODER = "clippings"  # Where a header says the settings of an encoder, in its own file and in this one.
UNSIGNED = "0" * 64  # What stands in place of the checksum while it is computed.
START = 8  # Bytes that hold the length of the header.


@dataclass(frozen=True)
class Feature:
    """One feature that the scorer weighs, a `form` of a comparison, which is `measure` of a `part`.

    The measures of the encoder begin with `carried_`. `fill` stands for it where the comparison is blank.
    """

    part: str
    measure: str
    form: str
    fill: float
    mean: float
    scale: float
    weight: float


@dataclass(frozen=True)
class Carried:
    """What a model file holds beside the weights of its encoder.

    `dataset` and `row` (method/ocr) say where it was learned, and on the texts of which `ocr`. `kind` is that
    of its encoder, None where it has none, `files` the digest (SHA-256) of each file that this needs.
    `image_weight` is that of the pooled vector, None where it was not chosen. `knots` are pairs of log-odds
    and probability.
    """

    dataset: str
    row: str
    ocr: str
    kind: str | None
    files: dict[str, str]
    image_weight: float | None
    normalisation: list[str]
    measures: list[str]
    fields: dict[str, str]
    languages: list[str]
    features: list[Feature]
    intercept: float
    penalty: float
    threshold: float
    knots: list[list[float]]
    versions: dict[str, str]

    @property
    def calibration(self) -> pd.DataFrame:
        """Return the knots as `probability_of` takes them: score and probability."""
        return pd.DataFrame(self.knots, columns=["score", "probability"], dtype=float)


class Stored(NamedTuple):
    """A file as it was read: the model, its card, the settings of its encoder, and the checksum."""

    model: Carried
    card: str
    settings: dict[str, Any] | None
    checksum: str


def write_model(model: Carried, path: str | Path, *, card: str, encoder: str | Path | None) -> None:
    """Write a model, whole or not at all; its weights are those in the file `encoder`, where it has one."""
    header, weights = _split(Path(encoder).read_bytes(), where=encoder) if encoder else ({}, b"")
    said = {"format": str(FORMAT), "model": json.dumps(asdict(model), ensure_ascii=False), "card": card}
    header["__metadata__"] = {**header.get("__metadata__", {}), **said, "checksum": UNSIGNED}
    text = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    text += b" " * (-len(text) % START)
    data = len(text).to_bytes(START, "little") + text + weights
    digest = hashlib.sha256(data).hexdigest()
    with atomic(path) as temporary:
        temporary.write_bytes(_with_checksum(data, UNSIGNED, digest))


def read_model(path: str | Path) -> Stored:
    """Read a model, its weights aside; raise ValueError in one line where it does not fit or was changed."""
    said = _read(path)
    model = json.loads(said["model"])
    features = [Feature(**feature) for feature in model.pop("features")]
    settings = json.loads(said[ENCODER])["settings"] if ENCODER in said else None
    return Stored(Carried(**model, features=features), said["card"], settings, said["checksum"])


def read_carried(files: Sequence[str | Path]) -> Carried | None:
    """Read the model that a rule was given, None where its dataset carries none."""
    return read_model(files[0]).model if files else None


def expect_files(model: Carried, *, where: str | Path) -> None:
    """Raise ValueError where a file that the encoder needs is there, but not the one it learned with."""
    for path, digest in model.files.items():
        if Path(path).is_file() and (found := file_digest(path)) != digest:
            raise ValueError(
                f"{where}: its encoder learned with another {path}: found SHA-256 {found[:12]}…,"
                f" expected {digest[:12]}…"
            )


def expect_whole(path: str | Path) -> None:
    """Raise ValueError where a model does not fit or was changed, or a file that it needs is another."""
    expect_files(read_model(path).model, where=path)


def describe(path: str | Path) -> str:
    """Return the card of a model, its checksum and what each comparison weighs, as Markdown."""
    model, card, _, checksum = read_model(path)
    ordered = sorted(model.features, key=lambda feature: -abs(feature.weight))
    rows = [f"| {one.part} | {one.measure} | {one.form} | {one.weight:+.3f} |" for one in ordered]
    head = ["## What it weighs", "", "Log-odds, by a standard deviation of the feature.", ""]
    grid = ["| part | comparison | form | weight |", "| --- | --- | --- | --- |", *rows]
    return "\n".join([card.rstrip(), "", f"Checksum of the file: `{checksum}`", "", *head, *grid, ""])


def _read(path: str | Path) -> dict[str, str]:
    """Return what the header of a model says, of which no byte has changed since it was written."""
    if not Path(path).is_file():
        raise ValueError(f"{path}: found no such file, expected a model to carry")
    data = Path(path).read_bytes()
    said = _split(data, where=path)[0].get("__metadata__")
    if not isinstance(said, dict) or not {"format", "model", "card", "checksum"} <= {*said}:
        raise ValueError(f"{path}: found no model to carry, expected a file that pack_model wrote")
    if said["format"] != str(FORMAT):
        raise ValueError(
            f"{path}: found format {said['format']}, expected {FORMAT}, that of this version of clippings"
        )
    found = hashlib.sha256(_with_checksum(data, said["checksum"], UNSIGNED)).hexdigest()
    if found != said["checksum"]:
        raise ValueError(
            f"{path}: cut or changed since it was written: found checksum {found[:12]}…,"
            f" expected {said['checksum'][:12]}…"
        )
    return dict(said)


def _split(data: bytes, *, where: str | Path) -> tuple[dict[str, Any], bytes]:
    """Return the header of a safetensors file, and what follows it."""
    end = START + int.from_bytes(data[:START], "little")
    try:
        header = json.loads(data[START:end].decode())
        if end > len(data) or not isinstance(header, dict):
            raise ValueError
    except ValueError:
        raise ValueError(f"{where}: found no safetensors header, expected a file that is whole") from None
    return header, data[end:]


def _with_checksum(data: bytes, old: str, new: str) -> bytes:
    """Replace the checksum, which the header says once."""
    return data.replace(f'"checksum": "{old}"'.encode(), f'"checksum": "{new}"'.encode(), 1)
