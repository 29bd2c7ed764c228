"""The profiles are where the docs say, plan the whole run, and rerun what the Makefile reruns."""

import re
import subprocess
import sys

import pytest
import yaml
from rules_read import rules, rules_with_script
from toy import ROOT, TOY, copy_project, planned

PROFILES = {"slurm": "slurm", "workflow/profiles/workstation": "workstation"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return copy_project(tmp_path_factory.mktemp("profiles"))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_plans_the_run_from_the_root(folder, profile):
    """No Slurm is needed to plan; a profile with an unknown or misspelt setting would be refused."""
    command = [sys.executable, "-m", "snakemake", "--profile", profile, "--dry-run", "--configfile", *TOY]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    jobs = re.findall(r"^(?:local)?rule (\w+):", run.stdout + run.stderr, flags=re.M)
    assert len(jobs) == planned(folder).total()


@pytest.mark.parametrize("name", PROFILES.values())
def test_a_profile_reruns_what_the_makefile_reruns(name):
    profile = yaml.safe_load((ROOT / f"workflow/profiles/{name}/config.yaml").read_text(encoding="utf-8"))
    menu = (ROOT / "Makefile").read_text(encoding="utf-8")
    triggers = re.search(r"^TRIGGERS := --rerun-triggers (.*)$", menu, flags=re.M)[1]
    assert profile["rerun-triggers"] == triggers.split()
    assert profile["retries"] >= 1 and profile["rerun-incomplete"]


@pytest.mark.parametrize("name", PROFILES.values())
def test_each_rule_that_a_profile_names_is_one(name):
    """In a comment too; Snakemake passes over the settings of a rule that there is not."""
    text = (ROOT / f"workflow/profiles/{name}/config.yaml").read_text(encoding="utf-8")
    named = set(re.findall(r"^#? +(\w+): \{", text, flags=re.M))
    assert named <= rules_with_script(), named - rules_with_script()
    assert named or name != "slurm"


def test_the_slurm_profile_names_each_rule_that_may_use_a_gpu():
    text = (ROOT / "workflow/profiles/slurm/config.yaml").read_text(encoding="utf-8")
    seeing = [rule.name for rule in rules() if "gpu" in rule.resources]
    assert seeing and [rule for rule in seeing if f'#   {rule}: {{slurm_partition: "gpu"}}' not in text] == []


def test_a_rule_leaves_retries_to_the_profile():
    """A rule's own `retries:` would repeat a job inside the same allocation, with the same memory."""
    assert [rule.name for rule in rules() if rule.retries] == []
