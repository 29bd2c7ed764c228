"""Order and sharing of the tests, and the runs of the whole chain that several of them look at.

The tests run in several processes (pytest-xdist). Those of one file stay together, quick ones come first, and
each run of the chain is made once for all processes. Files are fetched first; then a run has no network where
that can be had, as on the nodes of a cluster.
"""

import os

import hypothesis
import pytest
from closing import is_apart, left_out_lines, not_run_lines
from filelock import FileLock
from photographs import ALBUM, BESIDE, REPRINTS, lay_out_album
from toy import MODEL, copy_project, run_as_on_a_node

# An example may take longer than the library's 200 ms on a machine that has other work.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

# As Snakemake does for a job of one thread. Else each process of the tests computes in as many threads as
# there are cores, and they wait for one another: a mixture of some hundred scores takes twenty times as long.
os.environ.setdefault("OMP_NUM_THREADS", "1")

FOLDERS = ("unit", "workflow", "browser", "cluster")
# The tests that have the toy run made. Those that need none come beside it, the others afterwards.
FIRST = "test_toy_run"
left_out = pytest.StashKey[int]()


def pytest_collection_modifyitems(items):
    """Put quick files first; the tests of a file stay together."""
    places = {}
    for item in items:
        places[item.path] = max(places.get(item.path, (0, 0)), _place(item))
    items.sort(key=lambda item: places[item.path])


def _place(item):
    """Return where a test stands: units, plans, the toy run, what passes beside it, what looks at it."""
    folder = FOLDERS.index(item.path.relative_to(item.config.rootpath / "tests").parts[0])
    if item.path.stem == FIRST:
        return 2, folder
    if "finished" in item.fixturenames:
        return 4, folder
    return (folder, folder) if folder < 2 else (3, folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep the tests of a file in one process; those of a cluster want whole cores, so they share one too.

    The marks of `--dist loadgroup` have no effect in pytest 9.2, by which names of tests cannot be changed.
    """
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return "tests/cluster" if nodeid.startswith("tests/cluster/") else super()._split_scope(nodeid)

    return ByFile(config, log)


@pytest.fixture(scope="session")
def make_once(tmp_path_factory):
    """Return a function that makes a folder once for all processes, and fails in each where that failed."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def make_once(name, make):
        folder, outcome = root / name, root / f"{name}.outcome"
        with FileLock(root / f"{name}.lock"):
            if not outcome.exists():
                folder.mkdir()
                try:
                    make(folder)
                except Exception as error:
                    outcome.write_text(f"{name}: {error}", encoding="utf-8")
                    raise
                outcome.touch()
        if message := outcome.read_text(encoding="utf-8"):
            pytest.fail(message, pytrace=False)
        return folder / "project"

    return make_once


@pytest.fixture(scope="session")
def finished(make_once):
    """A copy of the project in which the toy run has ended. Tests must not change it."""

    def make(folder):
        run_as_on_a_node(copy_project(folder), "all", MODEL)

    return make_once("finished", make)


@pytest.fixture(scope="session")
def album(make_once):
    """A copy of the project in which a user's photographs have been grouped. Tests must not change it."""

    def make(folder):
        project = copy_project(folder)
        lay_out_album(project)
        run_as_on_a_node(project, "all", config=ALBUM)
        run_as_on_a_node(project, BESIDE, config=REPRINTS)

    return make_once("grouped", make)


def pytest_deselected(items):
    """Count the tests that were left out by their marks, in whichever process collects them."""
    if items:
        stash = items[0].config.stash
        stash[left_out] = stash.get(left_out, 0) + sum(map(is_apart, items))


def pytest_sessionfinish(session):
    """Pass that count on to the process that reports, where this is another."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(left_out, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Take the count of a process that has ended: each collects the same tests."""
    node.config.stash[left_out] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter, config):
    """Say which tests were left out, and which files could not run here and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    for line in [*left_out_lines(config.stash.get(left_out, 0)), *not_run_lines(skipped)]:
        terminalreporter.write_line(line)
