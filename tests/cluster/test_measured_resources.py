"""What the rules took, by the benchmark files of the toy run, and what they ask for."""

import importlib.util
import re

import pandas as pd
from rules_read import rules
from toy import ROOT

LARGEST = 6 * 1024  # MB


def render_resources(results):
    spec = importlib.util.spec_from_file_location("render_resources", ROOT / "docs/render_resources.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.render(results)


def test_no_rule_comes_near_the_memory_that_a_run_may_take(finished):
    measured = sorted((finished / "results/benchmarks").rglob("*.tsv"))
    peaks = {file: pd.read_csv(file, sep="\t", na_values="NA")["max_rss"].max() for file in measured}
    assert len(peaks) > 20
    assert {str(file): peak for file, peak in peaks.items() if peak > LARGEST} == {}


def test_the_table_of_resources_lists_each_rule_that_ran(finished):
    names = re.findall(r"^\| `(\w+)` \|", render_resources(finished / "results"), flags=re.M)
    assert names == sorted(names) and {"detect_layout", "read_names", "pretrain_encoder"} <= set(names)
    assert set(names) <= {rule.name for rule in rules() if rule.benchmark}


def test_photographs_and_datasets_without_records_have_lines_of_their_own(tmp_path):
    """By hand: two shards of ten names, one of two portions and the whole of an older run, one job of four
    photographs, and one of a dataset without records."""
    for path, seconds in {
        "names/read_names/ppocr-pr-000": 2.0,
        "names/read_names/ppocr-pr-001": 4.0,
        "names/embed_records/lite0-s0-selfsup-2-of-2": 5.0,
        "names/embed_records/lite0-s0-selfsup-1-of-1": 10.0,
        "papers/read_names/ppocr-paper-000": 8.0,
        "whole/judge_queries": 1.0,
    }.items():
        file = tmp_path / f"benchmarks/{path}.tsv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"s\tmax_rss\n{seconds}\t{100 * seconds}\n")
    for dataset, sides in {"names": ["query", "target"] * 5, "papers": ["member"] * 4}.items():
        (tmp_path / dataset / "records").mkdir(parents=True)
        pd.DataFrame({"side": sides}).to_parquet(tmp_path / dataset / "records/records.parquet")
    assert render_resources(tmp_path).splitlines()[2:] == [
        "| `embed_records` | 2 | 8 | 7.5 | 10 | 1000.0 | 1000 |",
        "| `judge_queries` | 1 | – | 1.0 | 1 | – | 100 |",
        "| `read_names` | 2 | 5 | 3.0 | 4 | 600.0 | 400 |",
        "| `read_names` of photographs | 1 | 4 | 8.0 | 8 | 2000.0 | 800 |",
    ]


OF_OWN_PAGES = ("learn_roles", "suggest_pages", "write_label_page", "export_transcriptions")


def test_the_page_for_users_lists_each_rule_that_a_cluster_is_given():
    """Those that the demo has no use for are named below the table."""
    page = (ROOT / "docs/cluster.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)`(?: of photographs)? \|", page, flags=re.M))
    unmeasured = re.search(r"^Rules that are not listed .*?\n\n", page, flags=re.M | re.S)[0]
    submitted = {rule.name for rule in rules() if not rule.local}
    assert submitted - listed <= {
        "import_crops",
        "rescan_crops",
        "pack_model",
        "halve_encoder",
        "save_index",
        "compare_evidence",
        "report_blocking",
        *OF_OWN_PAGES,
    }
    assert all(f"`{rule}`" in unmeasured for rule in submitted - listed)


def test_a_rule_that_computes_asks_for_more_with_each_attempt():
    """Memory and time are functions of the attempt; what they return is in the rules to be read."""
    for rule in (rule for rule in rules() if not rule.local):
        for name in ("mem_mb", "runtime"):
            assert "attempt" in rule.resources[name], f"{rule.name}: {name}"


def test_no_rule_names_a_partition_or_an_account():
    for rule in rules():
        assert not {"slurm_partition", "slurm_account", "gres"} & set(rule.resources), rule.name
