"""No rule but the one that fetches reaches a network: the shared runs were made where there is none."""

import os
import subprocess
import sys

import pytest
from toy import ALONE, NOT_ALONE, ROOT, TOY, can_be_alone, planned, rules_run

BUILD = """
from pathlib import Path
from clippings import declarations
from clippings.encoder.building import build_encoder
name, (schema,) = "config/encoders/lite0_minilm.yaml", Path("workflow/schemas").rglob("encoder_file*.yaml")
settings = declarations.checked(declarations.load(name), declarations.load(schema), where=name)
build_encoder(settings, seed=0)
"""
REACH = "import socket; socket.create_connection(('1.1.1.1', 53), timeout=5)"
pytestmark = pytest.mark.skipif(not can_be_alone(), reason="network namespaces cannot be made here")


def test_nothing_can_be_reached_where_the_shared_runs_are_made():
    run = subprocess.run([*ALONE, sys.executable, "-c", REACH], capture_output=True, text=True)
    assert run.returncode == 1 and "Network is unreachable" in run.stderr
    links = subprocess.run([*ALONE, "cat", "/proc/net/dev"], capture_output=True, text=True).stdout
    assert [line.split(":")[0].strip() for line in links.splitlines()[2:]] == ["lo"]


def test_every_rule_of_the_toy_ran_there(finished, bare):
    """All that a run without results plans, but what fetches, which goes before."""
    assert set(planned(bare, config=TOY)) - rules_run(finished) <= set(NOT_ALONE)


@pytest.mark.skipif(
    not (ROOT / "resources/minilm").exists(), reason="`snakemake fetch` has not brought MiniLM"
)
def test_networks_that_were_fetched_are_taken_from_the_disk():
    """Those of photographs, whose packages would ask a hub for what they do not find."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "workflow/lib")}
    command = [*ALONE, sys.executable, "-c", BUILD]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
