"""What the rules took, by the benchmark files of the toy run, and what they ask for."""

import importlib.util
import re

import pandas as pd
import pytest
from toy import ROOT

LARGEST = 6 * 1024  # MB
RULE_FILES = sorted((ROOT / "workflow/rules").rglob("*.smk"))
RULES = {
    part.split(":")[0]: part
    for file in RULE_FILES
    for part in re.split(r"^rule ", file.read_text(encoding="utf-8"), flags=re.M)[1:]
}
COMPUTING = sorted(name for name, text in RULES.items() if "benchmark:" in text)


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
    rules = re.findall(r"^\| `(\w+)` \|", render_resources(finished / "results"), flags=re.M)
    assert rules == sorted(rules) and {"detect_layout", "read_names", "pretrain_encoder"} <= set(rules)
    assert set(rules) <= set(COMPUTING)


@pytest.mark.parametrize("rule", COMPUTING)
def test_a_rule_that_computes_asks_for_more_with_each_attempt(rule):
    assert re.search(r"mem_mb=(lambda wildcards, attempt: \d+ \* attempt|\w+_memory,)", RULES[rule]), rule
    assert re.search(r"runtime=lambda wildcards, attempt: \d+ \* attempt", RULES[rule]), rule


def test_no_rule_names_a_partition_or_an_account():
    for rule, text in RULES.items():
        assert not re.search(r"slurm_|\bgres\b", text), rule
