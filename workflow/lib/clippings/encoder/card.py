"""The card of a trained encoder: what it is, what it saw, how it was trained, what it is for."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from clippings import tables
from clippings.provenance import file_digest

VALIDATED = {
    "top-1": "top-1 accuracy {} after epoch {} of {}, on matched validation queries",
    "pair precision": "average precision {} of pairs after epoch {} of {}, of validation members",
}
LABELS = {
    "selfsup": "without labels: every image with its own texts, by InfoNCE",
    "unaligned_visual": "with labels, images alone, never aligned with texts, no checkpoint of CLIP: SupCon",
    "sup_visual": "with labels, images alone: SupCon on the image tower",
    "sup_language": "with labels, texts alone: SupCon on the text tower",
    "sup_multimodal": "with labels, images and texts: SupCon on the mean of both vectors",
}
SPLITS_SEEN = """\
Training with labels sees the records of `train` alone and is chosen on `val`. Training without labels sees
images and texts of all records, and no label."""
LIMITS = """\
Use it to find, for the picture of a printed name and its OCR text, the same name among others, in
publications like those it was trained on. Its vectors are compared by their inner product.

- It is no reader: it gives no text, and a name that it has not seen is only near to what looks alike.
- A similarity is no probability. The threshold of a link and its calibration belong to one dataset and one
  OCR; choose them anew on validation data of yours (`judge_queries` does).
- Other scripts, type faces, scan resolutions and centuries than those of its training data are untested.
- Pages that `synthesis` drew are cleaner than many scans: an accuracy on them says little about yours.
"""
LICENCE = """\
MIT, as Clippings itself. The weights are in half precision (float16), in a safetensors file: reading it
runs no code. The networks that it starts from are not in the file; each keeps the licence named above.
"""


@dataclass(frozen=True)
class Training:
    """The names and files of one training: what it reads and writes, and what its card describes.

    `datasets` names those whose `records` it reads, its own first; `fold` is 0 where it has no folds.
    `settings` are those of the encoder file, `stage` those of this stage of training. `weights` are the files
    it starts from, `pretrained` the model of the stage before, if there is one; `resources` lists what was
    fetched, by which licences are known. It writes `model`, `history` and `card`.
    """

    kind: str
    encoder: str
    seed: int
    fold: int
    datasets: Sequence[str]
    settings: Mapping[str, Any]
    stage: Mapping[str, Any]
    records: Sequence[str]
    images: Sequence[str]
    weights: Sequence[str]
    pretrained: Sequence[str]
    resources: str
    model: str
    history: str
    card: str


def describe_training(
    training: Training,
    *,
    sources: Sequence[pd.DataFrame],
    history: pd.DataFrame,
    stages: Mapping[str, Any],
    count: int,
) -> str:
    """Return the card of a model that has been written, in Markdown.

    `sources` are the records that it saw, its own dataset's first; `history` is a `history` table, `stages`
    are the settings of this stage of training and of those before; `count` is the number of its weights,
    shared ones once.
    """
    own, fold = training.datasets[0], f", fold {training.fold}" if training.fold else ""
    facts = {
        "model": f"`{training.kind}`, {LABELS[training.kind]}",
        "encoder": f"`{training.encoder}`",
        "trained on": f"`{own}`{fold}",
        "seed": str(training.seed),
        "weights": f"{count:,}",
        "SHA-256 of `model.safetensors`": f"`{file_digest(training.model)}`",
        "validation": describe_validation(history, epochs=training.stage["schedule"]["epochs"]),
    }
    origins = [*_origins(training.weights, training.resources)]
    own_work = "trained by this workflow"
    origins += [(f"`{path}`", f"`{file_digest(path)}`", own_work) for path in training.pretrained]
    parts = [
        f"# {training.kind} of {training.encoder}, trained on {own}{fold}, seed {training.seed}",
        _grid(("", ""), facts.items()),
        "## What it starts from",
        _grid(("file", "SHA-256", "licence"), origins) if origins else "Random weights.",
        "## What it saw",
        _grid(
            ("dataset", "records", "noisy texts", "clean texts", *tables.SPLITS),
            map(_seen, training.datasets, sources),
        ),
        SPLITS_SEEN,
        "## How it is built and trained",
        _grid(("setting", "value"), _flat({"encoder": training.settings, **stages})),
        "## What it is for, and what not",
        LIMITS,
    ]
    return "\n\n".join(parts)


def card_of_half(card: str | Path, model: str | Path, *, half: str | Path) -> str:
    """Return the card of a model in half precision: that of the model, with the digest of the file `half`."""
    text = Path(card).read_text(encoding="utf-8").replace(file_digest(model), file_digest(half))
    return f"{text}\n\n## Licence\n\n{LICENCE}"


def describe_validation(history: pd.DataFrame, *, epochs: int) -> str:
    """Return in words the validation score of the model that was kept, of `epochs` planned."""
    kept = history[history["kept"] & history["validation"].notna()]
    for row in kept.itertuples():
        return VALIDATED[row.measure].format(f"{row.validation:.3f}", row.epoch, epochs)
    return "not recorded"


def _origins(weights: Sequence[str | Path], resources: str | Path) -> Iterator[tuple[str, ...]]:
    """Return path, digest and licence of each file; the licence is unknown of one that was not fetched."""
    with open(resources, encoding="utf-8") as file:
        known = {f"resources/{row['target']}": row for row in csv.DictReader(file, delimiter="\t")}
    for path in map(str, weights):
        row = known.get(path)
        licence = (
            f"{row['licence']} ({row['package']} {row['version']})" if row else "not stated, a user's file"
        )
        yield f"`{path}`", f"`{file_digest(path)}`", licence


def _seen(dataset: str, records: pd.DataFrame) -> tuple[str, ...]:
    """Count what a training has of one dataset."""
    texts = [(records[ocr].fillna("") != "").sum() for ocr in tables.OCRS]
    counts = [len(records), *texts, *((records["split"] == name).sum() for name in tables.SPLITS)]
    return f"`{dataset}`", *(f"{count:,}" for count in counts)


def _flat(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}/")
        else:
            yield f"`{above}{key}`", str(value)


def _grid(head: Sequence[str], rows: Any) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
