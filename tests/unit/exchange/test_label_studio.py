"""Pairs as tasks of Label Studio: what a task holds, the configuration that shows it, the answers back."""

import json

import pandas as pd
import pytest
from lxml import etree

from clippings import frames, tables
from clippings.exchange.label_studio import BLANK, labelling_config, pair_tasks
from clippings.labels import read_labels
from clippings.verdicts import read_pairs

PAIRS = pd.DataFrame({"record": ["q1", "q2"], "other": ["t1", "t2"]})


@pytest.fixture
def records(records):
    return records.assign(page=["p1", None, "p2", "p3", "p3"], entity="SECRET")


def test_a_task_tells_ids_texts_and_pictures_and_no_score(records):
    tasks = pair_tasks(PAIRS, records, pictures={"q1": "data:,a", "t2": "data:,b"})
    assert tasks == [
        {
            "data": {
                "record": "q1",
                "other": "t1",
                "record_text": "pr\np1\n甲商店 | 東京\n申商店 | 東京",
                "other_text": "tk\np3\n甲商店 | 大阪\n甲商店",
                "record_image": "data:,a",
                "other_image": BLANK,
            }
        },
        {
            "data": {
                "record": "q2",
                "other": "t2",
                "record_text": 'pr\n"=1+1"',
                "other_text": "tk\np3\n乙",
                "record_image": BLANK,
                "other_image": "data:,b",
            }
        },
    ]


@pytest.mark.parametrize(("pictures", "kinds"), [({}, {"Text"}), ({"q1": "data:,a"}, {"Text", "Image"})])
def test_the_configuration_shows_every_field_of_the_tasks(records, pictures, kinds):
    tasks = pair_tasks(PAIRS, records, pictures=pictures)
    view = etree.fromstring(labelling_config(tasks))
    objects = {node.get("name"): node for node in view.iter("Text", "Image")}
    assert {node.tag for node in objects.values()} == kinds
    fields = {node.get("value").removeprefix("$") for node in objects.values()}
    assert fields == tasks[0]["data"].keys() - {"record", "other"}
    (choices,) = view.iter("Choices")
    assert choices.get("toName") in objects and choices.get("name") == "verdict"
    assert [node.get("value") for node in choices] == ["Same", "Different", "Can't tell"]


def answered(tasks, *verdicts):
    """Return tasks as Label Studio exports them with one annotation each."""
    return [
        {
            "id": number,
            "data": task["data"],
            "predictions": [],
            "annotations": [
                {
                    "id": 90 + number,
                    "was_cancelled": False,
                    "result": [
                        {
                            "from_name": "verdict",
                            "to_name": "record",
                            "type": "choices",
                            "value": {"choices": [verdict]},
                        }
                    ],
                }
            ],
        }
        for number, (task, verdict) in enumerate(zip(tasks, verdicts, strict=True), start=1)
    ]


def test_answers_are_truth_as_pairs_and_verdicts_on_links_as_labels(records, tmp_path):
    path = tmp_path / "answers.json"
    tasks = answered(pair_tasks(PAIRS, records, pictures={}), "Same", "Different")
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert read_pairs([path])[["record", "other", "verdict"]].to_numpy().tolist() == [
        ["q1", "t1", "same"],
        ["q2", "t2", "different"],
    ]
    labels = read_labels([path])
    assert labels[["query_id", "target_id", "verdict"]].to_numpy().tolist() == [
        ["q1", "t1", "match"],
        ["q2", "t2", "no match"],
    ]
    assert labels["place"].tolist() == [f"{path} task 1 annotation 91", f"{path} task 2 annotation 92"]
    assert frames.check(labels, tables.LABELS, where="test")["labeller"].isna().all()


def test_a_table_of_pairs_is_labels_too(tmp_path):
    (tmp_path / "a.csv").write_text("record,other,verdict\nq1,t1,Same\nq2,t2,can't tell\n", encoding="utf-8")
    labels = read_labels([tmp_path / "a.csv"])
    assert labels[["query_id", "target_id", "verdict"]].to_numpy().tolist() == [["q1", "t1", "match"]]
