"""What a run of tests says at its end of those that it left out, and why."""

import collections

# Marks of the tests that `make test` leaves to `make test-all`, and what each of them wants.
APART = {
    "cluster": "on a real Slurm",
    "environments": "every rule in an environment of its own",
    "chains": "more runs of the whole chain",
}


def is_apart(item):
    """Whether a collected test is one that `make test` leaves out."""
    return any(map(item.get_closest_marker, APART))


def left_out_lines(count):
    """Say that so many tests were left out by their marks, and how to run them."""
    if not count:
        return []
    return [f"{count} tests did not run ({'; '.join(APART.values())}): `make test-all` runs them."]


def not_run_lines(reports):
    """Say which files of tests/cluster were skipped, and why, by the reports of skipped tests."""
    files = collections.defaultdict(set)
    for report in reports:
        file = report.nodeid.partition("::")[0]
        if file.startswith("tests/cluster/"):
            files[report.longrepr[2].removeprefix("Skipped: ")].add(file)
    return [f"DID NOT RUN: {', '.join(sorted(names))} ({reason})" for reason, names in files.items()]
