"""Reading Same and Different: tables of pairs, and what Label Studio exports of them."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from clippings import frames
from clippings.cells import read_text
from clippings.places import spelt_otherwise
from clippings.tables import PAIR_VERDICTS, PAIRS

# The name of the choice in Label Studio: ours, and that of its own templates.
CHOICES = ("verdict", "choice")
COLUMNS = ["record", "other", "verdict", "place"]
# What Label Studio calls a list of choices with its answers now, and what it did before version 1.
ANNOTATIONS = ("annotations", "completions")
# Notes beside a choice; what else an annotation holds, without one, was meant as an answer.
NOTES = {"choices", "textarea"}
APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u00b4`"), "'")


def read_pairs(paths: Iterable[str | Path]) -> pd.DataFrame:
    """Read files of pairs (.csv, .tsv, .json) as record, other, verdict (same or different) and place.

    A pair without a verdict is `same`; undecided pairs are left out. Raise ValueError in one
    line for a file that is neither a `pairs` table nor a Label Studio export, that holds no verdict at all,
    and for any other verdict.
    """
    read = [_read(Path(path)) for path in paths]
    pairs = pd.concat(read, ignore_index=True) if read else pd.DataFrame(columns=COLUMNS, dtype=object)
    verdicts = pairs["verdict"].map(_plain)
    strange = ~verdicts.isin(PAIR_VERDICTS)
    if strange.any():
        row = pairs[strange].iloc[0]
        raise ValueError(
            f"{row['place']}: verdict {row['verdict']!r}, expected one of {', '.join(PAIR_VERDICTS)}"
        )
    pairs = pairs.assign(verdict=verdicts)
    return pairs[pairs["verdict"] != "can't tell"].reset_index(drop=True)


def _read(path: Path) -> pd.DataFrame:
    if path.suffix.lower() == ".json":
        tasks = _load(path)
        rows = [row for number, task in enumerate(tasks, start=1) for row in _answers(task, number, path)]
        _expect_some(len(rows), path, Counter(map(_state, tasks)))
        return pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    table = frames.load(path, PAIRS, names=[*CHOICES, "annotation_id"])
    rows_read = len(table)
    place = pd.Series(
        [f"{path} line {row + 2}" for row in range(len(table))], index=table.index, dtype=object
    )
    exported = "annotation_id" in table
    if exported or "choice" in table:
        table["verdict"] = table[_choice(table.columns, where=str(path))]
    if exported:
        # A line without a choice is a task that was looked at and left.
        table = table.dropna(subset="verdict")
    _expect_some(len(table), path, Counter({"without a choice": rows_read}))
    pairs = frames.check(table, PAIRS, where=str(path)).astype(object)
    return pairs.assign(verdict=pairs["verdict"].fillna("same"), place=place[table.index].to_numpy())


def _expect_some(count: int, path: Path, states: Counter[str]) -> None:
    """Refuse a file of which nothing would be used, and say what became of its tasks."""
    if not count:
        found = ", ".join(f"{number} {state}" for state, number in states.items() if number)
        raise ValueError(
            f"{path}: no verdict in it ({found or 'nothing'}), expected choices Same or Different"
        )


def _plain(verdict: Any) -> str:
    """Fold the word for a verdict: capitals, widths, spaces around it, and apostrophes of every form."""
    return unicodedata.normalize("NFKC", str(verdict).translate(APOSTROPHES)).strip().casefold()


def _answers(task: dict[str, Any], number: int, path: Path) -> Iterator[tuple[str, str, Any, str]]:
    """Return record, other, verdict and place of each choice in a task of a JSON or JSON-MIN export."""
    place = f"{path} task {task.get('id', number)}"
    data = task.get("data", task)
    record, other = (_id_of(data, key, place) for key in ("record", "other"))
    for verdict, annotation in _verdicts(task, place):
        yield record, other, verdict, f"{place}{annotation}"


def _state(task: Mapping[str, Any]) -> str:
    """Say why a task has no verdict."""
    annotations = _annotations(task) or []
    if any(isinstance(one, dict) and _is_cancelled(one) for one in annotations):
        return "skipped"
    return (
        "without a choice"
        if annotations
        else "with predictions alone"
        if task.get("predictions")
        else "not annotated"
    )


def _annotations(task: Mapping[str, Any]) -> list[Any] | None:
    """Return the annotations of a task; None where an export has its choices beside its data (JSON-MIN)."""
    found = [task[key] for key in ANNOTATIONS if key in task] + ([[]] if "data" in task else [])
    return (found[0] or []) if found else None


def _is_cancelled(annotation: Mapping[str, Any]) -> bool:
    return bool(annotation.get("was_cancelled") or annotation.get("skipped"))


def _load(path: Path) -> list[dict[str, Any]]:
    expected = "expected a list of tasks, as Label Studio exports it"
    try:
        tasks = json.loads(read_text(path))
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file{spelt_otherwise(path)}; {expected}") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}: not readable as JSON ({error}); {expected}") from None
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise ValueError(f"{path}: found {type(tasks).__name__}, {expected}")
    return tasks


def _chosen(annotation: Any, place: str) -> dict[str, list[str]]:
    """Return the choices of an annotation, by name; raise ValueError where it is none of Label Studio's."""
    results = annotation.get("result") if isinstance(annotation, dict) else None
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        raise ValueError(f"{place}: an annotation without a list of results, expected one of choices")
    choices = [one for one in results if one.get("type") == "choices"]
    strange = sorted({str(one.get("type")) for one in results} - NOTES)
    if strange and not choices:
        raise ValueError(
            f"{place}: an answer of the type {strange[0]}, which does not say whether both are the same;"
            f" expected a choice named {' or '.join(CHOICES)}"
        )
    if not all(isinstance(one.get("value"), dict) and "choices" in one["value"] for one in choices):
        raise ValueError(f"{place}: a choice without a value, expected value: {{choices: [...]}}")
    return {str(one.get("from_name")): one["value"]["choices"] for one in choices}


def _id_of(data: Mapping[str, Any], key: str, place: str) -> str:
    if not isinstance(data, Mapping):
        raise ValueError(f"{place}: its data is {data!r}, expected record and other")
    if data.get(key) in (None, ""):
        raise ValueError(f"{place}: no {key!r} in its data; found {', '.join(data)}, expected record, other")
    return str(data[key])


def _verdicts(task: Mapping[str, Any], place: str) -> Iterator[tuple[Any, str]]:
    """Return what was chosen in a task, and by which annotation."""
    annotations = _annotations(task)
    if annotations is None:
        verdict = task.get(_choice(task, where=place))
        if verdict:
            yield verdict, ""
        return
    for annotation in annotations:
        if isinstance(annotation, dict) and _is_cancelled(annotation):
            continue
        chosen = _chosen(annotation, place)
        by = f" annotation {annotation['id']}" if "id" in annotation else ""
        if chosen:
            yield from ((verdict, by) for verdict in chosen[_choice(chosen, where=place)])


def _choice(names: Iterable[str], *, where: str) -> str:
    known = [name for name in CHOICES if name in names]
    if not known:
        raise ValueError(f"{where}: found {', '.join(names)}, expected a choice named {' or '.join(CHOICES)}")
    return known[0]
