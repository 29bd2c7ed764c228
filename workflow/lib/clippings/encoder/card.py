"""The card of a trained encoder: what it is, what it saw, how it was trained, what it is for."""

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from clippings import frames, tables
from clippings.provenance import file_digest

WATCHED = re.compile(r"epoch (\d+)/(\d+): loss \S+, validation (top-1|pair precision) ([\d.]+|nan)")
GRADES = {
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


def write_card(
    model: str | Path,
    records: Mapping[str, str | Path],
    *,
    kind: str,
    encoder: str,
    seed: int,
    settings: Mapping[str, Any],
    recipe: Mapping[str, Any],
    weights: Sequence[str | Path],
    pretrained: Sequence[str | Path],
    resources: str | Path,
    log: str | Path,
) -> str:
    """Write the card of the file `model` in Markdown.

    `records` maps the datasets it was trained with to their records, its own first; `resources` is the list
    of what was fetched, by which the licences of `weights` are known; `pretrained` holds the model of the
    stage before, if there is one; `log` is that of the training.
    """
    own = next(iter(records))
    named = {"encoder": f"`{encoder}`", "trained on": f"`{own}`", "seed": str(seed)}
    facts = {"model": f"`{kind}`, {LABELS[kind]}", **named, **_measured(model)}
    facts["validation"] = read_validation(log, best=kind != "selfsup")
    origins = [*_origins(weights, resources)]
    origins += [(f"`{path}`", f"`{file_digest(path)}`", "trained by this workflow") for path in pretrained]
    parts = [
        f"# {kind} of {encoder}, trained on {own}, seed {seed}",
        _grid(("", ""), facts.items()),
        "## What it starts from",
        _grid(("file", "SHA-256", "licence"), origins) if origins else "Random weights.",
        "## What it saw",
        _grid(("dataset", "records", "noisy texts", "clean texts", *tables.SPLITS), _seen(records)),
        SPLITS_SEEN,
        "## How it is built and trained",
        _grid(("setting", "value"), _flat({"encoder": settings, **recipe})),
        "## What it is for, and what not",
        LIMITS,
    ]
    return "\n\n".join(parts)


def read_validation(log: str | Path, *, best: bool) -> str:
    """Say which grade on validation the log of a training shows for the epoch kept: the best, or the last."""
    path = Path(log)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    epochs = [
        (float(grade), -int(epoch), last, measure) for epoch, last, measure, grade in WATCHED.findall(text)
    ]
    known = [found for found in epochs if not math.isnan(found[0])]
    if not known:
        return "not recorded"
    grade, epoch, last, measure = max(known) if best else known[-1]
    return GRADES[measure].format(f"{grade:.3f}", -epoch, last)


def _measured(model: str | Path) -> dict[str, str]:
    stored = torch.load(model, map_location="cpu", weights_only=True)
    count = sum(tensor.numel() for tensor in stored["weights"].values())
    return {"weights": f"{count:,}", "SHA-256 of `model.pt`": f"`{file_digest(model)}`"}


def _origins(weights: Sequence[str | Path], resources: str | Path) -> Iterator[tuple[str, ...]]:
    """Return path, digest and licence of each file; of a file that was not fetched the licence is not known."""
    with open(resources, encoding="utf-8") as file:
        known = {f"resources/{row['target']}": row for row in csv.DictReader(file, delimiter="\t")}
    for path in map(str, weights):
        row = known.get(path)
        licence = (
            f"{row['licence']} ({row['package']} {row['version']})" if row else "not stated, a user's file"
        )
        yield f"`{path}`", f"`{file_digest(path)}`", licence


def _seen(records: Mapping[str, str | Path]) -> Iterator[tuple[str, ...]]:
    """Count what each dataset has; one that only joins the training is all of it there."""
    for place, (dataset, path) in enumerate(records.items()):
        found = frames.read(path, tables.RECORDS)
        split = found["split"] if place == 0 else found["split"].mask(found["split"].notna(), "train")
        texts = [(found[ocr].fillna("") != "").sum() for ocr in tables.OCRS]
        counts = [len(found), *texts, *((split == name).sum() for name in tables.SPLITS)]
        yield f"`{dataset}`", *(f"{count:,}" for count in counts)


def _flat(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}/")
        else:
            yield f"`{above}{key}`", str(value)


def _grid(head: Sequence[str], rows: Any) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
