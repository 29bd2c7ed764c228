"""From the arguments of a call to the evidence of its tables, alike for links and for clusters."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from clippings.api.given import Frame, Given, Pair, columns_of, read_given, to_pandas
from clippings.api.models import embed, open_model
from clippings.api.reading import read_labels, read_records
from clippings.api.settings import COMPARED, Settings
from clippings.api.weighing import Evidence, weigh


def weigh_tables(
    frames: Sequence[Frame],
    sides: Mapping[str, str],
    *,
    folder: Path,
    task: str,
    neighbours: int,
    on: Pair | None,
    ids: Pair | None,
    images: Pair | None,
    boxes: Sequence[str] | None,
    fields: Mapping[str, str] | None,
    block: Pair | None,
    labels: Frame | None,
    model: str | Path | None,
    orientation: Pair,
    measures: Sequence[str] | None,
    kanjivg: str | Path | None,
    seed: int,
    threads: int | None,
) -> tuple[list[Given], Evidence]:
    """Read a user's tables, embed their records, and weigh all evidence of these, in files of `folder`.

    `sides` maps the name of each table to the side of its records; the other arguments are those of
    `clippings.link`. Returns what was given, table by table, and the evidence. Raise ValueError in one line
    for what is wrong with tables, labels, model or settings.
    """
    if threads is not None and threads < 1:
        raise ValueError(f"threads: found {threads}, expected at least 1")
    columns = columns_of(
        on=on,
        ids=ids,
        images=images,
        block=block,
        orientation=orientation,
        boxes=boxes,
        fields=[*(fields or {})],
    )
    # A single table has the columns of the left one.
    given = [
        read_given(frame, own, source=source)
        for frame, own, source in zip(frames, columns, sides, strict=False)
    ]
    opened = open_model(model)
    settings = Settings(
        task=task,
        fields=fields or {},
        blocked=block is not None,
        measures=measures or (opened.carried.measures if opened.carried else COMPARED),
        kanjivg=kanjivg,
        neighbours=neighbours,
        seed=seed,
        threads=threads or os.cpu_count() or 1,
    )
    known = None if labels is None else to_pandas(labels, where="labels")
    settings.expect_known()
    if opened.carried and known is not None:
        raise ValueError("labels: found beside `model`, which needs none; expected one of the two")
    said = read_labels(known, [given[0].ids, given[-1].ids])
    records, seen = read_records(given, sides, labels=said, settings=settings)
    vectors = embed(records, seen, model=opened, threads=settings.threads)
    labelled = len(said) > 0
    return given, weigh(records, vectors, labelled=labelled, model=opened, folder=folder, settings=settings)
