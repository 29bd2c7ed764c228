"""A user's own scans: files of several kinds, some bad, linked by an encoder trained elsewhere."""

import pandas as pd
from toy import SCANS, planned, snakemake


def test_scans_are_linked_by_an_encoder_trained_elsewhere(scans):
    folder, _ = scans
    links = pd.read_csv(folder / "results/scans/linkage/links.csv", encoding="utf-8-sig")
    assert {"sup_multimodal/clean", "levenshtein/noisy"} == set(links["method"])
    assert links.loc[links["rank"] == 1, "query_id"].str.startswith("pr-").all()
    assert links["target_id"].dropna().str.startswith("tk-").all()
    assert not (folder / "results/scans/encoder/tiny/s0/sup_multimodal/model.pt").exists()
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


def test_a_bad_page_stops_a_run_that_does_not_skip_and_nothing_is_lost(scans):
    folder, table = scans
    rows = [row for row in table.read_text(encoding="utf-8").splitlines() if "missing" not in row]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    config = folder / "config/scans.yaml"
    config.write_text(config.read_text().replace("on_bad_page: skip", "on_bad_page: fail"))
    kept = folder / "results/firms/encoder/tiny/s0/sup_multimodal/model.pt"
    before = kept.stat().st_mtime_ns
    run = snakemake(folder, "--keep-going", config=SCANS)
    assert run.returncode != 0
    line = next(line for line in run.stderr.splitlines() if line.startswith("pr-000: "))
    assert "scans/blank.png" in line or "scans/broken.jpg" in line
    assert "expected" in line
    assert kept.stat().st_mtime_ns == before
    assert planned(folder, "--keep-going", config=SCANS)["detect_layout"] == 0
    assert (folder / "results/scans/layout/boxes/tk-000.parquet").exists()
