"""The table of evidence: every comparison of every candidate pair, and what each comparison compares."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings import running
from clippings.linkage.candidates.measures import MEASURES
from clippings.linkage.candidates.pooling import VectorFiles, trust_of
from clippings.linkage.candidates.string_rows import Spelt
from clippings.linkage.evidence.pairs import Candidates, unite_candidates
from clippings.linkage.evidence.table import EvidenceTable
from clippings.linkage.evidence.texts import compare_fields
from clippings.linkage.evidence.vectors import compare_vectors
from clippings.linkage.neighbours import Files
from clippings.rows import CARRIED, Row
from clippings.tables import OCRS, PARTS

PICTURE, TEXT, CROSSED, QUALITY = PARTS[1:]
# Of the table records, what is read here.
RECORDED = ["record", "side", "split", "fold", "entity", "homonym", *OCRS]
RECORDED += [f"{ocr}_confidence" for ocr in OCRS]
WITHOUT_LABELS = ("selfsup", "phash", CARRIED)  # A carried model has learned, but from no label of these.


@dataclass(frozen=True)
class Comparison:
    """One column of the evidence: its name, what it compares, of which OCR, and whether labels taught it.

    `part` is picture, text, crossed (a picture with a text), quality (of a pair, whatever it compares), or
    the name of a field.
    """

    comparison: str
    part: str
    measure: str
    ocr: str
    learned: bool


Compared = tuple[Comparison, NDArray[np.float64]]


@dataclass(frozen=True)
class Ingredients:
    """What one seed brings: the rows whose best targets are candidates, and the vectors of their models."""

    seed: int | None
    rows: Sequence[Row]
    vectors: Sequence[VectorFiles]
    models: Sequence[str]


def gather_evidence(
    records: pd.DataFrame,
    neighbour_files: Files,
    *,
    ingredients: Ingredients,
    ocrs: Sequence[str],
    fields: Mapping[str, str],
    spelt_of: Callable[[pd.Series], Spelt],
    k: int,
    kanjivg: Path,
) -> tuple[EvidenceTable, list[Comparison]]:
    """Compare every query with the k best targets of each row: the table evidence of one seed.

    A query is compared by the models, and in the spelling, of the fold that tests it: what has not learned
    from it. `fields` maps fields beside the name to their kinds, `spelt_of` spells texts in a fold. One
    comparison is in memory at a time, with what it needs of all records.
    """
    pairs = unite_candidates(records, neighbour_files, rows=ingredients.rows, k=k, is_taught=_is_taught)
    running.say(f"comparing {len(pairs.queries)} candidate pairs")
    table, compared = EvidenceTable(records, pairs, seed=ingredients.seed), list[Comparison]()
    measures = list(dict.fromkeys(row["method"] for row in ingredients.rows if row["encoder"] is None))
    spelling = {"fields": fields, "measures": measures, "spelt_of": spelt_of, "kanjivg": kanjivg}
    every = chain(
        _compare_vectors(pairs, ingredients, ocrs=ocrs),
        *(_compare_texts(records, pairs, ocr=ocr, **spelling) for ocr in ocrs),
    )
    for comparison, values in every:
        table.add(comparison.comparison, values)
        compared.append(comparison)
    return table, compared


def tabulate(comparisons: Sequence[Comparison]) -> pd.DataFrame:
    """Return the table comparisons."""
    return pd.DataFrame([asdict(comparison) for comparison in comparisons])


def _compare_vectors(
    pairs: Candidates, ingredients: Ingredients, *, ocrs: Sequence[str]
) -> Iterator[Compared]:
    for vectors in ingredients.vectors:
        models = [model for model in ingredients.models if model in vectors.models]
        for name, part, ocr, values in compare_vectors(vectors, pairs, models=models, ocrs=ocrs):
            yield _named(part, name, ocr, learned=not name.startswith(WITHOUT_LABELS)), values
        vectors.release()


def _compare_texts(records: pd.DataFrame, pairs: Candidates, *, ocr: str, **given: Any) -> Iterator[Compared]:
    for part, name, values in compare_fields(records, pairs, ocr=ocr, **given):
        learned = name in MEASURES and MEASURES[name].learned
        yield _named(TEXT if part == "name" else part, name, ocr, learned=learned), values
    lengths = records[ocr].fillna("").str.len().to_numpy()
    shorter = np.minimum(lengths[pairs.queries], lengths[pairs.targets])
    yield _named(QUALITY, "length", ocr), np.log1p(shorter.astype(float))
    trust = trust_of(records, ocr)
    if (trust < 1).any():
        yield _named(QUALITY, "confidence", ocr), np.minimum(trust[pairs.queries], trust[pairs.targets])


def _is_taught(row: Row) -> bool:
    """Say whether labels taught the model or measure of a row, or chose a setting of it."""
    if row["method"] in MEASURES:
        return MEASURES[row["method"]].depends_on_fold
    return not row["method"].startswith(WITHOUT_LABELS)


def _named(part: str, measure: str, ocr: str, *, learned: bool = False) -> Comparison:
    named = [*([] if part in (PICTURE, TEXT, CROSSED, QUALITY) else [part]), measure]
    return Comparison("_".join([*named, *([] if ocr == "none" else [ocr])]), part, measure, ocr, learned)
