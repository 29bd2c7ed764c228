"""What a run would do, without doing it, and what a finished one leaves behind."""

import json
import re
import shutil

import pandas as pd
from PIL import Image
from toy import ROOT, planned, snakemake

from clippings import frames, tables


def test_the_default_run_is_planned(bare):
    jobs = planned(bare, config=["config/config.yaml"])
    assert jobs["draw_pages"] == jobs["detect_layout"] == jobs["crop_names"] == 8
    assert (jobs["pretrain_encoder"], jobs["finetune_encoder"]) == (3, 4 + 2 * 5 + 3)


def test_the_paper_run_trains_five_models_three_times(bare):
    jobs = planned(bare, config=["config/paper.yaml"])
    assert jobs["pretrain_encoder"] == 3
    assert jobs["finetune_encoder"] == 12
    assert jobs["embed_records"] == 15


def test_a_checkpoint_of_clip_is_no_input_of_the_row_that_was_never_aligned(bare):
    (bare / "clip.pt").touch()
    with (bare / "config/encoders/open_clip_vit_b32.yaml").open("a") as file:
        file.write("weights: clip.pt\n")
    plan = snakemake(bare, "--dry-run", config=["config/paper.yaml"]).stdout
    told = r"^rule (?:pretrain|finetune)_encoder:\n    input: (.*)\n(?:    .*\n)*?    wildcards: (.*)"
    jobs = re.findall(told, plan, flags=re.M)
    assert len(jobs) == 15
    given = {("clip.pt" in files.split(", "), "unaligned_visual" in wildcards) for files, wildcards in jobs}
    assert given == {(True, False), (False, True)}


def test_the_tables_of_a_finished_run_follow_their_description(finished):
    scores = frames.read(finished / "results/firms/scores/scores.csv", tables.SCORES)
    assert scores["top1"].between(scores["top1_low"], scores["top1_high"]).all()
    assert (scores["top1"] <= scores["top1_any_tie"]).all()
    links = frames.read(finished / "results/firms/linkage/links.csv", tables.LINKS)
    assert set(links["method"]) == {"sup_multimodal/clean", "levenshtein/noisy"}
    records = frames.read(finished / "results/firms/records/records.parquet", tables.RECORDS)
    queries = records.loc[records["side"] == "query", "record"]
    assert set(links.loc[links["rank"] == 1, "query_id"]) == set(queries)


def test_no_entity_stands_in_two_splits(finished):
    records = frames.read(finished / "results/firms/records/records.parquet", tables.RECORDS)
    known = records[records["entity"].notna()]
    assert (known.groupby("homonym")["split"].nunique() == 1).all()
    assert set(known.loc[known["side"] == "query", "split"]) == {"train", "val", "test"}


def test_japanese_survives_from_page_to_link(finished):
    links = pd.read_csv(finished / "results/firms/linkage/links.csv", encoding="utf-8-sig")
    assert links["target_text"].dropna().str.contains(r"[一-龯ァ-ヴ]").mean() > 0.9


def test_the_run_says_where_it_comes_from(finished):
    run = json.loads((finished / "results/firms/run.json").read_text(encoding="utf-8"))
    assert run["seeds"] == [0]
    assert run["versions"]["torch"] != "not installed"
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in run["inputs"].values())
    assert {"detect_layout", "read_names", "pretrain_encoder"} <= set(run["stages"])


def test_names_are_found_on_the_drawn_pages(finished):
    scores = frames.read(finished / "results/firms/scores/layout.csv", tables.LAYOUT_SCORES)
    names = scores[scores["role"] == "names"].set_index("source")
    assert (names[["recall", "precision"]] >= 0.97).all(axis=None), names.to_string()


def test_figures_and_summary_are_there(finished):
    figures = finished / "results/figures"
    assert (figures / "accuracy.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (figures / "accuracy.svg").read_text(encoding="utf-8")
    table = (figures / "table1.md").read_text(encoding="utf-8")
    assert "Sup multimodal" in table and "Stroke" in table and "Jaccard" in table
    assert "results/firms/linkage/links.csv" in (finished / "results/summary.md").read_text(encoding="utf-8")


def test_a_dataset_in_folds_trains_each_of_them_and_is_scored_once(bare):
    (bare / "config/own.yaml").write_text("datasets: [pr_tk]\n", encoding="utf-8")
    jobs = planned(bare, config=["config/config.yaml", "config/own.yaml"])
    assert jobs["tabulate_candidates"] == jobs["pretrain_encoder"] == jobs["score_records"] == 1
    assert jobs["finetune_encoder"] == jobs["judge_queries"] == jobs["compare_strings"] == 5
    assert jobs["build_records"] == 6  # the folds and the names that they train with
    assert jobs["link_records"] == jobs["describe_run"] == jobs["plot_breakdown"] == 1
    assert "detect_layout" not in jobs


def test_the_photographs_of_a_user_are_reprinted_and_grouped_beside_the_published_ones(bare):
    folder = bare / "resources/photographs/fsa"
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"p{number}.png" for number in range(10)]
    for name in names:
        Image.new("L", (64, 48), 128).save(folder / name)
    rows = ["file,caption", *(f"{name},A ferry of {name}" for name in names)]
    (folder / "captions.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    jobs = planned(bare, config=["config/config.yaml", "config/fsa.yaml"])
    assert jobs["compose_reprints"] == jobs["cluster_records"] == jobs["score_records"] == 2
    assert jobs["judge_queries"] == 1 + 5
    assert jobs["finetune_encoder"] == 3 * (1 + 5) and "detect_layout" not in jobs
    (folder / names[3]).unlink()
    run = snakemake(bare, "--dry-run", config=["config/config.yaml", "config/fsa.yaml"])
    assert (
        "resources/photographs/fsa/p3.png: no such file; listed as photograph p3" in run.stdout + run.stderr
    )


def test_a_run_whose_one_string_measure_is_of_words_compares_no_characters(bare):
    text = """
linkage: {measures: [jaccard_words], export: [sup_multimodal/clean, jaccard_words/noisy]}
figures: {networks: {g1: sup_multimodal/clean, g2: jaccard_words/noisy}}
"""
    (bare / "config/own.yaml").write_text(text, encoding="utf-8")
    jobs = planned(bare, config=["config/toy.yaml", "config/own.yaml"])
    assert jobs["compare_words"] == 2 and "compare_strings" not in jobs


def test_a_run_fetches_what_its_datasets_use(bare):
    shutil.rmtree(bare / "resources", ignore_errors=True)
    everything = planned(bare, "fetch", config=["config/config.yaml"])["fetch_resource"]
    of_firms = planned(bare, "fetch", config=["config/paper.yaml"])["fetch_resource"]
    listed = (ROOT / "config/resources.tsv").read_text(encoding="utf-8").splitlines()[1:]
    bulky = [line for line in listed if line.startswith(("photographs/", "efficientnet/", "minilm/"))]
    assert (everything, of_firms) == (len(listed), len(listed) - len(bulky)) and bulky
