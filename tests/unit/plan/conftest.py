"""The config of the default run, and plans of it but for some keys."""

from copy import deepcopy
from pathlib import Path

import pytest

from clippings.plan import load_plan, read_config

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def config():
    """Return the config of the default run, which no test changes."""
    return read_config(ROOT / "config/config.yaml")


@pytest.fixture
def plan_of_own(config, monkeypatch):
    """Plan in the folder of the project datasets such as `own`, a variant that is declared here."""
    monkeypatch.chdir(ROOT)

    def plan_of_own(own, *, datasets=("own",), seeds=(0,), **changes):
        changes |= {"datasets": [*datasets], "seeds": [*seeds], "variants": {"own": own}}
        return load_plan(deepcopy(config) | changes)

    return plan_of_own
