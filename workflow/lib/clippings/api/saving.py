"""From the evidence of a call to a model to carry, packed as the workflow packs one."""

from pathlib import Path

from clippings.api.given import OCR
from clippings.api.pictures import recogniser
from clippings.api.unmatched import untaught_folds
from clippings.api.weighing import Evidence
from clippings.encoder.building import read_stored
from clippings.folds import fold_numbers
from clippings.linkage.evidence.packing import Origin, pack_model
from clippings.model_file import SUFFIX


def pack_evidence(evidence: Evidence, path: str | Path) -> None:
    """Write what some evidence taught, and the encoder that made it, to `path`, whole or not at all.

    Without labels the scorer is that of the mixture of all scores. Raise ValueError for a path of another
    suffix, for evidence that a carried model weighed, and where labels of links are all matches.
    """
    expect_savable(path, model=evidence.carried)
    if evidence.settings.task == "link" and untaught_folds(evidence) == fold_numbers(evidence.records):
        raise ValueError(
            f"{path}: every labelled row has a match, which teaches no threshold to carry; expected labels of"
            " rows without a match too, or none"
        )
    row, model, settings = evidence.row, evidence.model, evidence.settings
    assert model.encoder is not None, "an encoder is lacking in carried models alone"
    labelled = row["supervision"] == "sup"
    origin = Origin(
        dataset=Path(path).stem,
        method=row["method"],
        ocr=OCR,
        kind=model.kind,
        fold=0,
        row=None,
        labelled=labelled,
        normalisation=[*model.steps],
        measures=settings.used(labelled=labelled),
        fields=dict(settings.fields),
        languages=[],
    )
    pack_model(
        evidence.records,
        evidence.pairs,
        evidence.comparisons,
        choices=evidence.choices,
        origin=origin,
        encoder=[model.encoder],
        # By the name that the workflow has for it too, and not by its place in this environment.
        networks={read_stored(model.encoder)["settings"]["recogniser"]: recogniser()},
        k=settings.neighbours,
        seed=settings.seed,
        path=path,
    )


def expect_savable(path: str | Path, *, model: object) -> None:
    """Raise ValueError for a path that names no model, and where a carried `model` decides already."""
    if Path(path).suffix != SUFFIX:
        raise ValueError(f"{path}: suffix {Path(path).suffix!r}, expected {SUFFIX} of a model to carry")
    if model is not None:
        raise ValueError(f"{path}: a carried model weighed this evidence, expected its own file to be copied")
