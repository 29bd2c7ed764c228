"""Every rule in its own environment, made by `--sdm conda`, and without a network: what a cluster asks.

No conda can be had here: tests/cluster/bridge stands in for it, and says how far. Environments are made
first, as on a login node; then the toy run and one of photographs pass in a network namespace in which
nothing can be reached.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from bridge.channel import write_channel
from bridge.linked_packages import link_packages
from photographs import ALBUM, BESIDE, REPRINTS, lay_out_album
from rules_read import rules_with_script
from tables_compared import differing, tables
from toy import ALONE, MODEL, NOT_ALONE, ROOT, TOY, can_be_alone, copy_project, edit, rules_run

BRIDGE = Path(__file__).with_name("bridge")
# What neither the toy nor the photographs ask for: folds, blocks, curves of learning, pages scanned again.
PEOPLE = """
task: link
input: records
records: [people.csv]
texts: [clean]
sources:
  pr: {orientation: horizontal, sides: {name: query}}
  tk: {orientation: vertical, sides: {name: target}}
fields: {town: text}
blocking: [{town: equal}]
truth: table
folds: 3
measures: [levenshtein]
encoder: {models: []}
export: [all_evidence]
"""
MORE = """
datasets: [firms, firms_150, firms_100, people]
variants:
  firms_150: &scanned_again
    of: firms
    rescan: {dpi: 150}
    network: false
    paper: false
    measures: [levenshtein]
    export: [levenshtein/clean]
    encoder: {pretrained_on: firms, models: [selfsup]}
  firms_100: {<<: *scanned_again, rescan: {dpi: 100}}
linkage: {learning: {labels: [10], repeats: 1}}
"""
HALF = "results/firms/encoder/tiny/s0/sup_multimodal/half/model.safetensors"
pytestmark = [
    pytest.mark.environments,
    pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the env files ask for Python 3.11"),
    pytest.mark.skipif(not can_be_alone(), reason="network namespaces cannot be made here"),
]


class Login:
    """A host with Snakemake and what that needs itself, and nothing that only a rule needs."""

    def __init__(self, folder: Path) -> None:
        """Make the host's Python and the channel, and copy the project."""
        self.folder, self.project = folder, copy_project(folder)
        self.python = folder / "host/bin/python"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "host"], check=True)
        extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
        link_packages(extras["workflow"], str(folder / "host"))
        write_channel(folder / "channel")

    def snakemake(
        self, *arguments: str, config: list[str] = TOY, alone: bool = False
    ) -> subprocess.CompletedProcess:
        """Run Snakemake with environments for its rules; `alone`, without a network."""
        path = f"{BRIDGE / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "BRIDGE_CHANNEL": str(self.folder / "channel")}
        command = [*(ALONE if alone else []), self.python, "-m", "snakemake", "--cores", "2", *arguments]
        command += ["--sdm", "conda", "--conda-prefix", self.folder / "environments", "--show-failed-logs"]
        command += ["--rerun-triggers", "mtime", "params", "input", "--configfile", *config]
        return subprocess.run(
            command, cwd=self.project, env=environment, capture_output=True, text=True, timeout=900
        )


@pytest.fixture(scope="module")
def login(tmp_path_factory):
    """A host on which everything is fetched and every environment made."""
    host = Login(tmp_path_factory.mktemp("login"))
    made = host.snakemake("--conda-create-envs-only")
    assert made.returncode == 0, made.stdout + made.stderr
    return host


def test_each_stage_has_an_environment_that_holds_its_pins_alone(login):
    made = {file.read_text(): file.with_suffix("") for file in (login.folder / "environments").glob("*.yaml")}
    assert sorted(made) == sorted(file.read_text() for file in (ROOT / "envs").glob("*.yaml"))
    linkage = made[(ROOT / "envs/linkage.yaml").read_text()]
    for module, status in (("faiss", 0), ("matplotlib", 1), ("torch", 1), ("snakemake", 1)):
        run = subprocess.run([linkage / "bin/python", "-c", f"import {module}"], capture_output=True)
        assert run.returncode == status, module


def test_the_run_passes_in_its_environments_without_a_network(login, finished):
    run = login.snakemake(alone=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert len(tables(login.project)) > 20
    assert differing(login.project, finished) == []


def lay_out_more(project):
    """Write the records of PEOPLE, a query and a target of each, and the config MORE."""
    rows = "".join(
        f"{s}-{n},{s},Firma {n:02d}{n},e{n},{'ab'[n % 2]}\n" for n in range(40) for s in ("pr", "tk")
    )
    (project / "people.csv").write_text(f"record,source,clean,entity,town\n{rows}", encoding="utf-8")
    (project / "config/datasets/people.yaml").write_text(PEOPLE, encoding="utf-8")
    (project / "config/more.yaml").write_text(MORE, encoding="utf-8")
    edit(project / "config/datasets/firms.yaml", "truth: drawn", "truth: drawn\ndpi: 300")


def test_so_does_a_run_of_photographs_and_with_more_every_rule(login):
    """The rules of all runs are all but the exceptions, which say why."""
    lay_out_album(login.project)
    lay_out_more(login.project)
    more = [*TOY, "config/more.yaml"]
    runs = ((["all"], ALBUM), ([BESIDE], REPRINTS), ([MODEL], TOY), (["all", "exports", HALF], more))
    for targets, config in runs:
        run = login.snakemake(*targets, config=config, alone=True)
        assert run.returncode == 0, run.stdout + run.stderr
    assert rules_with_script() - rules_run(login.project) <= set(NOT_ALONE)


def test_a_package_missing_from_an_environment_is_named(login, finished):
    """Run one job of a finished run after its environment lost a package."""
    shutil.copytree(finished / "results", login.project / "results", dirs_exist_ok=True)
    edit(login.project / "envs/ocr.yaml", "      - pytesseract==0.3.13\n", "")
    made = login.snakemake("--conda-create-envs-only")
    assert made.returncode == 0, made.stdout + made.stderr
    target = next(file for file in tables(login.project) if "/ocr/tesseract/" in file)
    run = login.snakemake(f"results/{target}", "--forcerun", "read_names", alone=True)
    assert run.returncode == 1
    assert "No module named 'pytesseract'" in run.stdout + run.stderr


def test_an_image_of_all_environments_can_be_described(login):
    recipe = login.snakemake("--containerize", "apptainer").stdout
    assert recipe.startswith("Bootstrap:")
    assert recipe.count("conda env create") >= len(list((ROOT / "envs").glob("*.yaml")))
