"""What goes wrong on a cluster, on a real Slurm: nothing done is done twice, nothing wrong is kept.

What Slurm has to wait for, a time limit above all, begins here and ends in test_tried_again.py.
"""

import os
import signal
import subprocess
import sys
import time

import pytest
import slurm_node
from made_up_work import ROOT, SQUEUE_FOR_SACCT, finish

pytestmark = [pytest.mark.cluster, pytest.mark.usefixtures("begun")]

FULL = (
    "{python} -c \"import sys; sys.path.insert(0, '{library}'); from clippings.running import atomic\n"
    "with atomic('work/full.txt') as path: path.write_bytes(bytes(4 << 20))\""
)
# On a shared disk the submitting host sees a file later than the node that wrote it: here, six seconds later.
LATE = """until [ -e work/late.txt ] && ! squeue -h -t R -o %A | grep -qxf runs/late; do sleep 0.05; done
mv work/late.txt work/.late; sleep 6; mv work/.late work/late.txt"""


def test_a_job_that_keeps_failing_leaves_the_rest_done(make_work):
    work = make_work(["0", "1", "2"], **{"1": "test -e fixed || { echo half > work/1.txt; exit 3; }"})
    assert work.run("--retries", "0") == 1
    assert "SLURM-job" in work.said() and "rule work" in work.said()
    assert sorted(file.name for file in (work.folder / "work").iterdir()) == ["0.txt", "2.txt"]
    (work.folder / "fixed").touch()
    assert work.run() == 0
    assert work.is_right() and work.attempts() == {"0": 1, "1": 2, "2": 1}


def test_a_full_disk_leaves_nothing_and_is_tried_again(make_work, tmp_path):
    library = ROOT / "workflow/lib"
    work = make_work(["fine", "full"], full=FULL.format(python=sys.executable, library=library))
    (tmp_path / "work").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2M", "tmpfs", "work"]
    if subprocess.run(mount, cwd=tmp_path).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        assert work.run("--retries", "0") == 1
        assert "No space left on device" in work.said()
        assert os.listdir(tmp_path / "work") == ["fine.txt"]
        subprocess.run(["mount", "-o", "remount,size=16M", "work"], cwd=tmp_path, check=True)
        assert work.run() == 0
        assert work.is_right() and work.attempts() == {"fine": 1, "full": 2}
    finally:
        subprocess.run(["umount", tmp_path / "work"], check=True)


def test_a_file_that_appears_late_is_waited_for(make_work):
    work = make_work(["fine", "late"])
    hiding = subprocess.Popen(["sh", "-c", LATE], cwd=work.folder)
    assert work.run() == 0
    assert hiding.wait(20) == 0
    assert work.is_right() and work.attempts() == {"fine": 1, "late": 1}


def test_a_restarted_controller_costs_nothing_but_time(make_work):
    work = make_work(["0", "1", "2"], **dict.fromkeys("012", "sleep 8"))
    process = work.start(path=SQUEUE_FOR_SACCT)
    work.wait_until_begun("0")
    slurm_node.stop_daemon("slurmctld")
    time.sleep(12)
    slurm_node.start_controller()
    assert finish(process) == 0, work.said()
    assert work.is_right() and work.attempts() == {"0": 1, "1": 1, "2": 1}


def test_a_killed_snakemake_is_continued_without_doubles(make_work):
    """The jobs of the killed one run on: they are cancelled first, as docs/cluster.md has it."""
    work = make_work(["0", "1", "2"], **dict.fromkeys("12", "test -e fixed || sleep 120"))
    process = work.start()
    slurm_node.wait_until(lambda: "Finished jobid" in work.said(), what="the first shard", seconds=100)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = work.queued()
    assert left
    subprocess.run(["slurm/bin/cancel_left_jobs"], cwd=work.folder, check=True)
    assert work.queued() == []
    (work.folder / "fixed").touch()
    assert work.run("--unlock") == 0
    assert work.run() == 0
    assert work.is_right() and work.attempts()["0"] == 1
    assert all(len(set(work.marks(shard)) - set(left)) == 1 for shard in "12")
