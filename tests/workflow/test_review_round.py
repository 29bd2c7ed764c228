"""A round of review: a page without any truth, labels, records that have them, contradictions refused."""

import json
import re

import pandas as pd
import pytest
from rocrate.rocrate import ROCrate
from toy import TOY, planned, snakemake

from clippings import frames, tables

pytestmark = pytest.mark.chains

CONFIG = [*TOY, "config/mini.yaml"]
CRATE = "results/ro-crate-metadata.json"
PAGE, RECORDS = "results/mini/review/index.html", "results/mini/records/records.parquet"
DATASET = """
task: link
input: records
records: [mini.csv]
sources:
  pr: {orientation: horizontal, sides: {name: query}}
  tk: {orientation: vertical, sides: {name: target}}
encoder: {models: []}
export: [levenshtein/clean]
"""


@pytest.fixture
def mini(bare):
    """A project with a dataset of twelve firms, texts alone, without truth, linked by strings alone."""
    rows = [("pr", f"q{n:02d}", f"{n}社商会") for n in range(12)] + [
        ("tk", f"t{n:02d}", f"{n}社") for n in range(12)
    ]
    items = pd.DataFrame(rows, columns=["source", "record", "clean"])
    items["noisy"] = items["clean"]
    items.to_csv(bare / "mini.csv", index=False)
    (bare / "config/mini.yaml").write_text("datasets: [mini]\n", encoding="utf-8")
    (bare / "config/datasets/mini.yaml").write_text(DATASET, encoding="utf-8")
    return bare


def make(folder, target):
    return snakemake(folder, "--show-failed-logs", target, config=CONFIG)


def label(folder, *rows):
    """Write labels and name them in the dataset's file."""
    head = "query_id,target_id,verdict,labeller,labelled_at,note,drawn"
    (folder / "labels.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    (folder / "config/datasets/mini.yaml").write_text(f"{DATASET}labels: [labels.csv]\n", encoding="utf-8")


def shown(folder):
    """Return the queries on the page."""
    page = (folder / PAGE).read_text(encoding="utf-8")
    content = json.loads(re.search(r'id="content">(.*?)</script>', page, flags=re.S)[1])
    return {item["id"] for item in content["items"]}


def test_labels_of_a_page_are_the_truth_of_the_next_run(mini):
    run = make(mini, PAGE)
    assert run.returncode == 0, run.stdout + run.stderr
    assert len(shown(mini)) == 12
    label(mini, *(f"q{n:02d},t{n:02d},match,Aoki,,,random" for n in range(10)), "q10,,no match,Aoki,,,random")
    assert planned(mini, PAGE, config=CONFIG)["build_records"] == 1
    run = make(mini, PAGE)
    assert run.returncode == 0, run.stdout + run.stderr
    records = pd.read_parquet(mini / RECORDS).set_index("record")
    assert records.loc["t03", "entity"] == records.loc["q03", "entity"] == "q03"
    assert records["entity"].nunique() == 11 and set(records["split"]) == {"train", "val", "test", "none"}
    assert shown(mini) == {"q11"}
    sample = pd.read_csv(mini / "results/mini/review/sample.csv").iloc[0]
    assert sample[["queries", "labelled"]].tolist() == [12, 11] and sample["right"] <= 10
    assert planned(mini, PAGE, config=CONFIG) == {}
    label(mini, "q01,t01,match,Aoki,,,", "q01,,no match,Sato,,,")
    run = make(mini, RECORDS)
    assert run.returncode != 0
    line = (
        "labels.csv row 2: no match for 'q01', but by the matches of labels.csv row 1 it is one with a"
        " target; expected labels that agree"
    )
    assert any(said.endswith(line) for said in (run.stdout + run.stderr).splitlines())


def test_labels_named_in_the_config_are_taken(mini):
    """Those of a dataset that is no part of the run are refused: test_refusals.py."""
    label(mini, *(f"q{n:02d},t{n:02d},match,Aoki,,," for n in range(9)))
    (mini / "config/mini.yaml").write_text(
        "datasets: [mini]\nlabels: {mini: [labels.csv]}\n", encoding="utf-8"
    )
    (mini / "config/datasets/mini.yaml").write_text(DATASET, encoding="utf-8")
    run = make(mini, RECORDS)
    assert run.returncode == 0, run.stdout + run.stderr
    records = pd.read_parquet(mini / RECORDS).set_index("record")
    assert records.loc["t03", "entity"] == "q03" and records["entity"].notna().sum() == 18


def test_links_go_to_other_programs_and_their_answers_come_back(mini):
    """Records in a workbook, links for three other programs, and answers of a fourth as labels."""
    pd.read_csv(mini / "mini.csv").to_excel(mini / "mini.xlsx", index=False)
    dataset = DATASET.replace("mini.csv", "mini.xlsx")
    (mini / "config/datasets/mini.yaml").write_text(dataset, encoding="utf-8")
    run = snakemake(mini, "--show-failed-logs", "exports", CRATE, config=CONFIG)
    assert run.returncode == 0, run.stdout + run.stderr
    export = mini / "results/mini/export"
    links = frames.read(mini / "results/mini/linkage/links.csv", tables.LINKS)
    pd.testing.assert_frame_equal(frames.read(export / "links.xlsx", tables.LINKS), links)
    pairs = pd.read_csv(export / "splink.csv", encoding="utf-8-sig")
    firsts = pairs[pairs["rank"] == 1].set_index("unique_id_l")["unique_id_r"]
    assert firsts["q03"] == "t03" and len(pairs) == links["target_id"].notna().sum()
    candidates = pd.read_csv(export / "openrefine.csv", encoding="utf-8-sig")
    assert candidates.groupby("query_id")["id"].first().to_dict() == firsts.to_dict()
    tasks = json.loads((export / "label_studio.json").read_text(encoding="utf-8"))
    assert {task["data"]["record"]: task["data"]["other"] for task in tasks} == firsts.to_dict()
    crate = ROCrate(mini / "results")
    assert {"mini/linkage/links.csv", "mini/run.json", "index.html"} <= {
        file.id for file in crate.data_entities
    }
    described = {table.id for table in crate.get("#run-mini")["result"]}
    assert {"mini/linkage/candidates.csv", "mini/linkage/thresholds.csv"} <= described
    # JSON-MIN: the choice beside the data.
    answers = [{**task["data"], "id": n, "verdict": "Same"} for n, task in enumerate(tasks)]
    (mini / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    (mini / "config/datasets/mini.yaml").write_text(f"{dataset}labels: [answers.json]\n", encoding="utf-8")
    run = make(mini, RECORDS)
    assert run.returncode == 0, run.stdout + run.stderr
    records = pd.read_parquet(mini / RECORDS).set_index("record")
    assert records.loc["t03", "entity"] == records.loc["q03", "entity"] == "q03"
