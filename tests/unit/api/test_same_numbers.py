"""The Python call gives the numbers of the workflow, whose scripts are run here one after another."""

import pandas as pd
import pytest

import clippings
from clippings import frames, tables
from clippings.api.weighing import COMPARED
from clippings.encoder.building import read_stored
from clippings.linkage.candidates.measures import MEASURES
from clippings.rows import MODALITIES

SOURCES = {
    side: {"orientation": "horizontal", "sides": {"name": role}}
    for side, role in (("left", "query"), ("right", "target"))
}
NONE = {"supervision": "none", "ocr": "clean", "seed": None, "encoder": None, "model": None}
LEARNED = {**NONE, "supervision": "selfsup", "seed": 0, "encoder": "tiny", "model": "selfsup"}
STRINGS = [{**NONE, "method": name, "modality": "string"} for name in COMPARED]
LANGUAGE = {**LEARNED, "method": "selfsup_language", "modality": "language"}
STEPS = dict.fromkeys(("case", "diacritics", "ligatures", "punctuation"), True)
FILES = {
    name: {"neighbours": f"{name}.parquet", "choices": f"{name}.csv"}
    for name in ("strings", "vectors", "all")
}


def write_items(left, right, folder):
    items = [
        part.assign(record=f"{source}/" + part["id"].astype(str), source=source, clean=part["name"])
        for source, part in (("left", left), ("right", right))
    ]
    pd.concat(items)[["record", "source", "clean", "address"]].to_csv(folder / "items.csv", index=False)


@pytest.fixture
def workflow(run, tmp_path, encoder):
    """Run the scripts from two tables, and perhaps labels, to their links."""

    def links(left, right, *, labels, row, judged):
        write_items(left, right, tmp_path)
        labels.to_csv(tmp_path / "labels.csv", index=False)
        run(
            "build_records",
            input={
                **{name: [] for name in ("published", "crops", "noisy", "clean", "pairs")},
                **{name: [] for name in ("mentions", "annotations")},
                "item_tables": ["items.csv"],
                "labels": ["labels.csv"] * bool(len(labels)),
            },
            output={"records": "records.parquet"},
            columns={},
            extra=["address"],
            sources=SOURCES,
            shares={"train": 0.6, "val": 0.2, "test": 0.2},
            folds=5 if len(labels) else 0,
            seed=0,
            fields={"address": "address"},
            block=None,
            task="link",
        )
        run(
            "embed_records",
            input={"records": "records.parquet", "images": [], "models": [str(encoder)]},
            output={"vectors": "embedded.parquet"},
            wildcards={"portion": "1", "portions": "1"},
            models=[{"model": "selfsup", "fold": 0}],
            encoder=read_stored(encoder)["settings"],
        )
        searched = {"task": "link", "candidates": 10}
        run(
            "compare_strings",
            input={"records": "records.parquet", "kanjivg": "none.zip"},
            output=FILES["strings"],
            measures=list(COMPARED),
            ocrs=["clean"],
            lengths=[1],
            normalisation=STEPS,
            **searched,
        )
        run(
            "search_neighbours",
            input={"records": "records.parquet", "vectors": ["embedded.parquet"]},
            output=FILES["vectors"],
            rows=[LANGUAGE],
            image_weights=[0.5],
            **searched,
        )
        run(
            "weigh_evidence",
            input={
                "records": "records.parquet",
                "neighbours": ["strings.parquet", "vectors.parquet"],
                "vectors": ["embedded.parquet"],
                "hashes": [],
                "kanjivg": "none.zip",
            },
            output={**FILES["all"], **{name: f"{name}.{kind}" for name, kind in KEPT.items()}},
            wildcards={"seed": "0"},
            rows=[row],
            united=[*STRINGS, LANGUAGE],
            models=["selfsup"],
            ocrs=["clean"],
            fields={"address": "address"},
            normalisation=STEPS,
            explained=[],
            scorer="logistic",
            candidates=10,
        )
        run(
            "judge_queries",
            input={"records": "records.parquet", "neighbours": ["all.parquet"], "choices": ["all.csv"]},
            output=judged,
            rows=[row],
            default=0.75,
        )
        run(
            "link_records",
            input={"records": "records.parquet", "neighbours": ["all.parquet"], "vectors": [], **judged},
            output={name: f"{name}.parquet" for name in LINKED},
            rows=[row],
            assignment="none",
            candidates=10,
        )
        return frames.read(tmp_path / "links_parquet.parquet", tables.LINKS)

    return links


KEPT = {"evidence": "parquet", "comparisons": "csv", "weights": "csv", "terms": "parquet"}
LINKED = ("links_parquet", "candidates_parquet", "links", "candidates")


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("labelled", [False, True])
def test_links_evidence_and_weights_are_those_of_the_scripts(left, right, workflow, labelled, tmp_path):
    known = [f"t{row:02d}" for row in range(9, -1, -1)] + [None] * 2
    said = pd.DataFrame({"left": left["id"], "right": known}) if labelled else None
    labels = pd.DataFrame({"query_id": [], "target_id": [], "verdict": []})
    if labelled:
        labels = pd.DataFrame(
            {
                "query_id": "left/" + left["id"].astype(str),
                "target_id": [name and f"right/{name}" for name in known],
                "verdict": ["match"] * 10 + ["no match"] * 2,
            }
        )
    supervision = "sup" if labelled else "selfsup"
    row = {**LEARNED, "method": f"{supervision}_all_evidence", "modality": "all", "encoder": "evidence"}
    row |= {"supervision": supervision, "model": None}
    judged = {
        "outcomes": "outcomes.parquet",
        "thresholds": "thresholds.csv",
        "calibration": "calibration.csv",
    }
    expected = workflow(left, right, labels=labels, row=row, judged=judged)
    found = clippings.link(
        left, right, on="name", ids="id", fields={"address": "address"}, labels=said, threads=1
    )
    first = expected[expected["rank"] == 1].set_index("query_id").reindex("left/" + left["id"].astype(str))
    assert ("right/" + found.links["right"]).tolist() == first["target_id"].tolist()
    assert found.links["decision"].tolist() == first["decision"].tolist()
    for number in ("score", "probability"):
        assert found.links[number].to_numpy() == pytest.approx(first[number].to_numpy(), abs=1e-9)
    written = frames.load(tmp_path / "evidence.parquet", tables.EVIDENCE)
    shared = [name for name in found.evidence if name in written]
    usable = [name for name in shared if labelled or name.removesuffix("_clean") in unlearned()]
    pairs = written.set_index(["query", "target"])[usable]
    own = found.evidence.assign(
        query="left/" + found.evidence["left"].astype(str), target="right/" + found.evidence["right"]
    ).set_index(["query", "target"])[usable]
    pd.testing.assert_frame_equal(own, pairs.loc[own.index])
    assert len(usable) >= 10


def unlearned():
    modalities = {f"selfsup_{modality}" for modality in MODALITIES["selfsup"]}
    return (
        {name for name in MEASURES if not MEASURES[name].learned}
        | modalities
        | {"jaro_winkler", "aligned_words"}
    )
