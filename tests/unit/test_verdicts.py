"""Same and Different: tables of pairs, exports of Label Studio, and what is wrong with them."""

import json

import pytest

from clippings.verdicts import COLUMNS, read_pairs

# As Label Studio exports it, less what is not looked at.
TASKS = [
    {
        "id": 11,
        "annotations": [
            {"id": 5, "completed_by": 1, "was_cancelled": False, "result": [{"x": 1}]},
            {"id": 6, "completed_by": 2, "was_cancelled": True, "result": [{"x": 2}]},
        ],
        "data": {"record": "p1", "other": "p2", "left": "/data/upload/1/p1.jpg"},
        "predictions": [],
    },
    {"id": 12, "annotations": [], "data": {"record": "p1", "other": "p4"}},
]
MINIMAL = [
    {"record": 42, "other": "p2", "id": 1, "choice": "Same", "annotator": 1, "annotation_id": 7},
    {"record": "p1", "other": "p2", "id": 2, "annotator": 1, "annotation_id": 8, "verdict": "Can't tell"},
]
EXPORTED = (
    "annotation_id,annotator,choice,id,lead_time,other,record\n1,1,Same,11,3.2,p2,p1\n2,1,,12,1.0,p3,p1\n"
)


def task_of(choices, name="verdict"):
    """Return an export in which the first task has these choices."""
    tasks = json.loads(json.dumps(TASKS))
    for annotation in tasks[0]["annotations"]:
        annotation["result"] = [
            {"type": "choices", "from_name": name, "to_name": "left", "value": {"choices": choices}},
            {"type": "textarea", "from_name": "note", "to_name": "left", "value": {"text": ["torn"]}},
        ]
    return tasks


@pytest.fixture
def read(tmp_path):
    """Return a function that writes one file and reads its pairs, with places less the folder."""

    def read(content, name="a.csv"):
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / name).write_text(text, encoding="utf-8")
        pairs = read_pairs([tmp_path / name])
        return [(*row[:3], row[3].removeprefix(f"{tmp_path}/")) for row in pairs[COLUMNS].to_numpy()]

    return read


def test_no_file_is_an_empty_table():
    assert read_pairs([]).columns.tolist() == COLUMNS


def test_without_verdicts_all_are_the_same(read):
    assert read("record,other\n0042,b\n") == [("0042", "b", "same", "a.csv line 2")]


def test_verdicts_in_any_case_and_again_and_unknown(read):
    table = "record,other,verdict,note\na,b, SAME,x\na,b,,x\nb,c,Different,x\nc,d,Can't tell,x\n"
    assert read(table) == [
        ("a", "b", "same", "a.csv line 2"),
        ("a", "b", "same", "a.csv line 3"),
        ("b", "c", "different", "a.csv line 4"),
    ]


@pytest.mark.parametrize("name", ["verdict", "choice"])
def test_an_export_of_tasks_gives_the_choices_that_were_not_cancelled(read, name):
    assert read(task_of(["Different"], name), "a.json") == [
        ("p1", "p2", "different", "a.json task 11 annotation 5")
    ]


def test_a_short_export_is_read_too(read):
    assert read(MINIMAL, "a.json") == [("42", "p2", "same", "a.json task 1")]


def test_an_exported_table_leaves_out_what_was_not_answered(read):
    assert read(EXPORTED) == [("p1", "p2", "same", "a.csv line 2")]


@pytest.mark.parametrize(
    ("content", "name", "line"),
    [
        ("record,other,verdict\na,b,maybe\n", "a.csv", "a.csv line 2: verdict 'maybe', expected one of same"),
        ("record,othr\na,b\n", "a.csv", "a.csv: column 'other' is missing; found record, othr"),
        ("record,other,verdct\na,b,same\n", "a.csv", "column 'verdct' is not known, expected 'verdict'"),
        (EXPORTED.replace("choice", "photo"), "a.csv", "expected a choice named verdict or choice"),
        ("no export", "a.json", "a.json: not readable as JSON"),
        ({"tasks": []}, "a.json", "a.json: found dict, expected a list of tasks"),
        ([{"id": 3, "data": {"image": "x"}}], "a.json", "task 3: no 'record' in its data; found image"),
        (task_of(["Same"], "photo"), "a.json", "task 11: found photo, expected a choice named verdict or"),
        ([{"id": 3, "data": "text"}], "a.json", "task 3: its data is 'text', expected record and other"),
        (
            [{"id": 3, "data": {"record": "a", "other": "b"}, "annotations": [{"id": 1}]}],
            "a.json",
            "task 3: an annotation without a list of results",
        ),
        (task_of(["Ship"]), "a.json", "task 11 annotation 5: verdict 'Ship', expected one of same, diff"),
    ],
)
def test_what_is_wrong_is_one_line(read, content, name, line):
    with pytest.raises(ValueError) as refused:
        read(content, name)
    assert line in str(refused.value) and "\n" not in str(refused.value)


DATA = {"record": "a", "other": "b"}


def annotated(*results, key="annotations", **more):
    """An export of one task with one annotation of these results."""
    return [{"id": 3, "data": DATA, key: [{"id": 1, "result": list(results), **more}]}]


def choice(*choices):
    """A result in which these were chosen."""
    return {"type": "choices", "from_name": "verdict", "value": {"choices": list(choices)}}


READ = {
    "annotations": annotated(choice("Same")),
    "completions of old versions": annotated(choice("Same"), key="completions"),
    "capitals and spaces": annotated(choice(" SAME ")),
    "full width": annotated(choice("Ｓａｍｅ")),
    "a note beside": annotated({"type": "textarea", "value": {"text": ["torn"]}}, choice("Same")),
    "a rating beside": annotated({"type": "rating", "value": {"rating": 3}}, choice("Same")),
    "predictions beside": [
        {**annotated(choice("Same"))[0], "predictions": [{"result": [choice("Different")]}]}
    ],
    "a skipped task beside": [*annotated(was_cancelled=True), *annotated(choice("Same"))],
    "an answer without a result beside": [*annotated(), *annotated(choice("Same"))],
    "a note alone beside": [*annotated({"type": "textarea"}), *annotated(choice("Same"))],
    "a short export": [{**DATA, "id": 1, "verdict": "Same"}],
    "a short export with a template's name": [{**DATA, "id": 1, "choice": "Same"}],
    "an exported table": "annotation_id,choice,other,record\n1,Same,b,a\n2,,c,a\n",
    "an exported table with tabs": "annotation_id\tchoice\tother\trecord\n1\tSame\tb\ta\n",
}


@pytest.mark.parametrize("content", READ.values(), ids=READ)
def test_every_version_of_an_export_is_read(read, content):
    found = read(content, "a.csv" if isinstance(content, str) else "a.JSON")
    assert [row[:3] for row in found] == [("a", "b", "same")]


@pytest.mark.parametrize("apostrophe", "'\u2019\u2018\u02bc\u00b4`\uff07", ids=ascii)
def test_an_apostrophe_of_any_form_is_one(read, apostrophe):
    content = annotated(choice(f"Can{apostrophe}t tell"), choice("Can't tell")) + annotated(choice("Same"))
    assert len(read(content, "a.json")) == 1


PREDICTED = {"id": 4, "data": DATA, "predictions": [{"result": [choice("Same")]}]}
NOT_USED = {
    "pairwise": (
        annotated({"type": "pairwise", "value": {"selected": "left"}}),
        "task 3: an answer of the type pairwise, which does not say whether both are the same",
    ),
    "rating": (annotated({"type": "rating"}), "task 3: an answer of the type rating"),
    "skipped": (
        annotated(choice("Same"), was_cancelled=True),
        "no verdict in it (1 skipped), expected choices",
    ),
    "skipped in old versions": (annotated(key="completions", skipped=True), "no verdict in it (1 skipped)"),
    "predictions alone": ([PREDICTED], "no verdict in it (1 with predictions alone)"),
    "predictions and no annotations": ([{**PREDICTED, "annotations": []}], "(1 with predictions alone)"),
    "tasks to import": ([{"data": DATA}, {"data": DATA}], "no verdict in it (2 not annotated)"),
    "annotations that are null": ([{"data": DATA, "annotations": None}], "(1 not annotated)"),
    "notes alone": (annotated({"type": "textarea"}), "no verdict in it (1 without a choice)"),
    "no task": ([], "no verdict in it (nothing)"),
    "a header alone": ("record,other,verdict\n", "no verdict in it (nothing)"),
    "no choice in a table": ("annotation_id,choice,other,record\n1,,b,a\n", "(1 without a choice)"),
    "several choices in a table": (
        'annotation_id,choice,other,record\n1,"{""choices"": [""Same""]}",b,a\n',
        'line 2: verdict \'{"choices": ["Same"]}\', expected one of same',
    ),
}


@pytest.mark.parametrize(("content", "line"), NOT_USED.values(), ids=NOT_USED)
def test_no_export_ends_in_no_pairs_without_a_word(read, content, line):
    with pytest.raises(ValueError) as refused:
        read(content, "a.csv" if isinstance(content, str) else "a.json")
    assert line in str(refused.value) and "\n" not in str(refused.value)


def test_another_encoding_of_an_export_is_named(tmp_path):
    (tmp_path / "a.json").write_bytes('[\n{"record": "é"}]'.encode("cp1252"))
    with pytest.raises(ValueError, match=r"a\.json: line 2, byte 13: found 0xe9 in another encoding"):
        read_pairs([tmp_path / "a.json"])
    with pytest.raises(ValueError, match=r"none\.json: no such file"):
        read_pairs([tmp_path / "none.json"])
