"""Runs of made-up work on the test node, under the project's own profile, in a folder of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import slurm_node

ROOT = Path(__file__).resolve().parents[2]
SQUEUE_FOR_SACCT = str(ROOT / "slurm/bin")
# What differs from the profile: ends are looked for sooner, for jobs that take seconds and not minutes.
SOONER = ["--slurm-init-seconds-before-status-checks", "6", "--max-status-checks-per-second", "1"]


class Work:
    """A folder with shards to compute, `faults` being the shell command that each runs before its result."""

    def __init__(
        self,
        folder: Path,
        shards: list[str],
        faults: dict[str, str],
        *,
        trainings: tuple[str, ...] = (),
        hurried: tuple[str, ...] = (),
    ) -> None:
        """Lay out the Snakefile, its config and the profile.

        `trainings` are the shards that need the memory of torch, `hurried` those that first have a minute.
        """
        self.folder, self.shards = folder, shards
        shutil.copy(Path(__file__).with_name("faults.smk"), folder / "Snakefile")
        shutil.copytree(ROOT / "workflow/profiles/slurm", folder / "slurm")
        config = {"shards": shards, "faults": faults, "trainings": trainings, "hurried": hurried}
        (folder / "config.json").write_text(json.dumps(config))

    def start(self, *options: str, path: str = "") -> subprocess.Popen:
        """Start Snakemake with what it says in output.txt; `path` goes before PATH."""
        python = Path(sys.executable).parent
        environment = {**os.environ, "PATH": f"{path}:{python}:{os.environ['PATH']}"}
        command = ["snakemake", "--profile", "slurm", *SOONER, *options]
        with (self.folder / "output.txt").open("a") as output:
            return subprocess.Popen(
                command, cwd=self.folder, env=environment, stdout=output, stderr=subprocess.STDOUT
            )

    def run(self, *options: str, seconds: float = 240) -> int:
        """Run Snakemake to its end; return its exit status."""
        return finish(self.start(*options), seconds=seconds)

    def attempts(self) -> dict[str, int]:
        """Count how often each shard was begun."""
        return {shard: len(self.marks(shard)) for shard in self.shards}

    def marks(self, shard: str) -> list[str]:
        """Return the Slurm jobs of a shard, in order."""
        file = self.folder / "runs" / shard
        return file.read_text().split() if file.exists() else []

    def queued(self) -> list[str]:
        """Return the Slurm jobs of this folder that wait or run."""
        lines = slurm_node.answer("squeue", "-h", "-o", "%A %Z").splitlines()
        return [line.split()[0] for line in lines if line.split()[1] == str(self.folder)]

    def said(self) -> str:
        return (self.folder / "output.txt").read_text()

    def is_right(self) -> bool:
        """Whether the collected result is whole."""
        return (self.folder / "done.txt").read_text().split() == self.shards

    def wait_until_begun(self, shard: str) -> str:
        """Wait for the first attempt of a shard; return its Slurm job."""
        slurm_node.wait_until(lambda: bool(self.marks(shard)), what=f"shard {shard}", seconds=60)
        return self.marks(shard)[-1]


def finish(process: subprocess.Popen, *, seconds: float = 240) -> int:
    """Wait for Snakemake; interrupt it, so that it cancels its jobs, where it takes longer than `seconds`."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        raise
