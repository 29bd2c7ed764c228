"""What a finished run leaves behind: tables, models, vectors, figures, pages, and nothing to do."""

import json
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest
from rocrate.rocrate import ROCrate
from toy import snakemake

from clippings import frames, tables

FIRMS = "results/firms"
MODELS = ["selfsup", "unaligned_visual", "sup_multimodal"]


@pytest.fixture(scope="module")
def records(finished):
    return frames.read(finished / f"{FIRMS}/records/records.parquet", tables.RECORDS)


@pytest.fixture(scope="module")
def links(finished):
    return frames.read(finished / f"{FIRMS}/linkage/links.csv", tables.LINKS)


def test_a_second_run_finds_nothing_to_do(finished):
    run = snakemake(finished)
    assert run.returncode == 0, run.stderr
    assert "Nothing to be done" in run.stdout + run.stderr


def test_scores_lie_within_their_intervals(finished):
    scores = frames.read(finished / f"{FIRMS}/scores/scores.csv", tables.SCORES)
    assert scores["top1"].between(scores["top1_low"], scores["top1_high"]).all()
    assert (scores["top1"] <= scores["top1_any_tie"]).all()


def test_every_query_is_decided_by_each_exported_row(links, records):
    assert set(links["method"]) == {"sup_all_evidence/both", "sup_multimodal/clean", "levenshtein/noisy"}
    queries = records.loc[records["side"] == "query", "record"]
    assert set(links.loc[links["rank"] == 1, "query_id"]) == set(queries)


def test_no_entity_stands_in_two_splits(records):
    known = records[records["entity"].notna()]
    assert (known.groupby("homonym")["split"].nunique() == 1).all()
    assert set(known.loc[known["side"] == "query", "split"]) == {"train", "val", "test"}


def test_japanese_survives_from_page_to_link(links):
    assert links["target_text"].dropna().str.contains(r"[一-龯ァ-ヴ]").mean() > 0.9


def test_each_model_has_a_unit_vector_of_every_record(finished, records):
    """In one order, that of the records; a part that a model does not see is empty throughout."""
    files = sorted((finished / f"{FIRMS}/encoder/tiny/s0").rglob("*-of-1.parquet"))
    vectors = frames.read_shards(files, tables.VECTORS)
    assert sorted(vectors["model"].unique()) == sorted(MODELS) and set(vectors["fold"]) == {0}
    for _, rows in vectors.groupby("model"):
        assert rows["record"].tolist() == records["record"].tolist()
    for part in ("visual", "noisy", "clean"):
        present = np.stack(vectors[part].dropna().to_list())
        np.testing.assert_allclose(np.linalg.norm(present, axis=1), 1, atol=1e-4)


def test_the_vectors_of_a_model_can_be_read_alone(finished):
    """Each row group of a file holds one model and fold: a row of the results table reads its own."""
    (file,) = (finished / f"{FIRMS}/encoder/tiny/s0").rglob("*-of-1.parquet")
    opened = pyarrow.parquet.ParquetFile(file)
    groups = [opened.read_row_group(n, ["model", "fold"]).to_pandas() for n in range(opened.num_row_groups)]
    held = [rows.drop_duplicates() for rows in groups]
    assert [len(rows) for rows in held] == [1] * len(MODELS)
    assert not pd.concat(held).duplicated().any()


def test_a_finished_training_has_a_card_a_history_and_no_state(finished):
    folder = finished / f"{FIRMS}/encoder/tiny/s0"
    for model in MODELS:
        assert len(list(folder.rglob(f"{model}*/history.csv"))) == 1, model
        assert len(list(folder.rglob(f"{model}*/card.md"))) == 1, model
    assert not [path for path in folder.rglob("state/**/*") if path.is_file()]
    log = (finished / "results/logs/firms/pretrain_encoder/tiny-s0.log").read_text(encoding="utf-8")
    assert "epoch 1/1: loss" in log and "processes" not in log


def test_the_run_says_where_it_comes_from(finished):
    run = json.loads((finished / f"{FIRMS}/run.json").read_text(encoding="utf-8"))
    assert run["seeds"] == [0]
    assert run["versions"]["torch"] != "not installed"
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in run["inputs"].values())


def test_the_tables_of_a_dataset_are_described_beside_them(finished):
    """By a Frictionless data package: each CSV is there, with the columns that its description names."""
    package = json.loads((finished / f"{FIRMS}/datapackage.json").read_text(encoding="utf-8"))
    tabular = [resource for resource in package["resources"] if resource["path"].endswith(".csv")]
    written = {path.relative_to(finished / FIRMS).as_posix() for path in (finished / FIRMS).rglob("*.csv")}
    # What each portion is compared by stands, once for all, beside their folder.
    merged = {path for path in written if "/comparisons/" in path}
    assert {resource["path"] for resource in tabular} == written - merged
    for resource in tabular:
        head = pd.read_csv(finished / FIRMS / resource["path"], encoding="utf-8-sig", nrows=0)
        assert set(head) <= {field["name"] for field in resource["schema"]["fields"]}, resource["path"]


def test_the_results_are_a_crate_that_lists_every_table(finished):
    """By an RO-Crate, which its own library opens: those of the summary, of the datasets and of the run."""
    crate = ROCrate(finished / "results")
    listed = {entity.id: entity for entity in crate.data_entities}
    packages = (finished / "results").glob("*/datapackage.json")
    described = {
        f"{package.parent.name}/{resource['path']}"
        for package in packages
        for resource in json.loads(package.read_text(encoding="utf-8"))["resources"]
    }
    assert described | {"figures/table1.csv", "summary.md", "firms/run.json"} <= listed.keys()
    assert all((finished / "results" / name).is_file() for name in listed)
    (action,) = [entity for entity in crate.root_dataset["mentions"] if entity.id == "#run-firms"]
    assert {entity.id for entity in action["result"]} == {n for n in described if n.startswith("firms/")}


def test_names_are_found_on_the_drawn_pages(finished):
    scores = frames.read(finished / f"{FIRMS}/scores/layout.csv", tables.LAYOUT_SCORES)
    names = scores[scores["role"] == "names"].set_index("source")
    assert (names[["recall", "precision"]] >= 0.97).all(axis=None), names.to_string()


def test_figures_and_summary_are_there(finished):
    figures = finished / "results/figures"
    assert (figures / "accuracy.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (figures / "accuracy.svg").read_text(encoding="utf-8")
    table = (figures / "table1.md").read_text(encoding="utf-8")
    assert "Sup multimodal" in table and "Stroke" in table and "Jaccard" in table
    summary = (finished / "results/summary.md").read_text(encoding="utf-8")
    assert f"{FIRMS}/linkage/links.csv" in summary


def test_the_summary_opens_with_what_fits_a_screen(finished):
    """`make demo` shows what stands before the details."""
    summary = (finished / "results/summary.md").read_text(encoding="utf-8")
    assert summary.count("\n## Details\n") == 1
    assert len(summary.partition("\n## Details\n")[0].splitlines()) <= 30


class Targets(HTMLParser):
    """The files to which a page leads."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src")]


def test_the_index_leads_to_files_that_are_there(finished):
    page, targets = finished / "results/index.html", Targets()
    targets.feed(page.read_text(encoding="utf-8"))
    files = [target for target in targets.found if not target.startswith("data:")]
    missing = [target for target in files if not (page.parent / target.partition("#")[0]).exists()]
    assert missing == []
    names = {target.rpartition("/")[2] for target in targets.found}
    assert {"links.csv", "card.md", "table1.md", "accuracy.png", "summary.md"} <= names
    assert any(target.endswith("review/index.html") for target in targets.found)
