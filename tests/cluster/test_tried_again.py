"""What the next attempt of a job makes good, on a real Slurm; a training goes on where it was.

The run began with test_faults.py: its time limits go by while the tests of the files in between run.
"""

import re
import subprocess

import pytest
import slurm_node
from bad_day import TRAINING
from made_up_work import finish

pytestmark = pytest.mark.cluster

STATES = ("squeue", "-h", "-t", "all", "-o", "%A %T")
REACHED = r"(\d+) epochs and (\d+) steps"


@pytest.fixture(scope="module")
def ended(begun):
    """The run with a fault in each shard but one, after its end."""
    work, process = begun
    assert finish(process, seconds=480) == 0, work.said()
    assert work.is_right()
    return work


def test_a_job_that_exits_with_an_error_is_tried_again(ended):
    assert ended.attempts()["exits"] == 2
    assert ended.attempts()["fine"] == 1


def test_a_job_out_of_memory_succeeds_with_more(ended):
    assert ended.attempts()["grows"] == 2
    assert "exceeded memory limit" in ended.said() or "oom-kill" in ended.said()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The weights of the same training left alone."""
    folder = tmp_path_factory.mktemp("alone")
    subprocess.run([*TRAINING.split(), folder, "alone"], check=True, capture_output=True)
    return (folder / "model.safetensors").read_bytes()


def logged(work, shard, what):
    """Return the epochs and steps that the log of a training names, in order."""
    log = (work.folder / f"{shard}.log").read_text()
    return [(int(epoch), int(step)) for epoch, step in re.findall(f"{what} after {REACHED}", log)]


@pytest.mark.parametrize("shard", ["lasts", "killed"])
def test_a_training_at_its_time_limit_or_killed_goes_on_where_it_was(shard, ended, undisturbed):
    """Three times; it ends with the weights, bit for bit, of one that was left alone."""
    assert ended.attempts()[shard] == 4
    resumed = logged(ended, shard, "resumed")
    assert len(resumed) == 3 and resumed == sorted(set(resumed)) and resumed[0] > (0, 0)
    assert (ended.folder / shard / "model.safetensors").read_bytes() == undisturbed


def test_the_signal_before_a_time_limit_reaches_the_training_which_keeps_its_state(ended):
    """Each attempt goes on from the step in which the last was stopped, where nothing else had kept it."""
    stopped = logged(ended, "lasts", "SIGTERM: stopped")
    assert len(stopped) == 3 and stopped == logged(ended, "lasts", "resumed")
    states = dict(line.split() for line in slurm_node.answer(*STATES).splitlines())
    assert [states[job] for job in ended.marks("lasts")] == [*["TIMEOUT"] * 3, "COMPLETED"]
    assert "TIMEOUT" in ended.said()


def test_a_cancelled_job_is_tried_again(ended):
    assert "CANCELLED" in ended.said()
    assert ended.attempts()["cancelled"] == 2
