"""What a call has learned, saved: used again by another process, shown, and refused where it cannot be."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import clippings
from clippings.model_file import read_model

pytestmark = pytest.mark.usefixtures("shipped")
LIBRARY = Path(__file__).parents[3] / "workflow/lib"
COMMAND = "from clippings.api.command import main; main()"
NAMED = {"on": "name", "ids": "id", "fields": {"address": "address"}, "threads": 1}
OPTIONS = ("--on", "name", "--id", "id", "--field", "address=address", "--threads", "1", "--quiet")
SCORES = ["score", "probability", "runner_up_score"]


@pytest.fixture
def command(left, right, known, tmp_path):
    """Run the command in another process, where both tables are and no encoder that stands in for another."""
    for name, table in (("left", left), ("right", right), ("known", known)):
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    environment = os.environ | {"PYTHONPATH": str(LIBRARY), "PYTHONUTF8": "1"}

    def command(*arguments):
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )

    return command


@pytest.fixture
def linked_elsewhere(command, tmp_path):
    def links(model):
        ran = command("link", "left.csv", "right.csv", *OPTIONS, "--model", str(model), "--output", "o.csv")
        assert ran.returncode == 0, ran.stderr
        return pd.read_csv(tmp_path / "o.csv", encoding="utf-8-sig")

    return links


def test_what_labels_taught_scores_alike_in_another_process(left, right, known, linked_elsewhere, tmp_path):
    path = tmp_path / "firms.clippings"
    clippings.link(left, right, labels=known, **NAMED).save_model(path)
    here = clippings.link(left, right, model=path, **NAMED).links
    assert here["decision"].tolist() == ["link"] * 10 + ["no match"] * 2
    assert here["right"].head(10).tolist() == known["right"].head(10).tolist()
    pd.testing.assert_frame_equal(linked_elsewhere(path), here, check_dtype=False, rtol=0, atol=1e-5)


def test_a_model_without_labels_gives_the_links_it_was_saved_from(left, right, linked_elsewhere, tmp_path):
    found = clippings.link(left, right, **NAMED)
    found.save_model(tmp_path / "firms.clippings")
    again = linked_elsewhere(tmp_path / "firms.clippings")
    pd.testing.assert_frame_equal(again[SCORES], found.links[SCORES], rtol=0, atol=1e-5)
    assert again["right"].tolist() == found.links["right"].tolist()
    assert again["decision"].tolist() == found.links["decision"].tolist()


def test_clusters_are_cut_alike_by_what_they_taught(left, right, tmp_path):
    table = pd.concat([left.assign(id="l" + left["id"].astype(str)), right], ignore_index=True)
    found = clippings.cluster(table, **NAMED)
    found.save_model(tmp_path / "firms.clippings")
    again = clippings.cluster(table, model=tmp_path / "firms.clippings", **NAMED)
    pd.testing.assert_frame_equal(again.clusters, found.clusters, rtol=0, atol=1e-5)


def test_the_model_says_what_it_learned_from_and_not_where(left, right, known, encoder, tmp_path):
    clippings.link(left, right, labels=known, **NAMED).save_model(tmp_path / "firms.clippings")
    stored = read_model(tmp_path / "firms.clippings")
    assert (stored.model.dataset, stored.model.row) == ("firms", "sup_all_evidence/clean")
    assert (stored.model.kind, stored.model.fields) == ("selfsup", NAMED["fields"])
    assert "| taught by | 12 labelled queries |" in stored.card
    assert [*stored.model.files] == [stored.settings["recogniser"]], "by the name that its encoder knows"


def test_the_command_saves_a_model_and_shows_it(command, tmp_path):
    files = ("left.csv", "right.csv", "--output", "links.csv", "--labels", "known.csv")
    ran = command("link", *files, *OPTIONS, "--save-model", "firms.clippings")
    assert ran.returncode == 0, ran.stderr
    shown = command("show", "firms.clippings")
    model = read_model(tmp_path / "firms.clippings").model
    assert (shown.returncode, shown.stderr) == (0, "")
    for said in ("# firms.clippings", "`sup_all_evidence/clean`", f"log-odds {model.threshold:.3f}", "numpy"):
        assert said in shown.stdout
    assert "resources/ppocr/PP-OCRv6_rec_small.onnx" in shown.stdout and "site-packages" not in shown.stdout
    weights = [line.split(" | ") for line in shown.stdout.split("## What it weighs")[1].splitlines()]
    strong = [abs(float(row[3].rstrip(" |"))) for row in weights if len(row) == 4 and row[3][1:2].isdigit()]
    assert len(strong) == len(model.features) and strong == sorted(strong, reverse=True)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda data: data[:-4], "cut or changed since it was written"),
        (lambda data: data.replace(b"log-odds", b"log-olds", 1), "cut or changed since"),
        (lambda data: b"id,name\n1,Anker\n", "found no safetensors header, expected a file that is whole"),
        (lambda data: b"", "found no safetensors header"),
    ],
)
def test_a_tampered_or_foreign_file_is_not_shown(carried, tmp_path, capsys, change, line):
    from clippings.api.command import main

    (tmp_path / "other.clippings").write_bytes(change(carried.read_bytes()))
    with pytest.raises(SystemExit) as ended:
        main(["show", str(tmp_path / "other.clippings")])
    said = capsys.readouterr()
    assert ended.value.code == 1 and said.out == "" and len(said.err.splitlines()) == 1
    assert line in said.err


def test_what_cannot_be_saved_is_refused_before_any_work(left, right, carried, tmp_path, capsys):
    from clippings.api.command import main

    found = clippings.link(left, right, model=carried, **NAMED)
    with pytest.raises(ValueError, match="again.clippings: a carried model weighed this evidence, expected"):
        found.save_model(tmp_path / "again.clippings")
    capsys.readouterr()
    files = ["none.csv", "none.csv", "--on", "name", "--output", str(tmp_path / "o.csv")]
    for more, line in (
        (["--save-model", "firms.bin"], "firms.bin: suffix '.bin', expected .clippings"),
        (["--save-model", "a.clippings", "--model", str(carried)], "a.clippings: a carried model weighed"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["link", *files, *more])
        said = capsys.readouterr().err
        assert ended.value.code == 1 and said.startswith(f"clippings: {line}") and said.count("\n") == 1
    assert not [*tmp_path.glob("a*.clippings")] and not (tmp_path / "o.csv").exists()
