"""A model to carry, packed: encoder, scorer, threshold and calibration of one dataset, and its card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from clippings.linkage.evidence.carrying import Fitted, fit_carried, portable
from clippings.linkage.evidence.comparing import TEXT
from clippings.linkage.evidence.parts import Source
from clippings.linkage.neighbours import chosen_values
from clippings.model_file import FORMAT, Carried, write_model
from clippings.provenance import NOT_INSTALLED, file_digest, versions
from clippings.rows import Row

PACKAGES = ["clippings", "numpy", "pandas", "rapidfuzz", "scikit-learn"]
LIMITS = """\
Use it on records like those it learned from: the same scripts, print of about that time, scans and OCR of
about that quality. Its probabilities are right as often as they say there; elsewhere check some dozen links
on the review page before you trust them. A comparison that other records do not have (no pictures, a field
less) counts as blank.

It holds no text, no name and no picture of the records that it learned from: weights of networks, and of each
comparison a mean, a spread and a weight. Weights are learned from the records, so share the file as you would
share statistics of them."""


@dataclass(frozen=True)
class Origin:
    """Where a model is learned: a dataset, one row of all evidence there, and how its texts were made.

    `kind` is the model of the encoder that is packed, None without one, and `fold` the one whose it is. `row`
    is the row whose image weight is taken, if any.
    """

    dataset: str
    method: str
    ocr: str
    kind: str | None
    fold: int
    row: Row | None
    labelled: bool
    normalisation: list[str]
    measures: list[str]
    fields: dict[str, str]
    languages: list[str]


def pack_model(
    records: pd.DataFrame,
    evidence: Source,
    comparisons: pd.DataFrame,
    *,
    choices: pd.DataFrame,
    origin: Origin,
    encoder: Sequence[str | Path],
    networks: Mapping[str, str | Path],
    k: int,
    seed: int,
    path: str | Path,
) -> None:
    """Fit the scorer to carry by the evidence of one dataset, and write it with the encoder to `path`.

    `encoder` is the encoder's file, or none; `networks` maps the names of files that it needs beside its
    weights to where these are. With folds an encoder exists once a fold: that of the first is packed. Each
    query is compared by an encoder that has not learned from it, so the scorer learns what the packed one
    will do elsewhere; another training on all folds would need hours and give an encoder that no query was
    held out from.
    """
    own = portable(comparisons, kind=origin.kind, ocr=origin.ocr, labelled=origin.labelled)
    fitted = fit_carried(records, evidence, own, kind=origin.kind, labelled=origin.labelled, k=k, seed=seed)
    weighed = {feature.measure for feature in fitted.features if feature.part == TEXT}
    weight = chosen_values(choices, origin.row, fold=origin.fold) if origin.row else {}
    model = Carried(
        dataset=origin.dataset,
        row=f"{origin.method}/{origin.ocr}",
        ocr=origin.ocr,
        kind=origin.kind,
        files={name: file_digest(file) for name, file in networks.items()},
        image_weight=weight.get("image_weight"),
        normalisation=origin.normalisation,
        measures=[name for name in origin.measures if name in weighed],
        fields=origin.fields,
        languages=origin.languages,
        features=fitted.features,
        intercept=fitted.intercept,
        penalty=fitted.penalty,
        threshold=fitted.threshold,
        knots=fitted.knots[["score", "probability"]].to_numpy().tolist(),
        versions={name: number for name, number in versions(PACKAGES).items() if number != NOT_INSTALLED},
    )
    card = describe_model(model, origin, fitted, records=records)
    write_model(model, path, card=card, encoder=next(iter(encoder), None))


def describe_model(model: Carried, origin: Origin, fitted: Fitted, *, records: pd.DataFrame) -> str:
    """Return the card of a model to carry, in Markdown."""
    of_fold = f", fold {origin.fold}" if origin.fold else ""
    taught = f"{fitted.queries:,} labelled queries" if origin.labelled else "no labels (mixture of scores)"
    facts = {
        "learned on": f"`{model.dataset}`, {len(records):,} records, as `{model.row}`",
        "scorer": f"logistic regression of {len(model.features)} features, penalty {model.penalty:g}",
        "taught by": taught,
        "linked from": f"log-odds {model.threshold:.3f}",
        "encoder": f"`{model.kind}`{of_fold}" if model.kind else "none: texts and fields alone",
        "image weight": "not chosen" if model.image_weight is None else f"{model.image_weight:g}",
        "texts": f"{model.ocr} OCR, {', '.join(model.languages) or 'language not stated'}",
        "normalised by": ", ".join(model.normalisation) or "no step",
        "string measures": ", ".join(model.measures) or "none",
        "fields": ", ".join(f"{field} ({kind})" for field, kind in model.fields.items()) or "none",
        "versions": ", ".join(f"{name} {number}" for name, number in model.versions.items()),
        "format": str(FORMAT),
    }
    rows = [f"| {name} | {value} |" for name, value in facts.items()]
    files = [f"| `{Path(file)}` | `{digest}` |" for file, digest in model.files.items()]
    parts = [
        f"# {model.dataset}.clippings",
        "\n".join(["| | |", "| --- | --- |", *rows]),
        "## Files that its encoder needs",
        "\n".join(["| file | SHA-256 |", "| --- | --- |", *files]) if files else "None.",
        "## What it is for, and what it knows of its records",
        LIMITS,
    ]
    return "\n\n".join(parts)
