"""The rules of the workflow as Snakemake reads them: `rules()` in a test, JSON where run as a program.

Snakemake is started in a process of its own, once, since it changes the folder, the path and the log of the
process that reads a workflow.
"""

import functools
import inspect
import json
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROBED = ("mem_mb", "runtime", "gpu", "processes", "gres", "slurm_partition", "slurm_account")


@dataclass(frozen=True)
class Rule:
    """One rule: paths are relative to the project; of a computed resource the arguments are listed."""

    name: str
    file: str
    script: str | None
    logs: list[str]
    benchmark: str | None
    environment: str | None
    local: bool
    params: list[str]
    resources: dict[str, int | str | list[str]]
    retries: int | None

    @property
    def step(self) -> str:
        """The name of its script: its own or, where there is a rule a package, that which they share."""
        return Path(self.script).stem if self.script else self.name

    @property
    def stage(self) -> str:
        """The stage whose file of rules holds it."""
        return Path(self.file).stem


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Return every rule of the workflow, in the order of its files."""
    run = subprocess.run(
        [sys.executable, __file__], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stderr
    return tuple(Rule(**fields) for fields in json.loads(run.stdout.splitlines()[-1]))


def rules_with_script() -> set[str]:
    """Name the rules that run a script; those that fetch a package each, by the script that they share."""
    return {rule.step for rule in rules() if rule.script}


def _read() -> list[Rule]:
    from snakemake.api import SnakemakeApi
    from snakemake.settings.types import ConfigSettings, ResourceSettings

    with SnakemakeApi() as api:
        opened = api.workflow(
            resource_settings=ResourceSettings(),
            config_settings=ConfigSettings(configfiles=[Path("config/toy.yaml")]),
            snakefile=ROOT / "Snakefile",
            workdir=ROOT,
        )
        # Snakemake has no public way to the rules that it has read.
        workflow = opened._workflow
        return [_described(rule, workflow) for rule in workflow.rules]


def _described(rule, workflow) -> Rule:
    folder = Path(str(rule.snakefile)).parent
    return Rule(
        name=rule.name,
        file=_inside(folder, Path(str(rule.snakefile)).name),
        script=rule.script and _inside(folder, rule.script),
        logs=[_plain(log) for log in rule.log],
        benchmark=rule.benchmark and _plain(rule.benchmark),
        environment=rule.conda_env and _inside(folder, str(rule.conda_env)),
        local=rule.name in workflow._localrules or not rule.script,
        params=list(rule.params.keys()),
        resources={name: _value(rule.resources[name]) for name in PROBED if name in rule.resources},
        retries=rule._restart_times,
    )


def _inside(folder: Path, path: str) -> str:
    return str((folder / path).resolve().relative_to(ROOT))


def _plain(path: str) -> str:
    """Return a path without the patterns of its wildcards: {shard,[a-z]+-[0-9]{3,6}} is {shard}."""
    return re.sub(r"\{(\w+),(?:[^{}]|\{[^{}]*\})*\}", r"{\1}", str(path))


def _value(resource) -> int | str | list[str]:
    computed = resource._evaluator
    return list(inspect.signature(computed).parameters) if computed else resource.raw


if __name__ == "__main__":
    print(json.dumps([asdict(rule) for rule in _read()]))
