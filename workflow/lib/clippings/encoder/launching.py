"""A job in several processes, started the way torchrun starts them; in this one where one is enough."""

import logging
import os
import pickle
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import distributed
from torch.distributed.elastic.multiprocessing.api import DefaultLogsSpecs, SignalException
from torch.distributed.elastic.multiprocessing.errors import ChildFailedError, record
from torch.distributed.launcher.api import LaunchConfig, elastic_launch

from clippings.encoder import parallel
from clippings.encoder.checkpoints import SIGNALS, STOPPED
from clippings.running import say

Job = Callable[[torch.device], None]


def run_job(job: Job, *, processes: int, threads: int) -> None:
    """Run `job` on the device of each of `processes` processes; end as the first of them that fails.

    `job` is a function of the library with plain arguments, since the processes read it from a file.
    """
    if processes < 2:
        return job(choose_device(threads))
    say(f"in {processes} processes")
    with TemporaryDirectory() as folder, _log_inherited():
        path = Path(folder) / "job.pickle"
        path.write_bytes(pickle.dumps((job, max(1, threads // processes))))
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
        launch = elastic_launch(_config(processes, folder), sys.executable)
        try:
            launch("-m", "clippings.encoder.launching", str(path))
        except SignalException:
            raise SystemExit(STOPPED) from None
        except ChildFailedError as error:
            # Those that stop do so together, and the one that ends last may have been ended by the launcher.
            if STOPPED in {failure.exitcode for failure in error.failures.values()}:
                raise SystemExit(STOPPED) from None
            _, failure = error.get_first_failure()
            raise ValueError(_line(failure.message)) from error


def choose_device(threads: int, *, place: int = 0) -> torch.device:
    """Use the accelerator at `place` if there are any, else `threads` threads of the processor."""
    torch.set_num_threads(threads)
    if not torch.cuda.is_available():
        return torch.device("cpu")
    if place >= torch.cuda.device_count():
        raise ValueError(f"{torch.cuda.device_count()} accelerators, expected one for each process")
    torch.cuda.set_device(place)
    return torch.device("cuda", place)


@record
def work(path: str) -> None:
    """Do one process's part of the job in the file `path`; only the leading one writes to the log."""
    job, threads = pickle.loads(Path(path).read_bytes())
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S", level=logging.INFO)
    device = choose_device(threads, place=int(os.environ["LOCAL_RANK"]))
    distributed.init_process_group()
    with _quiet_unless_leading():
        status = _status_of(job, device)
    distributed.destroy_process_group()
    sys.exit(status)


def _status_of(job: Job, device: torch.device) -> int:
    """Run the job; give the status with which it stops, in all processes alike, or 0 at its end."""
    try:
        job(device)
    except SystemExit as stopped:
        return int(stopped.code or 0)
    return 0


def _line(message: str | Mapping[str, str]) -> str:
    """Find the one line of a failure, which is told with its traceback unless a signal ended the process."""
    line = message if isinstance(message, str) else message["message"]
    return line.removeprefix("ValueError: ")


def _config(processes: int, folder: str) -> LaunchConfig:
    return LaunchConfig(
        min_nodes=1,
        max_nodes=1,
        nproc_per_node=processes,
        run_id=uuid.uuid4().hex,
        rdzv_backend="c10d",
        rdzv_endpoint="localhost:0",
        local_addr="localhost",
        max_restarts=0,
        logs_specs=DefaultLogsSpecs(log_dir=folder),
        signals_to_handle=",".join(number.name for number in SIGNALS),
    )


@contextmanager
def _log_inherited() -> Iterator[None]:
    """Let started processes write to where this one's messages go."""
    sys.stderr.flush()
    kept = {number: os.dup(number) for number in (1, 2)}
    for number in kept:
        os.dup2(sys.stderr.fileno(), number)
    try:
        yield
    finally:
        for number, before in kept.items():
            os.dup2(before, number)
            os.close(before)


@contextmanager
def _quiet_unless_leading() -> Iterator[None]:
    if parallel.leads():
        yield
        return
    logging.disable()
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        yield


if __name__ == "__main__":
    work(sys.argv[1])
