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


def test_the_scripts_lead_from_records_to_clusters_and_scores(made, run):
    chosen = {"task": "cluster", "clustering": CLUSTERING, "candidates": 10}
    run(
        "compare_words",
        input={"records": "records.parquet"},
        output={"neighbours": "strings.parquet", "words": "words.json"},
        wildcards={"ocr": "noisy"},
        lengths=[1, 2],
        **chosen,
    )
    assert json.loads((made / "words.json").read_text())["precision"] == 1
    run(
        "search_neighbours",
        input={"records": "records.parquet", "vectors": "vectors.parquet"},
        output={"weight": "weight.json", "neighbours": "vectors_neighbours.parquet"},
        wildcards={"ocr": "noisy"},
        weights=[0.25, 0.75],
        **chosen,
    )
    neighbours = ["strings.parquet", "vectors_neighbours.parquet"]
    run(
        "judge_queries",
        input={"records": "records.parquet", "neighbours": neighbours, "weights": ["weight.json"]},
        output={
            "outcomes": "outcomes.parquet",
            "thresholds": "thresholds.csv",
            "calibration": "calibration.csv",
        },
        rows=ROWS,
        default=0.5,
    )
    run(
        "cluster_records",
        input={
            "records": ["records.parquet"],
            "neighbours": neighbours,
            "choices": ["words.json", "weight.json"],
            "exported": neighbours[1:],
        },
        output={"clusters": "clusters.csv", "memberships": "memberships.parquet", "cuts": "cuts.csv"},
        folds=["toy"],
        rows=ROWS,
        exported=ROWS[1],
        clustering=CLUSTERING,
        default=0.5,
    )
    clusters = frames.read(made / "clusters.csv", tables.CLUSTERS).set_index("record_id")
    assert len(clusters) == 61 and clusters.loc["lost", "size"] == 1
    assert clusters.drop("lost")["size"].eq(2).all() and clusters["cluster_id"].nunique() == 31
    cuts = frames.read(made / "cuts.csv", tables.CUTS)
    assert cuts["ari"].tolist() == [1, 1] and cuts["length"].notna().tolist() == [True, False]
    judged = {"records": ["records.parquet"], "outcomes": ["outcomes.parquet"]}
    clustered = {"memberships": ["memberships.parquet"], "cuts": ["cuts.csv"]}
    run(
        "score_records",
        input={**judged, **clustered, "thresholds": ["thresholds.csv"]},
        output={"scores": "scores.csv", "ceilings": "ceilings.csv"},
        wildcards={"dataset": "toy"},
        rows=ROWS,
        **DRAWN,
    )
    scores = frames.read(made / "scores.csv", tables.SCORES)
    assert scores["top1"].tolist() == scores["ari"].tolist() == scores["bcubed_f1"].tolist() == [1, 1]
    assert scores["n_records"].tolist() == [20, 20]
    assert frames.read(made / "ceilings.csv", tables.CEILINGS).empty
    run(
        "compare_clusters",
        input={"memberships": "memberships.parquet"},
        output={"paired": "paired_clusters.csv"},
        **DRAWN,
    )
    assert frames.read(made / "paired_clusters.csv", tables.PAIRED_CLUSTERS)["difference"].tolist() == [0, 0]
    run("break_down_errors", input=judged, output={"breakdown": "breakdown.csv"}, **DRAWN)
    assert set(frames.read(made / "breakdown.csv", tables.BREAKDOWN)["kind"]) == {"ocr_error"}
    run("compare_rows", input=judged, output={"paired": "paired.csv"}, **DRAWN)
    curves = {"risk_coverage": "risk_coverage.csv", "reliability": "reliability.csv"}
    run("score_confidence", input=judged, output=curves, **DRAWN)
    assert frames.read(made / "risk_coverage.csv", tables.RISK_COVERAGE)["risk"].max() == 0
