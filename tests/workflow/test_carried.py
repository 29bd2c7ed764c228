"""A model packed where it was learned, and used in a folder without results: no label, no training."""

import shutil

import pandas as pd
from toy import MODEL, TOY, planned, snakemake

from clippings import frames, tables
from clippings.linkage.evidence.carrying import apply_carried
from clippings.linkage.neighbours import read_neighbours
from clippings.model_file import read_model
from clippings.rows import of_row

AWAY = [*TOY, "config/away.yaml"]
ROW = {"method": "carried_all_evidence", "ocr": "clean", "seed": 0}
DATASET = """
task: link
input: records
records: [away.csv]
texts: [clean]
truth: table
measures: [levenshtein]
sources:
  pr: {orientation: horizontal, sides: {partner: query}}
  tk: {orientation: vertical, sides: {name: target}}
model: firms.clippings
"""


def lay_out(firms, folder):
    """Write a dataset of some names of firms, texts alone, that names the model beside it."""
    records = pd.read_parquet(firms / "results/firms/records/records.parquet")
    queries = records[(records["side"] == "query") & records["entity"].notna()].head(30)
    targets = records[(records["side"] == "target")]
    columns = ["record", "source", "role", "clean", "entity", "homonym"]
    pd.concat([queries, targets])[columns].to_csv(folder / "away.csv", index=False)
    (folder / "config/datasets/away.yaml").write_text(DATASET, encoding="utf-8")
    (folder / "config/away.yaml").write_text("datasets: [away]\n", encoding="utf-8")


def test_a_model_that_was_moved_links_without_labels_or_training(finished, bare):
    shutil.copy(finished / MODEL, bare / "firms.clippings")
    lay_out(finished, bare)
    jobs = planned(bare, config=AWAY)
    assert not {rule for rule in jobs if "train" in rule or "finetune" in rule}
    run = snakemake(bare, "results/away/linkage/links.csv", config=AWAY)
    assert run.returncode == 0, run.stdout + run.stderr
    model, linkage = read_model(finished / MODEL).model, bare / "results/away/linkage"
    links = frames.read(linkage / "links.csv", tables.LINKS)
    assert {*links["method"]} == {"carried_all_evidence/clean"}
    first = links[links["rank"] == 1]
    assert first["probability"].between(0, 1).all()
    assert ((first["score"] >= model.threshold) == (first["decision"] == "link")).all()
    thresholds = frames.read(linkage / "thresholds.csv", tables.THRESHOLDS)
    assert of_row(thresholds, ROW)["threshold"].tolist() == [model.threshold]
    # Where it was learned, the model scores the same pairs alike.
    folder = linkage / "evidence/s0"
    comparisons = frames.read(folder / "comparisons.csv", tables.COMPARISONS)
    evidence = frames.read(
        folder / "pairs/1-of-1.parquet", tables.EVIDENCE.with_numbers(comparisons["comparison"])
    )
    scorer, features = apply_carried(model, evidence, comparisons)
    expected = evidence[["query", "target"]].assign(expected=scorer.log_odds(features.matrix))
    found = read_neighbours([folder / "neighbours"], ROW, fold=0).merge(expected)
    assert len(found) and (found["score"] - found["expected"]).abs().max() < 1e-5
    assert frames.read(folder / "terms.parquet", tables.TERMS)["method"].eq("carried_all_evidence").all()
