"""Pages with transcriptions, and a labelled page or two: roles learned, names linked, all of it out again."""

import shutil
from collections import Counter

import pandas as pd
import pytest
from PIL import Image
from toy import can_be_alone, copy_run, edit, planned, replace, snakemake

from clippings import frames, tables
from clippings.transcriptions.lines import Line, Transcription
from clippings.transcriptions.reading import read_transcriptions
from clippings.transcriptions.writing import write_page

CONFIG = ["config/toy.yaml", "config/own.yaml"]
DATASET = """
task: link
input: pages
sources:
  pr:
    orientation: horizontal
    sides: {partner: query, name: context}
    pages: own/pr
    layout: {lines: transcription, corrected: true, roles: {labels: [own/labels.csv]}}
  tk:
    orientation: vertical
    sides: {name: target}
    pages: own/tk
    layout: {roles: {labels: [own/labels.csv]}}
ocr: {clean: transcription}
texts: [clean]
truth: [own/truth.csv]
shares: {train: 0, val: 0.2, test: 0.8}
measures: [levenshtein]
export: [levenshtein/clean]
encoder: {models: []}
"""
# Each of the six pages of PR has a typeface of its own or nearly so: those labelled are unlike each other.
LABELLED = ["pr-0002", "pr-0003", "tk-0001"]
TRUTH = ["mention", "page", "source", "role", "orientation", "entity", "homonym", "component"]


def lay_out(folder):
    """Write drawn pages as scans with PAGE files beside them, labels of a few, and the truth."""
    firms = folder / "results/firms/synthesis"
    annotations = frames.read_shards(sorted((firms / "annotations").glob("*.parquet")), tables.ANNOTATIONS)
    lines = annotations[annotations["role"] != "entry"]
    lines = lines.assign(id=lines["mention"].where(lines["part"] == 0).fillna(lines["annotation"]))
    names = {page: f"{source}-{page}" for source, page in zip(lines["source"], lines["page"], strict=True)}
    for page, own in lines.groupby("page"):
        source, number = page.rsplit("-", 1)
        place = folder / "own" / source / page
        place.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(firms / f"pages/{source}-000.tif") as pages:
            pages.seek(int(number) - 1)
            pages.convert("L").save(place.with_suffix(".png"))
            size = pages.size
        rows = [Line(row.id, (row.x0, row.y0, row.x1, row.y1), row.text) for row in own.itertuples()]
        transcription = Transcription(f"{page}.png", *size, tuple(rows), page)
        place.with_suffix(".xml").write_bytes(write_page(transcription))
    labels = lines[lines["page"].isin(LABELLED)].rename(columns={"id": "line"})
    labels = labels.assign(page=labels["page"].map(names))
    labels[["page", "line", "role"]].to_csv(folder / "own/labels.csv", index=False)
    mentions = frames.read(firms / "mentions.parquet", tables.MENTIONS)
    truth = mentions.assign(page=mentions["page"].map(names))
    truth[TRUTH].to_csv(folder / "own/truth.csv", index=False)
    (folder / "config/datasets/own.yaml").write_text(DATASET, encoding="utf-8")
    (folder / "config/own.yaml").write_text(
        "datasets: [own]\nlayout: {pages_per_shard: 3}\n", encoding="utf-8"
    )


@pytest.fixture(scope="module")
def linked(finished, tmp_path_factory):
    """The finished toy run whose pages were linked once more, as a user's own."""
    folder = copy_run(finished, tmp_path_factory.mktemp("own") / "project")
    lay_out(folder)
    run = snakemake(folder, config=CONFIG, alone=can_be_alone())
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


def test_roles_are_learned_from_a_page_or_two_of_each_source(linked):
    scores = frames.read(linked / "results/own/scores/layout.csv", tables.LAYOUT_SCORES).set_index("source")
    assert scores.loc["pr", "recall"] >= 0.8 and scores.loc["pr", "precision"] >= 0.9
    assert scores.loc["tk", "recall"] >= 0.95 and scores.loc["tk", "precision"] >= 0.95
    learned = frames.read(linked / "results/own/scores/role_scores.csv", tables.ROLE_SCORES)
    assert (learned["source"] == "pr").sum() == 3
    assert (learned["source"] == "pr").equals(learned["recall"].notna()), "one page is not scored by itself"


def test_texts_are_those_of_the_transcription(linked):
    records = frames.read(linked / "results/own/records/records.parquet", tables.RECORDS)
    known = records[records["printed"].notna() & (records["source"] == "pr")]
    assert len(known) > 100 and (known["clean"] == known["printed"]).mean() > 0.95
    links = pd.read_csv(linked / "results/own/linkage/links.csv")
    assert (links["decision"] == "link").any()


def test_what_was_found_is_read_back_from_its_zips(linked):
    alto, page = (read_transcriptions(linked / f"results/own/export/{form}.zip") for form in ("alto", "page"))
    boxes = frames.read_shards(sorted((linked / "results/own/layout/boxes").glob("*.parquet")), tables.BOXES)
    lines = boxes[boxes["role"] != "entry"]
    for pages in (alto, page):
        found = [line for one in pages for line in one.lines]
        assert len(found) == len(lines)
        assert Counter(line.tags[0] for line in found) == Counter(lines["role"])
        assert any(tag.startswith("link:tk-") for line in found for tag in line.tags)


def test_an_added_page_reruns_its_shard_and_neither_labels_nor_other_shards(linked, tmp_path):
    folder = copy_run(linked, tmp_path / "project")
    for suffix in (".png", ".xml"):
        shutil.copy(folder / f"own/tk/tk-0003{suffix}", folder / f"own/tk/tk-0004{suffix}")
    jobs = planned(folder, config=CONFIG)
    shard = ("detect_layout", "crop_names", "read_names", "learn_roles")
    assert [jobs[rule] for rule in shard] == [1, 1, 1, 0]


def test_a_page_that_is_labelled_anew_finds_no_line_again(linked, tmp_path):
    folder = copy_run(linked, tmp_path / "project")
    labels = folder / "own/labels.csv"
    replace(labels, labels.read_text().replace(",partner", ",field"))
    jobs = planned(folder, config=CONFIG)
    assert (jobs["learn_roles"], jobs["crop_names"], jobs["detect_layout"]) == (1, 3, 0)


def test_labels_of_an_unknown_page_are_refused_in_one_line(linked, tmp_path):
    folder = copy_run(linked, tmp_path / "project")
    edit(folder / "own/labels.csv", "page,line,role\n", "page,line,role\npr-gone,l1,name\n")
    run = snakemake(folder, "--dry-run", config=CONFIG)
    assert run.returncode != 0
    assert "clippings: own/labels.csv row 1: page 'pr-gone', expected one of own" in run.stderr + run.stdout
