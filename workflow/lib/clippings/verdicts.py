"""Reading Same and Different: tables of pairs, and what Label Studio exports of them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from clippings import frames
from clippings.tables import PAIR_VERDICTS, PAIRS

# The name of the choice in Label Studio: ours, and that of its own templates.
CHOICES = ("verdict", "choice")
COLUMNS = ["record", "other", "verdict", "place"]


def read_pairs(paths: Iterable[str | Path]) -> pd.DataFrame:
    """Read files of pairs (.csv, .tsv, .json) as record, other, verdict (same or different) and place.

    A pair without a verdict is `same`; undecided pairs are left out. Raise ValueError in one
    line for a file that is neither a `pairs` table nor a Label Studio export, and for any other verdict.
    """
    read = [_read(Path(path)) for path in paths]
    pairs = pd.concat(read, ignore_index=True) if read else pd.DataFrame(columns=COLUMNS, dtype=object)
    verdicts = pairs["verdict"].map(lambda verdict: str(verdict).strip().casefold())
    strange = ~verdicts.isin(PAIR_VERDICTS)
    if strange.any():
        row = pairs[strange].iloc[0]
        raise ValueError(
            f"{row['place']}: verdict {row['verdict']!r}, expected one of {', '.join(PAIR_VERDICTS)}"
        )
    pairs = pairs.assign(verdict=verdicts)
    return pairs[pairs["verdict"] != "can't tell"].reset_index(drop=True)


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".json":
        return pd.DataFrame(list(_tasks(path)), columns=COLUMNS, dtype=object)
    table = frames.load(path, PAIRS, texts=CHOICES)
    place = pd.Series(
        [f"{path} line {row + 2}" for row in range(len(table))], index=table.index, dtype=object
    )
    exported = "annotation_id" in table
    if exported or "choice" in table:
        table["verdict"] = table[_choice(table.columns, where=str(path))]
    if exported:
        # A line without a choice is a task that was looked at and left.
        table = table.dropna(subset="verdict")
    pairs = frames.check(table, PAIRS, where=str(path)).astype(object)
    return pairs.assign(verdict=pairs["verdict"].fillna("same"), place=place[table.index].to_numpy())


def _tasks(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Return record, other, verdict and place of each choice in a JSON or JSON-MIN export."""
    for number, task in enumerate(_load(path), start=1):
        place = f"{path} task {task.get('id', number)}"
        data = task.get("data", task)
        record, other = (_id_of(data, key, place) for key in ("record", "other"))
        for verdict, annotation in _verdicts(task, place):
            yield record, other, verdict, f"{place}{annotation}"


def _load(path: Path) -> list[dict[str, Any]]:
    expected = "expected a list of tasks, as Label Studio exports it"
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; {expected}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: {frames.misencoded(path.read_bytes())}") from None
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
    if not all(isinstance(one.get("value"), dict) and "choices" in one["value"] for one in choices):
        raise ValueError(f"{place}: a choice without a value, expected value: {{choices: [...]}}")
    return {str(one.get("from_name")): one["value"]["choices"] for one in choices}


def _id_of(data: Mapping[str, Any], key: str, place: str) -> str:
    if not isinstance(data, Mapping):
        raise ValueError(f"{place}: its data is {data!r}, expected record and other")
    if data.get(key) in (None, ""):
        raise ValueError(f"{place}: no {key!r} in its data; found {', '.join(data)}, expected record, other")
    return str(data[key])


def _verdicts(task: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    """Return what was chosen in a task, and by which annotation."""
    if "annotations" not in task:
        verdict = task.get(_choice(task, where=place))
        if verdict:
            yield verdict, ""
        return
    for annotation in task["annotations"]:
        chosen = _chosen(annotation, place)
        by = f" annotation {annotation['id']}" if "id" in annotation else ""
        if chosen and not annotation.get("was_cancelled"):
            yield from ((verdict, by) for verdict in chosen[_choice(chosen, where=place)])


def _choice(names: Iterable[str], *, where: str) -> str:
    known = [name for name in CHOICES if name in names]
    if not known:
        raise ValueError(f"{where}: found {', '.join(names)}, expected a choice named {' or '.join(CHOICES)}")
    return known[0]
