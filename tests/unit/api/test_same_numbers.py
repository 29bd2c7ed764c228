"""The Python call gives the numbers of the workflow, whose scripts are run here one after another."""

from pathlib import Path

import pandas as pd
import pytest

import clippings
from clippings import frames, tables
from clippings.api import weighing
from clippings.api.clustering import JOINED
from clippings.api.settings import COMPARED
from clippings.encoder.building import read_stored
from clippings.linkage.candidates.measures import MEASURES
from clippings.model_file import read_model
from clippings.plan import read_config
from clippings.rows import CARRIED

ROOT = Path(__file__).parents[3]
SOURCES = {
    side: {"orientation": "horizontal", "sides": {"name": role}}
    for side, role in (("left", "query"), ("right", "target"))
}
NONE = {"supervision": "none", "ocr": "clean", "seed": None, "encoder": None, "model": None}
LEARNED = {**NONE, "supervision": "selfsup", "seed": 0, "encoder": "tiny", "model": "selfsup"}
STRINGS = [{**NONE, "method": name, "modality": "string"} for name in COMPARED]
LANGUAGE = {**LEARNED, "method": "selfsup_language", "modality": "language"}
NAMED = {"on": "name", "ids": "id", "fields": {"address": "address"}, "threads": 1}
STEPS = dict.fromkeys(("case", "diacritics", "ligatures", "punctuation"), True)
FILES = {
    name: {"neighbours": f"{name}.parquet", "choices": f"{name}.csv"}
    for name in ("strings", "vectors", "all")
}


def test_a_call_compares_by_what_the_default_run_does():
    linkage = read_config(ROOT / "config/config.yaml")["linkage"]
    assert [*COMPARED] == [name for name in linkage["measures"] if "strokes" not in name]
    assert linkage["image_weights"] == weighing.IMAGE_WEIGHTS and linkage["words"] == weighing.WORDS
    assert linkage["default_threshold"] == weighing.DEFAULT_THRESHOLD
    assert linkage["cluster"] == JOINED


def write_items(left, right, folder):
    items = [
        part.assign(record=f"{source}/" + part["id"].astype(str), source=source, clean=part["name"])
        for source, part in (("left", left), ("right", right))
    ]
    pd.concat(items)[["record", "source", "clean", "address"]].to_csv(folder / "items.csv", index=False)


@pytest.fixture
def workflow(run, tmp_path, encoder):
    """Run the scripts from two tables, and perhaps labels, to their links."""

    def links(left, right, *, labels, row, judged, model=None):
        kind = CARRIED if model else "selfsup"
        strings = [
            string
            for string in STRINGS
            if model is None or string["method"] in read_model(model).model.measures
        ]
        language = {**LANGUAGE, "supervision": kind, "model": kind, "method": f"{kind}_language"}
        write_items(left, right, tmp_path)
        labels.to_csv(tmp_path / "labels.csv", index=False)
        run(
            "build_records",
            input={
                **{name: [] for name in ("published", "crops", "noisy", "clean", "pairs")},
                **{name: [] for name in ("mentions", "annotations", "withdrawn")},
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
            blocking=[],
            task="link",
            index=[],
        )
        run(
            "embed_records",
            input={
                "records": "records.parquet",
                "images": [],
                "models": [str(model or encoder)],
                "weights": [],
            },
            output={"vectors": "embedded.parquet"},
            wildcards=WHOLE,
            store={"kinds": [], "folder": ""},
            code="",
            models=[{"model": kind, "fold": 0}],
            encoder=read_stored(encoder)["settings"],
        )
        searched = {"task": "link", "candidates": 10}
        run(
            "compare_strings",
            input={"records": "records.parquet", "kanjivg": "none.zip", "chosen": []},
            output=FILES["strings"],
            wildcards=WHOLE,
            measures=[string["method"] for string in strings],
            ocrs=["clean"],
            lengths=[1],
            normalisation={"case": True} if model else STEPS,
            **searched,
        )
        run(
            "search_neighbours",
            input={"records": "records.parquet", "vectors": ["embedded.parquet"], "chosen": []},
            output=FILES["vectors"],
            wildcards=WHOLE,
            rows=[language],
            image_weights=[0.5],
            **searched,
        )
        compared = {"pairs": "evidence.parquet", "comparisons": "compared.csv"}
        run(
            "compare_evidence",
            input={
                "records": "records.parquet",
                "neighbours": ["strings.parquet", "vectors.parquet"],
                "vectors": ["embedded.parquet"],
                "hashes": [],
                "kanjivg": "none.zip",
            },
            output=compared,
            wildcards=WHOLE,
            rows=[*strings, language],
            models=[kind],
            ocrs=["clean"],
            fields={"address": "address"},
            normalisation={"case": True} if model else STEPS,
            candidates=10,
        )
        run(
            "weigh_evidence",
            input={
                "records": "records.parquet",
                **compared,
                "pairs": ["evidence.parquet"],
                "model": [str(model)] * bool(model),
            },
            output={
                "neighbours": "all",
                "choices": "all.csv",
                **{name: f"{name}.{kind}" for name, kind in KEPT.items()},
            },
            wildcards={"seed": "0"},
            rows=[row],
            explained=[],
            scorer="logistic",
            candidates=10,
        )
        run(
            "judge_queries",
            input={
                "records": "records.parquet",
                "neighbours": ["all"],
                "choices": ["all.csv"],
                "model": [str(model)] * bool(model),
            },
            output=judged,
            rows=[row],
            default=0.75,
        )
        run(
            "link_records",
            input={"records": "records.parquet", "neighbours": ["all"], "vectors": [], **judged},
            output={name: f"{name}.parquet" for name in LINKED},
            rows=[row],
            portions=1,
            assignment="none",
            candidates=10,
        )
        return frames.read(tmp_path / "links_parquet.parquet", tables.LINKS)

    return links


WHOLE = {"portion": "1", "portions": "1"}
KEPT = {"comparisons": "csv", "weights": "csv", "terms": "parquet"}
LINKED = ("links_parquet", "candidates_parquet", "links", "candidates")


NO_LABELS = pd.DataFrame({"query_id": [], "target_id": [], "verdict": []})
JUDGED = {"outcomes": "outcomes.parquet", "thresholds": "thresholds.csv", "calibration": "calibration.csv"}


def row_of(supervision):
    row = {**LEARNED, "supervision": supervision, "modality": "all", "encoder": "evidence", "model": None}
    return row | {"method": f"{supervision}_all_evidence"}


def expect_equal(found, expected, left):
    """Compare the links of the Python call with those of the scripts."""
    first = expected[expected["rank"] == 1].set_index("query_id").reindex("left/" + left["id"].astype(str))
    assert ("right/" + found.links["right"]).tolist() == first["target_id"].tolist()
    assert found.links["decision"].tolist() == first["decision"].tolist()
    for number in ("score", "probability"):
        assert found.links[number].to_numpy() == pytest.approx(first[number].to_numpy(), abs=1e-9)


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("labelled", [False, True])
def test_links_and_evidence_are_those_of_the_scripts(left, right, known, workflow, labelled, tmp_path):
    verdicts = known["right"].notna().map({True: "match", False: "no match"})
    named = {"query_id": "left/" + known["left"].astype(str), "target_id": "right/" + known["right"]}
    labels = pd.DataFrame(named).assign(verdict=verdicts) if labelled else NO_LABELS
    row = row_of("sup" if labelled else "selfsup")
    expected = workflow(left, right, labels=labels, row=row, judged=JUDGED)
    found = clippings.link(left, right, labels=known if labelled else None, **NAMED)
    expect_equal(found, expected, left)
    written = frames.load(tmp_path / "evidence.parquet", tables.EVIDENCE)
    shared = [name for name in found.evidence if name in written]
    usable = [name for name in shared if labelled or name.removesuffix("_clean") in unlearned()]
    own = found.evidence.assign(
        query="left/" + found.evidence["left"].astype(str), target="right/" + found.evidence["right"]
    ).set_index(["query", "target"])[usable]
    pd.testing.assert_frame_equal(own, written.set_index(["query", "target"])[usable].loc[own.index])
    assert len(usable) >= 10


@pytest.mark.usefixtures("shipped")
def test_a_carried_model_scores_and_decides_as_in_the_scripts(left, right, carried, workflow):
    expected = workflow(left, right, labels=NO_LABELS, row=row_of(CARRIED), judged=JUDGED, model=carried)
    expect_equal(clippings.link(left, right, model=carried, **NAMED), expected, left)


def unlearned():
    modalities = {"selfsup_visual", "selfsup_language", "selfsup_crossed"}
    return (
        {name for name in MEASURES if not MEASURES[name].learned}
        | modalities
        | {"jaro_winkler", "aligned_words"}
    )
