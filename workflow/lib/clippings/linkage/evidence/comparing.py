"""The table of evidence: every comparison of every candidate pair, and what each comparison compares."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings import running
from clippings.folds import decided_in, fold_numbers
from clippings.linkage.candidates.measures import MEASURES
from clippings.linkage.candidates.pooling import VectorFiles, trust_of
from clippings.linkage.candidates.string_rows import Spelt
from clippings.linkage.evidence.pairs import Places, unite_candidates
from clippings.linkage.evidence.texts import compare_fields
from clippings.linkage.evidence.vectors import compare_vectors
from clippings.linkage.neighbours import Files
from clippings.rows import CARRIED, Row
from clippings.sides import is_query
from clippings.tables import PARTS
from clippings.truth import group_of

PICTURE, TEXT, CROSSED, QUALITY = PARTS[1:]
WITHOUT_LABELS = ("selfsup", "phash", CARRIED)  # A carried model has learned, but from no label of these.
Pairs = tuple[Places, Places]


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
) -> tuple[pd.DataFrame, list[Comparison]]:
    """Compare every query with the k best targets of each row: the table evidence of one seed.

    A query is compared by the models, and in the spelling, of the fold that tests it: what has not learned
    from it. `fields` maps fields beside the name to their kinds, `spelt_of` spells texts in a fold.
    """
    measures = list(dict.fromkeys(row["method"] for row in ingredients.rows if row["encoder"] is None))
    compared: dict[Comparison, list[NDArray[np.float64]]] = {}
    parts = []
    for fold in fold_numbers(records):
        queries = is_query(records) & decided_in(records, fold).to_numpy()
        pairs, taught = unite_candidates(
            records,
            neighbour_files,
            rows=ingredients.rows,
            fold=fold,
            queries=queries,
            k=k,
            is_taught=_is_taught,
        )
        running.say(f"comparing {len(pairs[0])} candidate pairs" + (f", fold {fold}" if fold else ""))
        for comparison, values in _compare(
            records,
            pairs,
            ingredients,
            ocrs,
            fields=fields,
            measures=measures,
            spelt_of=spelt_of,
            fold=fold,
            kanjivg=kanjivg,
        ):
            compared.setdefault(comparison, []).append(values)
        named = _name_pairs(records, pairs)
        parts.append(named.assign(taught=taught, seed=ingredients.seed, fold=fold))
    columns = {one.comparison: np.concatenate(values) for one, values in compared.items()}
    return pd.concat([pd.concat(parts, ignore_index=True), pd.DataFrame(columns)], axis=1), [*compared]


def tabulate(comparisons: Sequence[Comparison]) -> pd.DataFrame:
    """Return the table comparisons."""
    return pd.DataFrame([asdict(comparison) for comparison in comparisons])


def _compare(
    records: pd.DataFrame,
    pairs: Pairs,
    ingredients: Ingredients,
    ocrs: Sequence[str],
    *,
    fields: Mapping[str, str],
    measures: Sequence[str],
    spelt_of: Callable[[pd.Series], Spelt],
    fold: int,
    kanjivg: Path,
) -> Iterator[tuple[Comparison, NDArray[np.float64]]]:
    for vectors in ingredients.vectors:
        models = [model for model in ingredients.models if model in vectors.models]
        for name, part, ocr, values in compare_vectors(vectors, pairs, models=models, ocrs=ocrs, fold=fold):
            yield _named(part, name, ocr, learned=not name.startswith(WITHOUT_LABELS)), values
    for ocr in ocrs:
        for part, name, values in compare_fields(
            records,
            pairs,
            ocr=ocr,
            fields=fields,
            measures=measures,
            spelt_of=spelt_of,
            fold=fold,
            kanjivg=kanjivg,
        ):
            learned = name in MEASURES and MEASURES[name].learned
            yield _named(TEXT if part == "name" else part, name, ocr, learned=learned), values
        lengths = records[ocr].fillna("").str.len().to_numpy()
        shorter = np.minimum(lengths[pairs[0]], lengths[pairs[1]])
        yield _named(QUALITY, "length", ocr), np.log1p(shorter.astype(float))
        trust = trust_of(records, ocr)
        if (trust < 1).any():
            yield _named(QUALITY, "confidence", ocr), np.minimum(trust[pairs[0]], trust[pairs[1]])


def _is_taught(row: Row) -> bool:
    """Say whether labels taught the model or measure of a row, or chose a setting of it."""
    if row["method"] in MEASURES:
        return MEASURES[row["method"]].depends_on_fold
    return not row["method"].startswith(WITHOUT_LABELS)


def _named(part: str, measure: str, ocr: str, *, learned: bool = False) -> Comparison:
    named = [*([] if part in (PICTURE, TEXT, CROSSED, QUALITY) else [part]), measure]
    return Comparison("_".join([*named, *([] if ocr == "none" else [ocr])]), part, measure, ocr, learned)


def _name_pairs(records: pd.DataFrame, pairs: Pairs) -> pd.DataFrame:
    """Return query and target of each pair, and whether the target is acceptable where that is known."""
    ids, groups = records["record"].to_numpy(dtype=object), group_of(records).to_numpy(dtype=object)
    known = pd.notna(groups[pairs[0]])
    same = known & (groups[pairs[0]] == groups[pairs[1]])
    return pd.DataFrame(
        {
            "query": ids[pairs[0]],
            "target": ids[pairs[1]],
            "acceptable": pd.Series(same, dtype="boolean").where(known),
        }
    )
