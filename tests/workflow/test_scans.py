"""A user's own scans: files of several kinds, some bad, linked by an encoder trained elsewhere."""

import re
import shutil
from collections import Counter

import pandas as pd
import pytest
from test_reruns import FOLLOWING
from toy import SCANS, planned, replace, snakemake

pytestmark = pytest.mark.chains


def test_scans_are_linked_by_an_encoder_trained_elsewhere(scans):
    folder, _ = scans
    links = pd.read_csv(folder / "results/scans/linkage/links.csv", encoding="utf-8-sig")
    rows = {"selfsup_all_evidence/both", "sup_multimodal/clean", "levenshtein/noisy"}
    assert set(links["method"]) == rows
    assert links.loc[links["rank"] == 1, "query_id"].str.startswith("pr-").all()
    assert links["target_id"].dropna().str.startswith("tk-").all()
    assert not list((folder / "results/scans/encoder").rglob("model.safetensors"))
    assert not (folder / "results/scans/scores").exists()


def test_skipped_pages_are_named_in_the_status_and_in_the_summary(scans):
    folder, _ = scans
    status = pd.read_csv(folder / "results/scans/layout/page_status.tsv", sep="\t").set_index("page")[
        "status"
    ]
    assert status["pr-blank"] == "blank"
    assert status["pr-broken"] == "unreadable"
    assert status["pr-missing"] == "missing"
    assert status["pr-0001"] == status["tk-0001"] == "ok"
    summary = (folder / "results/summary.md").read_text(encoding="utf-8")
    assert all(page in summary for page in ("pr-blank", "pr-broken", "pr-missing"))


def test_a_second_run_on_scans_finds_nothing_to_do(scans):
    assert planned(scans[0], config=SCANS) == {}


def test_an_added_page_reruns_its_shard_and_what_follows(scans):
    folder, table = scans
    shutil.copy(folder / "scans/pr-0002.png", folder / "scans/pr-0003.png")
    with table.open("a", encoding="utf-8") as rows:
        rows.write("pr-0003\tscans/pr-0003.png\tpr\t0\n")
    shard = Counter(detect_layout=1, crop_names=1, read_names=1, recognise_names=1)
    dataset = Counter(collect_page_status=1, draw_overlays=1, build_records=1, embed_records=1)
    dataset += Counter(export_transcriptions=1, compare_evidence=1, weigh_evidence=1)
    dataset += Counter(compare_strings=1, search_neighbours=1, judge_queries=1, link_records=1)
    assert planned(folder, config=SCANS) == shard + dataset + FOLLOWING["link_records"]
    # Models trained elsewhere embed the names of this shard alone: what they saw of others is as before.
    records = folder / "results/scans/records/records.parquet"
    before = pd.read_parquet(records)
    run = snakemake(folder, "--until", "embed_records", config=SCANS)
    assert run.returncode == 0, run.stdout + run.stderr
    after = pd.read_parquet(records)
    (log,) = (folder / "results/logs/scans/embed_records").glob("*.log")
    found = re.findall(r"(\d+) images embedded, (\d+) found", log.read_text(encoding="utf-8"))
    assert len(found) == 3 and len(after) > len(before)
    for embedded, there in found:
        assert int(there) >= (after["source"] == "tk").sum() and int(embedded) + int(there) == len(after)


def test_a_bad_page_stops_a_run_that_does_not_skip_and_nothing_is_lost(scans):
    """It is named after all pages were looked at: what the good ones gave is kept."""
    folder, table = scans
    rows = [row for row in table.read_text(encoding="utf-8").splitlines() if "missing" not in row]
    replace(table, "\n".join(rows) + "\n")
    config = folder / "config/scans.yaml"
    replace(config, config.read_text().replace("on_bad_page: skip", "on_bad_page: fail"))
    (kept,) = (folder / "results/firms/encoder/tiny/s0").glob("sup_multimodal*/model.safetensors")
    before = kept.stat().st_mtime_ns
    run = snakemake(folder, "--keep-going", config=SCANS)
    assert run.returncode != 0
    lines = [line for line in run.stderr.splitlines() if "scans/b" in line and "expected" in line]
    assert any("scans/blank.png" in line or "scans/broken.jpg" in line for line in lines), run.stderr
    assert kept.stat().st_mtime_ns == before
    assert planned(folder, "--keep-going", config=SCANS)["detect_layout"] == 0
    assert (folder / "results/scans/layout/boxes/tk-000.parquet").exists()
