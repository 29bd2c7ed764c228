"""Results as an RO-Crate: it opens again, lists every table with its digest, says where they come from."""

import json
import os
from pathlib import Path

import pandas as pd
import pytest
from rocrate.rocrate import ROCrate

from clippings import datapackage, frames, tables
from clippings.exchange.crate import NAME, describe_crate
from clippings.provenance import file_digest
from clippings.running import write_json

LABELS = pd.DataFrame({"query_id": ["q"], "verdict": ["match"]})
DATASETS = ("firms", "fsa")


@pytest.fixture
def results(tmp_path):
    """Two datasets, which share an input, and a table of the run."""
    folder = tmp_path / "results"
    for dataset in DATASETS:
        own = folder / dataset
        frames.write(LABELS, own / "review/labels.csv", tables.LABELS)
        os.utime(own / "review/labels.csv", (10**9, 10**9))
        run = {
            "config": "c0",
            "declaration": f"d-{dataset}",
            "seeds": [0, 1],
            "versions": {"numpy": "2.4.6", "pandas": "3.1.1" if dataset == "firms" else "3.1.0"},
        }
        inputs = {"resources/a.csv": "a" * 64, f"own/{dataset}.csv": dataset[:2] * 32}
        write_json({**run, "inputs": inputs}, own / "run.json")
        write_json(datapackage.describe(own, [own / "review/labels.csv"]), own / "datapackage.json")
        os.utime(own / "run.json", (10**9 + 60, 10**9 + 60))
        os.utime(own / "datapackage.json", (10**9 + 60, 10**9 + 60))
    (folder / "figures").mkdir()
    (folder / "figures/table 1.csv").write_text("method\n", encoding="utf-8")
    os.utime(folder / "figures/table 1.csv", (10**9, 10**9))
    return folder


@pytest.fixture
def crate(results, tmp_path):
    runs, packages = (
        {dataset: results / dataset / name for dataset in DATASETS}
        for name in ("run.json", "datapackage.json")
    )
    (tmp_path / "labels.csv").write_text("", encoding="utf-8")
    others = [results / "figures/table 1.csv", tmp_path / "labels.csv", results / "firms/review/labels.csv"]
    write_json(describe_crate(results, runs, packages, others=others), results / NAME)
    return ROCrate(results)


def test_it_opens_again_and_lists_every_table_once(crate, results):
    listed = [Path(crate.source / entity.id.replace("%20", " ")) for entity in crate.data_entities]
    assert sorted(listed) == sorted(path for path in results.rglob("*.*") if path.name != NAME)
    assert not any(entity.id.startswith("..") for entity in crate.get_entities())
    tabular = [entity for entity in crate.data_entities if entity.id.endswith(".csv")]
    assert len(tabular) == 3 and {entity["encodingFormat"] for entity in tabular} == {"text/csv"}
    for entity in tabular:
        path = crate.source / entity.id.replace("%20", " ")
        assert entity["sha256"] == file_digest(path) and entity["contentSize"] == str(path.stat().st_size)
    assert crate.get("firms/review/labels.csv")["name"] == "Labels"


def test_it_says_which_profile_it_keeps_and_when_it_was_written(crate, results):
    assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.1"
    assert crate.root_dataset["conformsTo"].id == "https://w3id.org/ro/wfrun/process/0.5"
    assert crate.root_dataset["datePublished"] == "2001-09-09T01:47:40+00:00"
    context = json.loads((results / NAME).read_text(encoding="utf-8"))["@context"]
    assert context[1] == "https://w3id.org/ro/terms/workflow-run/context"


def test_each_dataset_has_one_action_with_inputs_settings_and_tables(crate):
    actions = [entity for entity in crate.contextual_entities if entity.type == "CreateAction"]
    assert [action.id for action in crate.root_dataset["mentions"]] == [action.id for action in actions]
    firms, fsa = actions
    assert firms["instrument"].type == "SoftwareApplication"
    assert firms["endTime"] == "2001-09-09T01:46:40+00:00"
    assert [entity.id for entity in firms["result"]] == ["firms/review/labels.csv"]
    told = {entity["name"]: entity.get("sha256", entity.get("value")) for entity in firms["object"]}
    assert told == {
        "resources/a.csv": "a" * 64,
        "own/firms.csv": "fi" * 32,
        "seeds": [0, 1],
        "config": "c0",
        "declaration": "d-firms",
    }
    assert firms["object"][0].id == fsa["object"][0].id, "a shared input is one"
    needed = firms["instrument"]["softwareRequirements"]
    versions = [(program["name"], program["softwareVersion"]) for program in needed]
    assert versions == [("numpy", "2.4.6"), ("pandas", "3.1.1"), ("pandas", "3.1.0")], "of both runs"
