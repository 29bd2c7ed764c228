"""Each script of a dataset to cluster, run once from records to scores."""

import json

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables

CLUSTERING = {"neighbours": 10, "method": "components", "giant": 50, "loose": 0.3, "most": 100}
ROWS = [
    {
        "method": "jaccard_words",
        "supervision": "none",
        "modality": "string",
        "ocr": "noisy",
        "seed": None,
        "choice": "words.json",
    },
    {
        "method": "sup_multimodal",
        "supervision": "sup",
        "modality": "multimodal",
        "ocr": "noisy",
        "seed": 0,
        "choice": "weight.json",
    },
]
NEIGHBOURS = ["strings.parquet", "vectors_neighbours.parquet"]
SEARCHED = {"task": "cluster", "clustering": CLUSTERING, "candidates": 10}
JUDGED = {"records": ["records.parquet"], "outcomes": ["outcomes.parquet"]}
CLUSTERED = {"memberships": ["memberships.parquet"], "cuts": ["cuts.csv"]}
DRAWN = {"resamples": 100, "seed": 0}


@pytest.fixture
def made(tmp_path):
    """Write 60 reprints of 30 photographs, two of each, and one record without truth, image and text."""
    count = 60
    entities = np.arange(count) // 2
    rng = np.random.default_rng(0)
    captions = [" ".join(rng.choice(list("abcdefghij"), 8)) for _ in range(count // 2)]
    records = pd.DataFrame(
        {
            "record": [f"r{number:02d}" for number in range(count)],
            "source": "paper",
            "side": "member",
            "role": "photograph",
            "orientation": "horizontal",
            "split": [("train", "val", "test")[entity % 3] for entity in entities],
            "entity": [f"photograph {entity}" for entity in entities],
            "printed": [captions[entity] for entity in entities],
            "noisy": [captions[entity] for entity in entities],
            "page": [f"scan {number % 10}" for number in range(count)],
        }
    )
    lost = pd.DataFrame([{**records.loc[0], "record": "lost", "split": "none"}])
    lost[["entity", "printed", "noisy", "page"]] = None
    records = pd.concat([records, lost], ignore_index=True)
    frames.write(records, tmp_path / "records.parquet", tables.RECORDS)
    visual, language = (
        [*np.eye(30, dtype=np.float32)[(entities + shift) % 30].tolist(), None] for shift in (0, 7)
    )
    vectors = pd.DataFrame({"record": records["record"], "visual": visual, "noisy": language, "clean": None})
    frames.write(vectors, tmp_path / "vectors.parquet", tables.VECTORS)
    return tmp_path


@pytest.fixture
def searched(made, run):
    """The neighbours of a row of words and of a row of vectors, in a folder with their records."""
    run(
        "compare_words",
        input={"records": "records.parquet"},
        output={"neighbours": "strings.parquet", "words": "words.json"},
        wildcards={"ocr": "noisy"},
        lengths=[1, 2],
        **SEARCHED,
    )
    run(
        "search_neighbours",
        input={"records": "records.parquet", "vectors": ["vectors.parquet"]},
        output={"weight": "weight.json", "neighbours": "vectors_neighbours.parquet"},
        wildcards={"ocr": "noisy"},
        weights=[0.25, 0.75],
        **SEARCHED,
    )
    return made


@pytest.fixture
def judged(searched, run):
    """The outcomes of both rows, and what validation chose, in the folder of their neighbours."""
    run(
        "judge_queries",
        input={"records": "records.parquet", "neighbours": NEIGHBOURS, "weights": ["weight.json"]},
        output={
            "outcomes": "outcomes.parquet",
            "thresholds": "thresholds.csv",
            "calibration": "calibration.csv",
        },
        rows=ROWS,
        default=0.5,
    )
    return searched


@pytest.fixture
def clustered(judged, run):
    """The clusters of both rows, those of the second listed, in the folder of their outcomes."""
    run(
        "cluster_records",
        input={
            "records": ["records.parquet"],
            "neighbours": NEIGHBOURS,
            "choices": ["words.json", "weight.json"],
            "exported": NEIGHBOURS[1:],
        },
        output={"clusters": "clusters.csv", "memberships": "memberships.parquet", "cuts": "cuts.csv"},
        folds=["toy"],
        rows=ROWS,
        exported=ROWS[1],
        clustering=CLUSTERING,
        default=0.5,
    )
    return judged


def test_the_precision_of_the_chosen_words_is_written(searched):
    assert json.loads((searched / "words.json").read_text())["precision"] == 1


def test_two_reprints_are_a_cluster_and_a_record_without_anything_is_its_own(clustered):
    clusters = frames.read(clustered / "clusters.csv", tables.CLUSTERS).set_index("record_id")
    assert len(clusters) == 61 and clusters.loc["lost", "size"] == 1
    assert clusters.drop("lost")["size"].eq(2).all() and clusters["cluster_id"].nunique() == 31
    cuts = frames.read(clustered / "cuts.csv", tables.CUTS)
    assert cuts["ari"].tolist() == [1, 1] and cuts["length"].notna().tolist() == [True, False]


def test_rows_of_links_and_of_clusters_are_scored_together(clustered, run):
    run(
        "score_records",
        input={**JUDGED, **CLUSTERED, "thresholds": ["thresholds.csv"]},
        output={"scores": "scores.csv", "averages": "averages.csv", "ceilings": "ceilings.csv"},
        wildcards={"dataset": "toy"},
        rows=ROWS,
        **DRAWN,
    )
    scores = frames.read(clustered / "scores.csv", tables.SCORES)
    assert scores["top1"].tolist() == scores["ari"].tolist() == scores["bcubed_f1"].tolist() == [1, 1]
    assert scores["n_records"].tolist() == [20, 20]
    assert frames.read(clustered / "ceilings.csv", tables.CEILINGS).empty


def test_clusters_of_two_rows_that_are_alike_do_not_differ(clustered, run):
    run(
        "compare_clusters",
        input={"memberships": "memberships.parquet"},
        output={"paired": "paired_clusters.csv"},
        **DRAWN,
    )
    paired = frames.read(clustered / "paired_clusters.csv", tables.PAIRED_CLUSTERS)
    assert paired["difference"].tolist() == [0, 0]


def test_rows_are_compared_and_broken_down_by_errors_of_the_ocr_alone(judged, run):
    run("break_down_errors", input=JUDGED, output={"breakdown": "breakdown.csv"}, **DRAWN)
    assert set(frames.read(judged / "breakdown.csv", tables.BREAKDOWN)["kind"]) == {"ocr_error"}
    run("compare_rows", input=JUDGED, output={"paired": "paired.csv"}, **DRAWN)
    assert frames.read(judged / "paired.csv", tables.PAIRED)["difference"].eq(0).all()


def test_the_surest_links_are_right(judged, run):
    curves = {"risk_coverage": "risk_coverage.csv", "reliability": "reliability.csv"}
    run("score_confidence", input=JUDGED, output=curves, **DRAWN)
    assert frames.read(judged / "risk_coverage.csv", tables.RISK_COVERAGE)["risk"].max() == 0
