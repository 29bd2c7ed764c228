"""A job in several processes, started like torchrun does; in this process where one is enough.

Spawning by multiprocessing would run the script of the step again in each process.
"""

import logging
import os
import pickle
import sys
import uuid
from collections.abc import Callable, Iterator
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
    """Run `job` in `processes` processes, each on a device of its own; fail like the first that fails.

    `job` is a function of the library with plain arguments, since the processes unpickle it from a file.
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
            # Processes stop together, and the launcher may have ended the last of them.
            if STOPPED in {failure.exitcode for failure in error.failures.values()}:
                raise SystemExit(STOPPED) from None
            message = error.get_first_failure()[1].message
            line = message if isinstance(message, str) else message["message"]
            raise ValueError(line.removeprefix("ValueError: ")) from error


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
    """Run the job in the file `path` as one of its processes; only the leading one writes to the log."""
    job, threads = pickle.loads(Path(path).read_bytes())
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S", level=logging.INFO)
    device = choose_device(threads, place=int(os.environ["LOCAL_RANK"]))
    distributed.init_process_group()
    status = 0
    with _quiet_unless_leading():
        try:
            job(device)
        except SystemExit as stopped:
            status = int(stopped.code or 0)
    distributed.destroy_process_group()
    sys.exit(status)


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
    """Send the output of started processes to where this one's messages go."""
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
    with open(os.devnull, "w", encoding="utf-8") as null, redirect_stderr(null):
        yield


if __name__ == "__main__":
    work(sys.argv[1])
