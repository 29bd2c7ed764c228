"""Peak memory and processor seconds of each rule of a run, as the kernel counts them (Linux)."""

import re
import threading
from pathlib import Path

import psutil

# Of a process the kernel keeps the peak and the sum, so that only its last moments go unseen.
EVERY = 0.5
SCRIPT = re.compile(r"/scripts/(?:tmp\w+\.)?(\w+)\.py$")
PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", flags=re.M)


class Watch:
    """Watch the processes below this one while a block runs, and which script of the workflow each runs.

    Snakemake's benchmark files look at a job every 30 s once it has run as long, and miss what lies between.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], tuple[float, float]] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def peaks(self) -> dict[str, float]:
        """Return the peak memory in MB of the largest process of each rule."""
        largest: dict[str, float] = {}
        for (rule, _), (peak, _) in self._seen.items():
            largest[rule] = max(largest.get(rule, 0.0), peak)
        return largest

    def processor(self) -> dict[str, float]:
        """Return the processor seconds of all processes of each rule."""
        spent: dict[str, float] = {}
        for (rule, _), (_, seconds) in self._seen.items():
            spent[rule] = spent.get(rule, 0.0) + seconds
        return spent

    def _look(self) -> None:
        while not self._ended.wait(EVERY):
            for process in psutil.Process().children(recursive=True):
                try:
                    rule = script_of(process.cmdline())
                    peak = PEAK.search(Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8"))
                    times = process.cpu_times()
                except (psutil.Error, OSError):  # It has ended since it was listed.
                    continue
                if rule and peak:
                    self._seen[rule, process.pid] = int(peak[1]) / 1024, times.user + times.system


def script_of(command: list[str]) -> str | None:
    """Return the script that a command runs, as Snakemake calls it, if it runs one."""
    return next((match[1] for word in command if (match := SCRIPT.search(word))), None)
