"""Each script of the stage, run once from records to scores."""

import json

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables

ROWS = [
    {"method": "levenshtein", "supervision": "none", "modality": "string", "ocr": "noisy", "seed": None},
    {"method": "sup_multimodal", "supervision": "sup", "modality": "multimodal", "ocr": "noisy", "seed": 0},
]
NEIGHBOURS = ["strings.parquet", "vectors_neighbours.parquet"]
CHOSEN = {"thresholds": "thresholds.csv", "calibration": "calibration.csv"}
JUDGED = {"records": ["records.parquet"], "outcomes": ["outcomes.parquet"]}
DRAWN = {"resamples": 100, "seed": 0}


@pytest.fixture
def made(make_records, tmp_path):
    names = ["日本工業", "東京電機", "大阪製鋼", "神戸造船", "京都繊維", "名古屋運輸"]
    splits = ["train", "train", "val", "val", "test", "test"]
    rows = [
        (f"{side[0]}{number}", side, splits[number], f"e{number}", name)
        for side in ("query", "target")
        for number, name in enumerate(names)
    ]
    records = make_records(*rows)
    frames.write(records, tmp_path / "records.parquet", tables.RECORDS)
    vectors = np.tile(np.eye(6, dtype=np.float32), (2, 1)).tolist()
    vectors = pd.DataFrame(
        {"record": records["record"], "visual": vectors, "noisy": vectors, "clean": vectors}
    )
    frames.write(vectors, tmp_path / "vectors.parquet", tables.VECTORS)
    return tmp_path


@pytest.fixture
def searched(made, run):
    """The neighbours of a row of strings and of a row of vectors, in a folder with their records."""
    run(
        "compare_strings",
        input={"records": "records.parquet", "kanjivg": "kanjivg.zip"},
        output={"neighbours": ["strings.parquet", "jaccard.parquet"]},
        wildcards={"ocr": "noisy"},
        measures=["levenshtein", "jaccard"],
        candidates=10,
    )
    run(
        "search_neighbours",
        input={"records": "records.parquet", "vectors": ["vectors.parquet"]},
        output={"weight": "weight.json", "neighbours": "vectors_neighbours.parquet"},
        wildcards={"ocr": "noisy"},
        task="link",
        clustering={},
        weights=[0.25, 0.75],
        candidates=10,
    )
    return made


@pytest.fixture
def judged(searched, run):
    """The outcomes of both rows, and what validation chose, in the folder of their neighbours."""
    run(
        "judge_queries",
        input={"records": "records.parquet", "neighbours": NEIGHBOURS, "weights": ["weight.json"]},
        output={"outcomes": "outcomes.parquet", **CHOSEN},
        rows=ROWS,
        default=0.5,
    )
    return searched


def test_the_smallest_of_equal_image_weights_is_written(searched):
    assert json.loads((searched / "weight.json").read_text())["weight"] == 0.25


def test_a_query_is_linked_to_the_target_of_its_name(judged, run):
    run(
        "link_records",
        input={
            "records": ["records.parquet"],
            "neighbours": NEIGHBOURS,
            "thresholds": ["thresholds.csv"],
            "calibration": ["calibration.csv"],
        },
        output={"links": "links.csv"},
        rows=ROWS,
        assignment="none",
        candidates=2,
    )
    links = frames.read(judged / "links.csv", tables.LINKS)
    right = links["query_id"].str[1:] == links["target_id"].str[1:]
    assert ((links["decision"] == "link") == right).all()
    assert right.sum() == 12


def test_rows_are_scored_beside_their_ceilings(judged, run):
    run(
        "score_records",
        input={**JUDGED, "thresholds": ["thresholds.csv"], "memberships": [], "cuts": []},
        output={"scores": "scores.csv", "averages": "averages.csv", "ceilings": "ceilings.csv"},
        wildcards={"dataset": "toy"},
        rows=ROWS,
        **DRAWN,
    )
    scores = frames.read(judged / "scores.csv", tables.SCORES)
    assert scores["top1"].tolist() == scores["accuracy"].tolist() == [1, 1]
    assert scores["method"].tolist() == ["levenshtein", "sup_multimodal"]
    assert frames.read(judged / "ceilings.csv", tables.CEILINGS)["top1"].tolist() == [1, 1]


def test_rows_are_compared_and_their_errors_broken_down(judged, run):
    run("compare_rows", input=JUDGED, output={"paired": "paired.csv"}, **DRAWN)
    assert frames.read(judged / "paired.csv", tables.PAIRED)["difference"].tolist() == [0, 0]
    run("break_down_errors", input=JUDGED, output={"breakdown": "breakdown.csv"}, **DRAWN)
    assert set(frames.read(judged / "breakdown.csv", tables.BREAKDOWN)["kind"]) == {
        "length",
        "script",
        "homonym",
    }


def test_the_surest_links_are_right_and_all_are_counted(judged, run):
    curves = {"risk_coverage": "risk_coverage.csv", "reliability": "reliability.csv"}
    run("score_confidence", input=JUDGED, output=curves, **DRAWN)
    assert frames.read(judged / "risk_coverage.csv", tables.RISK_COVERAGE)["risk"].max() == 0
    assert frames.read(judged / "reliability.csv", tables.RELIABILITY)["n"].sum() == 4


def test_a_misspelt_measure_ends_the_script_with_one_line(made, run, capsys):
    with pytest.raises(SystemExit):
        run(
            "compare_strings",
            input={"records": "records.parquet", "kanjivg": "kanjivg.zip"},
            output={"neighbours": ["strings.parquet"]},
            wildcards={"ocr": "noisy"},
            measures=["levenstein"],
            candidates=10,
        )
    assert capsys.readouterr().err.startswith("compare_strings: linkage: measure 'levenstein' is unknown")
    assert not (made / "strings.parquet").exists()
