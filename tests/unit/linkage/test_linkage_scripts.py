"""Each script of the room, run once from records to scores."""

import json

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables

ROWS = [
    {"method": "levenshtein", "supervision": "none", "modality": "string", "ocr": "noisy", "seed": None},
    {"method": "sup_multimodal", "supervision": "sup", "modality": "multimodal", "ocr": "noisy", "seed": 0},
]


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


def test_the_scripts_lead_from_records_to_links_and_scores(made, run):
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
        input={"records": "records.parquet", "vectors": "vectors.parquet"},
        output={"weight": "weight.json", "neighbours": "vectors_neighbours.parquet"},
        wildcards={"ocr": "noisy"},
        task="link",
        clustering={},
        weights=[0.25, 0.75],
        candidates=10,
    )
    assert json.loads((made / "weight.json").read_text())["weight"] == 0.25
    neighbours = ["strings.parquet", "vectors_neighbours.parquet"]
    chosen = {"thresholds": "thresholds.csv", "calibration": "calibration.csv"}
    run(
        "judge_queries",
        input={"records": "records.parquet", "neighbours": neighbours, "weights": ["weight.json"]},
        output={"outcomes": "outcomes.parquet", **chosen},
        rows=ROWS,
        default=0.5,
    )
    run(
        "link_records",
        input={
            "records": ["records.parquet"],
            "neighbours": neighbours,
            "thresholds": ["thresholds.csv"],
            "calibration": ["calibration.csv"],
        },
        output={"links": "links.csv"},
        rows=ROWS,
        assignment="none",
        candidates=2,
    )
    links = frames.read(made / "links.csv", tables.LINKS)
    right = links["query_id"].str[1:] == links["target_id"].str[1:]
    assert ((links["decision"] == "link") == right).all()
    assert right.sum() == 12
    judged = {"records": ["records.parquet"], "outcomes": ["outcomes.parquet"]}
    drawn = {"resamples": 100, "seed": 0}
    run(
        "score_records",
        input={**judged, "thresholds": ["thresholds.csv"], "memberships": [], "cuts": []},
        output={"scores": "scores.csv", "ceilings": "ceilings.csv"},
        wildcards={"dataset": "toy"},
        rows=ROWS,
        **drawn,
    )
    scores = frames.read(made / "scores.csv", tables.SCORES)
    assert scores["top1"].tolist() == scores["accuracy"].tolist() == [1, 1]
    assert scores["method"].tolist() == ["levenshtein", "sup_multimodal"]
    assert frames.read(made / "ceilings.csv", tables.CEILINGS)["top1"].tolist() == [1, 1]
    run("compare_rows", input=judged, output={"paired": "paired.csv"}, **drawn)
    assert frames.read(made / "paired.csv", tables.PAIRED)["difference"].tolist() == [0, 0]
    run("break_down_errors", input=judged, output={"breakdown": "breakdown.csv"}, **drawn)
    assert set(frames.read(made / "breakdown.csv", tables.BREAKDOWN)["kind"]) == {
        "length",
        "script",
        "homonym",
    }
    curves = {"risk_coverage": "risk_coverage.csv", "reliability": "reliability.csv"}
    run("score_confidence", input=judged, output=curves, **drawn)
    assert frames.read(made / "risk_coverage.csv", tables.RISK_COVERAGE)["risk"].max() == 0
    assert frames.read(made / "reliability.csv", tables.RELIABILITY)["n"].sum() == 4


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
