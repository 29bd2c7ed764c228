"""A real Slurm of one node on 127.0.0.1: munge, controller and node daemon, without systemd and cgroups.

Its configuration has to stand in /etc/slurm: the step in which a job runs drops SLURM_CONF from its
environment.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

ETC = Path("/etc/slurm")
STATE = Path("/tmp/clippings-slurm")
MARK = "# written by the tests of clippings"
DAEMONS = ("slurmd", "slurmctld", "munged")
CONFIGURATION = """{mark}
ClusterName=clippings
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={state}/munge/socket
StateSaveLocation={state}/controller
SlurmdSpoolDir={state}/spool
SlurmctldPidFile={state}/slurmctld.pid
SlurmdPidFile={state}/slurmd.pid
SlurmctldLogFile={state}/slurmctld.log
SlurmdLogFile={state}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill,UsePss
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=100000,batch_sched_delay=0,sched_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
GresTypes=gpu
ReturnToService=2
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
KillWait=5
MinJobAge=3600
EnforcePartLimits=ALL
PropagateResourceLimits=NONE
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} Gres=gpu:made_up:1 State=UNKNOWN
PartitionName=cpu Nodes={host} Default=YES MaxTime=INFINITE DefaultTime=10 State=UP
"""


def obstacle() -> str | None:
    """Say why Slurm cannot be had here, or install what is missing and return None."""
    if os.geteuid() != 0:
        return "a Slurm of its own needs root"
    configuration = ETC / "slurm.conf"
    if configuration.exists() and not configuration.read_text().startswith(MARK):
        return f"{configuration} belongs to another Slurm"
    if shutil.which("slurmctld") and shutil.which("munged"):
        return None
    if not shutil.which("apt-get"):
        return "slurmctld and munged are not installed, and there is no apt-get"
    install = "apt-get update -qq && apt-get install -qqy --no-install-recommends slurm-wlm munge"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = {"shell": True, "capture_output": True, "text": True, "env": environment}
    try:
        run = subprocess.run(install, timeout=600, **options)
    except subprocess.TimeoutExpired:
        return "apt-get did not install slurm-wlm within ten minutes"
    return f"apt-get could not install slurm-wlm: {run.stderr.strip()[-200:]}" if run.returncode else None


def lock() -> int | None:
    """Take the lock of this machine's one test node: a file descriptor, or None where another has it."""
    descriptor = os.open(f"{STATE}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def failure_to_start(*, cpus: int) -> str | None:
    """Start the node, as `start` does; say in a line why it could not be started, or return None."""
    try:
        start(cpus=cpus)
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        return f"it was installed but could not be started ({error})"
    return None


def start(*, cpus: int) -> None:
    """Start the node anew, with `cpus` processors and one made-up GPU; raise RuntimeError where it fails."""
    stop()
    for folder in (STATE, STATE / "controller", STATE / "spool", STATE / "munge", ETC):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    write_configuration(cpus)
    start_munge()
    start_controller()
    subprocess.run(["slurmd"], check=True)
    wait_until(lambda: "idle" in answer("sinfo", "-h", "-o", "%t"), what="an idle node")


def stop() -> None:
    """End the daemons by the process ids that they wrote, and remove all that `start` made."""
    if (STATE / "slurmctld.pid").exists():
        subprocess.run(["scancel", "--me"], capture_output=True, timeout=60)
    for name in DAEMONS:
        stop_daemon(name)
    shutil.rmtree(STATE, ignore_errors=True)
    for file in (ETC / "slurm.conf", ETC / "gres.conf"):
        if file.exists() and file.read_text().startswith(MARK):
            file.unlink()


def start_controller() -> None:
    subprocess.run(["slurmctld"], check=True)
    wait_until(lambda: "UP" in answer("scontrol", "ping"), what="the controller")


def stop_daemon(name: str) -> None:
    """End one daemon, if the process of its id is still that daemon."""
    file = STATE / ("munge/munged.pid" if name == "munged" else f"{name}.pid")
    if not file.exists():
        return
    process = Path("/proc", file.read_text().strip())
    if process.exists() and (process / "comm").read_text().strip() == name:
        os.kill(int(process.name), 15)
        wait_until(lambda: not process.exists(), what=f"the end of {name}")
    file.unlink(missing_ok=True)


def write_configuration(cpus: int) -> None:
    """Write slurm.conf and gres.conf; a count of GPUs needs a device node, so one like /dev/null is made."""
    host = socket.gethostname().split(".")[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 - 512
    text = CONFIGURATION.format(mark=MARK, host=host, state=STATE, cpus=cpus, memory=memory)
    (ETC / "slurm.conf").write_text(text)
    device = STATE / "gpu0"
    if not device.exists():
        os.mknod(device, 0o20666, os.makedev(1, 3))
    gres = f"{MARK}\nAutoDetect=off\nNodeName={host} Name=gpu Type=made_up File={device}\n"
    (ETC / "gres.conf").write_text(gres)


def start_munge() -> None:
    """Start munged on a key of its own; it wants its folder for itself and a key that no other reads."""
    folder = STATE / "munge"
    (folder / "key").write_bytes(os.urandom(1024))
    (folder / "key").chmod(0o400)
    for path in (folder, folder / "key"):
        shutil.chown(path, "munge", "munge")
    options = {"key": "key", "socket": "socket", "pid": "munged.pid", "log": "log", "seed": "seed"}
    words = [
        f"--{name}{'' if name == 'socket' else '-file'}={folder / file}" for name, file in options.items()
    ]
    subprocess.run(["runuser", "-u", "munge", "--", shutil.which("munged"), *words], check=True)
    wait_until((folder / "socket").exists, what="munge")


def answer(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout


def wait_until(condition: Callable[[], bool], *, what: str, seconds: float = 30) -> None:
    """Wait until a condition holds; raise RuntimeError after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"slurm: waited {seconds:.0f} s for {what}")
        time.sleep(0.1)
