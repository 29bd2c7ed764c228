"""Any number of portions of the queries gives the same tables: every script from search to links."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.spelling import STEPS
from clippings.tables import OCRS

K, QUERIES = 4, 31
FIRST, LAST = range(11), range(21, QUERIES)  # Queries of the first and the last portion of three.
VECTOR_FILES = ["first.parquet", "last.parquet", "others.parquet"]
NAMES = ["Anker", "Bauer & Söhne", "Berger", "Brandt", "Dahl", "Ebert", "Frank", "Gruber", "Haas", "Jansen"]
STRING = {"supervision": "none", "modality": "string", "seed": None, "encoder": None, "model": None}
STRINGS = [
    {**STRING, "method": method, "ocr": "clean"} for method in ("levenshtein", "tfidf", "jaccard_words")
]
OF_MODEL = {"seed": 0, "encoder": "tiny"}
MULTIMODAL = {"supervision": "sup", "modality": "multimodal", "ocr": "clean", "model": "sup_multimodal"}
VECTORS = [
    {**OF_MODEL, **MULTIMODAL, "method": "sup_multimodal"},
    {**OF_MODEL, **MULTIMODAL, "method": "selfsup_multimodal", "model": "selfsup", "supervision": "selfsup"},
]
WEIGHED = [
    {**OF_MODEL, "encoder": "evidence", "model": None, "modality": "all", "ocr": "clean"}
    | {"method": f"{kind}_all_evidence", "supervision": kind}
    for kind in ("selfsup", "sup")
]
ROWS = [*STRINGS, *VECTORS, *WEIGHED]


def records_of(rng, *, mute=()):
    """Queries and targets of some names with errors; some have no text, and a third teaches."""
    rows = []
    for side in ("query", "target"):
        for number in range(QUERIES):
            name = f"{NAMES[number % len(NAMES)]} {NAMES[number // len(NAMES)]}"
            place = int(rng.integers(len(name)))
            text = name[:place] + name[place + 1 :] if side == "query" else name
            split = ("val", "test", "train")[number % 3]
            read = number % 7 and not (side == "query" and number in mute)
            rows.append((f"{side[0]}{number:02d}", side, split, f"e{number}", text if read else None))
    records = pd.DataFrame(rows, columns=["record", "side", "split", "entity", "clean"])
    confidence = rng.uniform(0.5, 1, len(rows))
    named = {"source": "s", "role": "name", "orientation": "horizontal", "page": "p"}
    return records.assign(clean_confidence=confidence, **named)


def vectors_of(records, rng, *, pictured=None, mute=()):
    """Vectors by two models of all records, or pictures of some queries alone; of `mute` ones none."""
    entity = pd.factorize(records["entity"])[0]
    parts = []
    for model in ("selfsup", "sup_multimodal"):
        columns = {}
        for column in ("visual", "clean"):
            vectors = rng.normal(size=(QUERIES, 8))[entity] + rng.normal(size=(len(records), 8)) / 2
            columns[column] = list(
                (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("float32")
            )
        part = pd.DataFrame({"record": records["record"], **columns, "model": model, "fold": 0})
        query, number = records["side"] == "query", records["record"].str[1:].astype(int)
        part.loc[records["clean"].isna(), "clean"] = None
        part.loc[query & number.isin(mute), "visual"] = None
        if pictured is not None:
            part.loc[~(query & number.isin(pictured)), "visual"] = None
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def linked(run, tmp_path):
    """Run every script with some portions; return the bytes of what they write in the end."""

    def linked(portions, assignment, *, pictured=None, mute=()):
        rng = np.random.default_rng(0)
        records = records_of(rng, mute=mute)
        frames.write(records, tmp_path / "records.parquet", tables.RECORDS)
        vectors = vectors_of(records, rng, pictured=pictured, mute=mute)
        for file, part in zip(VECTOR_FILES, (FIRST, LAST, None), strict=True):
            numbers = vectors["record"].str[1:].astype(int).where(vectors["record"].str[0] == "q")
            own = numbers.isin(part) if part else ~numbers.isin([*FIRST, *LAST])
            frames.write(vectors[own], tmp_path / file, tables.VECTORS)
        names = [f"{number}-of-{portions}" for number in range(1, portions + 1)]
        for number, name in enumerate(names, 1):
            of_portion(name, number, portions)
        folder = f"of-{portions}"
        pairs = [f"{folder}/pairs/{name}.parquet" for name in names]
        run(
            "weigh_evidence",
            input={
                "records": "records.parquet",
                "pairs": pairs,
                "comparisons": f"{folder}/compared/{names[0]}.csv",
                "model": [],
            },
            output={
                "neighbours": f"{folder}/evidence",
                **{key: f"{folder}/{key}.csv" for key in ("choices", "comparisons", "weights")},
                "terms": f"{folder}/terms.parquet",
            },
            wildcards={"seed": "0"},
            rows=WEIGHED,
            explained=["sup_all_evidence/clean"],
            scorer="logistic",
            candidates=K,
        )
        searched = [f"{folder}/{kind}/{name}.parquet" for kind in ("strings", "tiny") for name in names]
        neighbours = [*searched, f"{folder}/evidence"]
        first = [f"{folder}/{kind}/choices/{names[0]}.csv" for kind in ("strings", "tiny")]
        judged = {"thresholds": f"{folder}/thresholds.csv", "calibration": f"{folder}/calibration.csv"}
        run(
            "judge_queries",
            input={
                "records": "records.parquet",
                "neighbours": neighbours,
                "choices": [*first, f"{folder}/choices.csv"],
                "model": [],
            },
            output={"outcomes": f"{folder}/outcomes.parquet", **judged},
            rows=ROWS,
            default=0.5,
        )
        links = {"links": "links.csv", "candidates": "candidates.csv"}
        links |= {"links_parquet": "links.parquet", "candidates_parquet": "candidates.parquet"}
        run(
            "link_records",
            input={
                "records": "records.parquet",
                "neighbours": neighbours,
                **judged,
                "vectors": VECTOR_FILES,
            },
            output={key: f"{folder}/{file}" for key, file in links.items()},
            rows=[WEIGHED[1], STRINGS[0]],
            portions=portions,
            assignment=assignment,
            candidates=K,
        )
        whole = ("choices.csv", "weights.csv", "terms.parquet", "outcomes.parquet", "thresholds.csv")
        files = [*whole, "calibration.csv", "links.csv", "candidates.csv"]
        read = {file: (tmp_path / folder / file).read_bytes() for file in files if file.endswith(".csv")}
        tabled = [file for file in [*files, *links.values()] if file.endswith(".parquet")]
        return read | {file: pd.read_parquet(tmp_path / folder / file).to_csv() for file in tabled}

    def of_portion(name, number, portions):
        folder, wildcards = f"of-{portions}", {"portion": str(number), "portions": str(portions)}
        searched = {"task": "link", "candidates": K}
        found = {}
        for kind in ("strings", "tiny"):
            first = [f"{folder}/{kind}/choices/1-of-{portions}.csv"] if number > 1 else []
            found[kind] = {
                "input": {"records": "records.parquet", "chosen": first},
                "output": {
                    "neighbours": f"{folder}/{kind}/{name}.parquet",
                    "choices": f"{folder}/{kind}/choices/{name}.csv",
                },
                "wildcards": wildcards,
                **searched,
            }
        found["strings"]["input"]["kanjivg"] = "none.zip"
        found["tiny"]["input"]["vectors"] = VECTOR_FILES
        steps = dict.fromkeys(STEPS, True)
        measures = [row["method"] for row in STRINGS]
        run(
            "compare_strings",
            **found["strings"],
            measures=measures,
            ocrs=["clean"],
            lengths=[1, 2],
            normalisation=steps,
        )
        run("search_neighbours", **found["tiny"], rows=VECTORS, image_weights=[0.3, 0.5, 0.7])
        run(
            "compare_evidence",
            input={
                "records": "records.parquet",
                "neighbours": [f"{folder}/{kind}/{name}.parquet" for kind in ("strings", "tiny")],
                "vectors": VECTOR_FILES,
                "hashes": [],
                "kanjivg": "none.zip",
            },
            output={
                "pairs": f"{folder}/pairs/{name}.parquet",
                "comparisons": f"{folder}/compared/{name}.csv",
            },
            wildcards=wildcards,
            rows=[*STRINGS, *VECTORS],
            models=["selfsup", "sup_multimodal"],
            ocrs=["clean"],
            fields={},
            normalisation=steps,
            candidates=K,
        )

    return linked


@pytest.mark.parametrize(
    "lost",
    [{"mute": LAST}, {"mute": FIRST}, {"pictured": FIRST}, {"pictured": LAST}],
    ids=["nothing last", "nothing first", "pictures first", "pictures last"],
)
def test_portions_without_anything_or_any_picture_give_what_one_gives(linked, lost):
    whole, cut = linked(1, "none", **lost), linked(3, "none", **lost)
    assert [name for name in whole if whole[name] != cut[name]] == []


@pytest.mark.parametrize("assignment", ["none", "greedy"])
def test_three_portions_give_what_one_gives(linked, assignment):
    whole, cut = linked(1, assignment), linked(3, assignment)
    assert set(OCRS) == {"noisy", "clean"} and len(whole) > 8
    assert [name for name in whole if whole[name] != cut[name]] == []
