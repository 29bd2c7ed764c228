"""The command: files of every kind in and out, bad input in one line."""

import json
from pathlib import Path

import pandas as pd
import pytest

import clippings
from clippings.api import command
from clippings.api.files import read_table, write_table
from clippings.linkage.evidence.texts import KINDS

pytestmark = pytest.mark.usefixtures("shipped")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run the command in a folder, and return its status and what it printed on stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            command.main(arguments)
            raise SystemExit(0)
        return ended.value.code, capsys.readouterr().err

    return run


@pytest.fixture
def files(left, right, tmp_path):
    left.to_csv(tmp_path / "left.csv", index=False, sep=";", encoding="utf-16")
    right.to_csv(tmp_path / "right.tsv", index=False, sep="\t", encoding="utf-8-sig")


@pytest.fixture
def expected(left, right):
    return clippings.link(left, right, on="name", ids="id", fields={"address": "address"}, threads=1).links


NAMED = ("--on", "name", "--id", "id", "--field", "address=address", "--threads", "1")


def test_two_text_files_are_linked_as_their_frames_are(run, files, expected):
    status, said = run(
        "link", "left.csv", "right.tsv", *NAMED, "--output", "links.csv", "--evidence", "e.csv"
    )
    assert status == 0 and "weighing" in said
    linked = (expected["decision"] == "link").sum()
    assert said.splitlines()[-1] == f"links.csv: {linked} of 12 rows are linked"
    pd.testing.assert_frame_equal(pd.read_csv("links.csv"), expected, check_dtype=False)
    assert "address_within_clean" in pd.read_csv("e.csv")


def test_row_numbers_are_written_as_integers_beside_missing_ones(run, left, right):
    left.assign(name=left["name"].where(left.index < 11)).to_parquet("left.parquet")
    right.to_parquet("right.parquet")
    asked = ("link", "left.parquet", "right.parquet", "--on", "name", "--threads", "1", "--quiet", "--output")
    assert run(*asked, "links.csv")[0] == run(*asked, "links.jsonl")[0] == 0
    lines = Path("links.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line)["right"] for line in lines]
    assert found[:10] == list(range(9, -1, -1)) and found[11] is None
    assert all(isinstance(number, int) for number in found[:11])
    cells = read_table("links.csv", known=["right"])["right"]
    assert [*cells.dropna()] == [str(number) for number in found[:11]]
    assert Path("links.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("0,9,")


def test_one_table_may_lack_what_the_other_has(run, files):
    none = ("--on", "name", "--id", "id,", "--threads", "1", "--quiet", "--block", ",address")
    assert run("link", "left.csv", "right.tsv", *none, "--output", "some.csv")[0] == 0
    some = pd.read_csv("some.csv")
    assert some["left"].tolist() == list(range(100, 112)) and some["right"].head(10).tolist() == [
        *range(9, -1, -1)
    ]


@pytest.mark.parametrize("kind", ["csv", "tsv", "parquet", "jsonl", "xlsx"])
def test_a_table_is_written_and_read_in_each_kind(left, tmp_path, kind):
    path = tmp_path / f"table.{kind}"
    write_table(left.assign(note=[None, "a\t;,b", *["Zürich"] * 10]), path)
    read = read_table(path, known=["name"])
    assert [*read] == ["name", "address", "id", "note"] and [file.name for file in tmp_path.iterdir()] == [
        path.name
    ]
    assert read["id"].astype(int).tolist() == left["id"].tolist()
    assert read["note"].isna().tolist() == [True] + [False] * 11 and read["note"][1] == "a\t;,b"


def test_a_file_is_clustered(run, files):
    status, said = run("cluster", "left.csv", "--on", "name", "--id", "id", "--output", "out.csv", "--quiet")
    assert status == 0 and said.startswith("out.csv: 12 rows are in ")
    assert pd.read_csv("out.csv")["id"].tolist() == list(range(100, 112))


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        (("link", "none.csv", "right.tsv", "--output", "o.csv"), 1, "clippings: none.csv: no such file;"),
        (
            ("link", "left.csv", "right.tsv", "--output", "o.ods"),
            1,
            "clippings: o.ods: suffix '.ods', expected",
        ),
        (
            ("link", "left.csv", "right.tsv", "--on", "nom", "--output", "o.csv", "--quiet"),
            1,
            "clippings: left: column 'nom'",
        ),
        (
            ("link", "left.csv", "broken.xlsx", "--on", "name", "--output", "o.csv"),
            1,
            "clippings: broken.xlsx: not a",
        ),
        (
            ("link", "left.csv", "right.tsv", "--on", "name"),
            2,
            "clippings link: error: the following arguments",
        ),
        (
            ("cluster", "left.csv", "--boxes", "a,b", "--output", "o.csv"),
            2,
            "clippings cluster: error: argument --boxes",
        ),
        (
            ("cluster", "left.csv", "--field", "a=b", "--output", "o.csv"),
            2,
            "clippings cluster: error: argument --field",
        ),
        (
            ("cluster", "left.csv", "--on", "name", "--threads", "-1", "--output", "o.csv", "--quiet"),
            1,
            "clippings: threads: found -1, expected at least 1",
        ),
        ((), 2, "clippings: error: the following arguments are required: COMMAND"),
    ],
)
def test_bad_input_ends_in_one_line(run, files, tmp_path, arguments, status, line):
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    code, said = run(*arguments)
    assert code == status and said.splitlines()[-1].startswith(line)
    assert status == 2 or len(said.splitlines()) == 1
    assert not (tmp_path / "o.csv").exists()


def test_the_kinds_of_fields_are_those_of_the_workflow():
    assert set(command.KINDS) == set(KINDS)
