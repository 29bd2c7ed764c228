"""Decisions on small tables."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.linkage.decision.links import choose, link_queries, list_candidates

KNOTS = pd.DataFrame({"score": [0.3, 0.5], "probability": [0.2, 0.8]})


@pytest.fixture
def records(make_records):
    return make_records(
        ("q2", "query", "test", "b", "乙"),
        ("q1", "query", "none", None, "甲"),
        ("q3", "query", "test", "c", None),
        ("t1", "target", "test", "a", "甲社"),
        ("t2", "target", "test", "b", "乙社"),
    )


@pytest.fixture
def neighbours():
    rows = [("q1", "t1", 1, 0.5), ("q1", "t2", 2, 0.2), ("q2", "t2", 1, 0.4), ("q2", "t1", 2, 0.4)]
    return pd.DataFrame(rows, columns=["query", "target", "rank", "score"])


def link(records, neighbours, *, ocr, **options):
    queries, texts = records.loc[records["side"] == "query", "record"], records.set_index("record")[ocr]
    return choose(list_candidates(queries, neighbours, texts=texts, **options))


def test_the_first_at_or_above_the_threshold_is_the_link(records, neighbours):
    links = link(records, neighbours, ocr="noisy", threshold=0.5, knots=KNOTS, k=10)
    decisions = links[["query_id", "target_id", "rank", "decision"]].values.tolist()
    assert decisions[:4] == [
        ["q1", "t1", 1, "link"],
        ["q1", "t2", 2, "no match"],
        ["q2", "t2", 1, "no match"],
        ["q2", "t1", 2, "no match"],
    ]
    assert links.loc[0, ["query_text", "target_text"]].tolist() == ["甲", "甲社"]


def test_the_first_has_the_calibrated_probability(records, neighbours):
    links = link(records, neighbours, ocr="noisy", threshold=0.5, knots=KNOTS, k=10)
    first = links[links["rank"] == 1]
    assert first["probability"].tolist() == pytest.approx([0.8, 0.5, 0])
    assert links.loc[links["rank"] > 1, "probability"].isna().all()
    unknown = link(records, neighbours, ocr="noisy", threshold=0.5, knots=KNOTS.head(0), k=10)
    assert unknown["probability"].isna().all()


def test_a_tie_links_its_first_only(records, neighbours):
    links = link(records, neighbours, ocr="noisy", threshold=0.1, knots=KNOTS, k=10)
    assert links[links["decision"] == "link"]["target_id"].tolist() == ["t1", "t2"]


def test_every_query_is_there_even_without_a_candidate(records, neighbours):
    links = link(records, neighbours, ocr="clean", threshold=-1.0, knots=KNOTS, k=1)
    assert links["query_id"].tolist() == ["q1", "q2", "q3"]
    last = links.iloc[-1]
    assert pd.isna(last["target_id"]) and (last["rank"], last["decision"]) == (1, "no match")
    assert pd.isna(last["score"]), "0 is a score: log-odds that are even"


@pytest.mark.parametrize("ocr", ["none", "both"])
@pytest.mark.parametrize(
    ("clean", "noisy", "shown"),
    [
        ({"q1": "清", "t1": None}, {"q1": "雑", "t1": "雑社"}, ["清", "雑社"]),
        ({"q1": "", "t1": "清社"}, {"q1": "雑", "t1": None}, ["雑", "清社"]),
        ({}, {"q1": "雑", "t1": "雑社"}, ["雑", "雑社"]),
    ],
)
def test_a_row_of_no_ocr_or_of_both_shows_the_clean_text_or_else_the_noisy_one(
    records, neighbours, write_neighbours, ocr, clean, noisy, shown
):
    records = records.assign(clean=records["record"].map(clean), noisy=records["record"].map(noisy))
    row = {"method": "phash", "ocr": ocr, "seed": None}
    links = next(
        link_queries(
            records,
            [write_neighbours(neighbours, row)],
            thresholds=pd.DataFrame([row]).assign(threshold=0.45, fold=0),
            calibration=KNOTS.assign(**row, fold=0),
            rows=[row],
            assignment="none",
            k=1,
        )
    )
    first = links.set_index("query_id").loc["q1"]
    assert first[["query_text", "target_text"]].tolist() == shown


def test_links_of_several_methods_pass_the_table_and_open_in_a_spreadsheet(
    records, neighbours, tmp_path, write_neighbours
):
    rows = [
        {"method": "levenshtein", "ocr": "noisy", "seed": None},
        {"method": "selfsup_visual", "ocr": "none", "seed": 0},
        {"method": "sup_all_evidence", "ocr": "both", "seed": 0},
    ]
    thresholds = pd.DataFrame(rows).assign(threshold=[0.45, 0.6, 0.45], fold=0)
    calibration = KNOTS.assign(**rows[1], fold=0)
    parts = link_queries(
        records,
        [write_neighbours(neighbours, *rows)],
        thresholds=thresholds,
        calibration=calibration,
        rows=rows,
        assignment="none",
        k=10,
    )
    links = pd.concat(parts, ignore_index=True)
    frames.write(links, tmp_path / "links.csv", tables.LINKS)
    assert (tmp_path / "links.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    read = frames.read(tmp_path / "links.csv", tables.LINKS)
    first = read[read["query_id"] == "q1"].query("rank == 1").set_index("method")
    assert first["decision"].to_dict() == {
        "levenshtein/noisy": "link",
        "selfsup_visual/none": "no match",
        "sup_all_evidence/both": "link",
    }
    assert first["probability"].isna().tolist() == [True, False, True]
