"""A user's own photographs through the whole chain: grouped, scored, safe from a broken picture."""

import csv

import pandas as pd
import pytest
from photographs import ALBUM, SIZES
from toy import copy_run, planned, snakemake

pytestmark = pytest.mark.chains


def test_every_photograph_is_in_a_cluster_with_its_file_and_its_caption(album):
    clusters = pd.read_csv(album / "results/album/linkage/clusters.csv", encoding="utf-8-sig", dtype=str)
    with open(album / "album/captions.csv", encoding="utf-8-sig", newline="") as file:
        captions = {row["image"]: row["caption"] for row in csv.DictReader(file)}
    assert len(clusters) == sum(SIZES) and clusters["record_id"].is_unique
    assert dict(zip(clusters["image"], clusters["caption"].fillna(""), strict=True)) == captions
    sizes = clusters.groupby("cluster_id")["record_id"].transform("size")
    assert clusters["size"].astype(int).tolist() == sizes.tolist()
    assert clusters["score"].isna().equals(sizes == 1)


def test_the_truth_of_the_table_and_of_the_verdicts_is_taken(album):
    records = pd.read_parquet(album / "results/album/records/records.parquet").set_index("record")
    assert set(records["side"]) == {"member"}
    assert records["entity"].nunique() == len(SIZES) and records["entity"].notna().all()
    assert set(records.loc[records["entity"] == "p00-0"].index) == {f"p00-{copy}" for copy in range(SIZES[0])}
    assert set(records.loc[records["entity"] == "p01-0"].index) == {f"p01-{copy}" for copy in range(SIZES[1])}


def test_every_row_has_an_adjusted_rand_index(album):
    scores = pd.read_csv(album / "results/album/scores/scores.csv", encoding="utf-8-sig")
    assert {"jaccard_words", "phash", "selfsup_multimodal", "sup_multimodal"} <= set(scores["method"])
    assert scores[["ari", "ari_low", "ari_high"]].notna().all(axis=None)
    assert (album / "results/figures/table2.md").exists()
    assert (album / "results/figures/album/contact_sheet.png").exists()


def test_a_second_run_finds_nothing_to_do(album):
    assert planned(album, config=ALBUM) == {}


def test_a_photograph_that_cannot_be_read_stops_the_run_and_nothing_is_lost(album, tmp_path):
    folder = copy_run(album, tmp_path / "project")
    (kept,) = (folder / "results/album/encoder/tiny/s0").glob("sup_multimodal*/model.safetensors")
    before = kept.stat().st_mtime_ns
    (folder / "album/p03-0.png").write_bytes(b"no picture")
    run = snakemake(folder, config=ALBUM)
    assert run.returncode != 0
    lines = [line for line in run.stderr.splitlines() if "p03-0.png: not a readable image" in line]
    assert lines and "record 'p03-0'" in lines[0] and "expected a PNG" in lines[0]
    assert kept.stat().st_mtime_ns == before
    assert (folder / "results/album/linkage/clusters.csv").exists()
