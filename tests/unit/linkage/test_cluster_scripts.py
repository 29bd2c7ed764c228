"""Each script of a dataset to cluster, run once from records to scores."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables

CLUSTERING = {"neighbours": 10, "giant": 50}
ROWS = [
    {
        "method": "jaccard_words",
        "supervision": "none",
        "modality": "string",
        "ocr": "noisy",
        "seed": None,
        "encoder": None,
        "model": None,
    },
    {
        "method": "sup_multimodal",
        "supervision": "sup",
        "modality": "multimodal",
        "ocr": "noisy",
        "seed": 0,
        "encoder": "tiny",
        "model": "sup_multimodal",
    },
]
NEIGHBOURS = ["strings.parquet", "vectors_neighbours.parquet"]
SEARCHED = {"task": "cluster", "candidates": 10}
CHOICES = ["strings.csv", "vectors_choices.csv"]
JUDGED = {"outcomes": "outcomes.parquet", "thresholds": "thresholds.csv"}
CLUSTERED = {"memberships": "memberships.parquet", "cuts": "cuts.csv"}
SCORED = (
    "scores",
    "averages",
    "ceilings",
    "paired",
    "breakdown",
    "risk_coverage",
    "reliability",
    "paired_clusters",
)


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
    vectors = vectors.assign(model="sup_multimodal", fold=0)
    frames.write(vectors, tmp_path / "vectors.parquet", tables.VECTORS)
    return tmp_path


@pytest.fixture
def searched(made, run):
    """The neighbours of a row of words and of a row of vectors, in a folder with their records."""
    run(
        "compare_strings",
        input={"records": "records.parquet", "kanjivg": "kanjivg.zip", "chosen": []},
        wildcards={"portion": "1", "portions": "1"},
        output={"neighbours": NEIGHBOURS[0], "choices": CHOICES[0]},
        measures=["jaccard_words"],
        ocrs=["noisy"],
        lengths=[1, 2],
        normalisation={"case": True},
        **SEARCHED,
    )
    run(
        "search_neighbours",
        input={"records": "records.parquet", "vectors": ["vectors.parquet"], "chosen": []},
        wildcards={"portion": "1", "portions": "1"},
        output={"neighbours": NEIGHBOURS[1], "choices": CHOICES[1]},
        rows=ROWS[1:],
        image_weights=[0.25, 0.75],
        **SEARCHED,
    )
    return made


@pytest.fixture
def judged(searched, run):
    """The outcomes of both rows, and what validation chose, in the folder of their neighbours."""
    run(
        "judge_queries",
        input={"records": "records.parquet", "neighbours": NEIGHBOURS, "choices": CHOICES, "model": []},
        output={**JUDGED, "calibration": "calibration.csv"},
        rows=ROWS,
        default=0.5,
    )
    return searched


@pytest.fixture
def clustered(judged, run):
    """The clusters of both rows, those of the second listed, in the folder of their outcomes."""
    run(
        "cluster_records",
        input={"records": "records.parquet", "neighbours": NEIGHBOURS, "choices": CHOICES, "model": []},
        output={"clusters": "clusters.csv", **CLUSTERED},
        rows=ROWS,
        exported=ROWS[1],
        clustering=CLUSTERING,
        default=0.5,
    )
    return judged


@pytest.fixture
def scored(clustered, run):
    """All tables of scores, by name."""
    run(
        "score_clusters",
        input={"records": "records.parquet", **JUDGED, **CLUSTERED},
        output={name: f"{name}.csv" for name in SCORED},
        wildcards={"dataset": "toy"},
        rows=ROWS,
        resamples=100,
        seed=0,
    )
    return {name: frames.read(clustered / f"{name}.csv", getattr(tables, name.upper())) for name in SCORED}


def test_the_precision_of_the_chosen_words_is_written(searched):
    tried = frames.read(searched / CHOICES[0], tables.CHOICES)
    assert tried.loc[tried["chosen"], ["setting", "objective", "score"]].values.tolist() == [
        ["ngram_length", "precision", 1]
    ]


def test_two_reprints_are_a_cluster_and_a_record_without_anything_is_its_own(clustered):
    clusters = frames.read(clustered / "clusters.csv", tables.CLUSTERS).set_index("record_id")
    assert len(clusters) == 61 and clusters.loc["lost", "size"] == 1
    assert clusters.drop("lost")["size"].eq(2).all() and clusters["cluster_id"].nunique() == 31
    cuts = frames.read(clustered / "cuts.csv", tables.CUTS)
    assert cuts["ari"].tolist() == [1, 1]
    assert cuts["length"].notna().tolist() == [True, False]
    assert cuts["image_weight"].notna().tolist() == [False, True]


def test_rows_of_links_and_of_clusters_are_scored_together(scored):
    scores = scored["scores"]
    assert scores["top1"].tolist() == scores["ari"].tolist() == scores["bcubed_f1"].tolist() == [1, 1]
    assert scores["n_records"].tolist() == [20, 20]
    assert set(scored["averages"]["score"]) >= {"top1", "ari"} and scored["ceilings"].empty


def test_two_rows_that_are_alike_do_not_differ(scored):
    for name in ("paired", "paired_clusters"):
        assert scored[name]["difference"].tolist() == [0, 0]


def test_captions_are_broken_down_by_errors_of_the_ocr_alone(scored):
    assert set(scored["breakdown"]["kind"]) == {"ocr_error"}


def test_the_surest_links_are_right(scored):
    assert scored["risk_coverage"]["risk"].max() == 0
