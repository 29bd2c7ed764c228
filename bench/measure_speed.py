"""Print how fast the stages are: ratios measured side by side in one run, and the growth of their cost."""

import argparse
import resource
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

PAPER = (36_673, 68_352)
SIZES = (1_000, 10_000, 100_000)
STAGES = {
    "string_rows": "string rows, all together",
    "dense_search": "search",
    "evidence": "all evidence",
    "clustering": "clustering",
    "embedding": "embedding",
    "networks": "networks, edges for records",
}
WHOLE = ("clustering", "embedding", "networks")  # Stages that have no queries beside their records.


def main(arguments: list[str] | None = None) -> None:
    """Measure, print Markdown, and write it to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paper", type=int, nargs=2, default=PAPER, metavar=("QUERIES", "TARGETS"))
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="records whose growth is timed")
    parser.add_argument("--queries", type=int, default=5_000, help="most queries timed at one of the sizes")
    parser.add_argument("--stages", nargs="*", choices=STAGES, default=list(STAGES))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", type=Path, default=Path("results/bench.md"))
    given = parser.parse_args(arguments)
    lines = [*compared(given), "", *grown(given)]
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def compared(given: argparse.Namespace) -> Iterator[str]:
    """Return a table of each stage beside its plain counterpart at the size of the paper."""
    queries, targets = given.paper
    yield f"{queries:,} queries, {targets:,} targets, {given.threads} threads; plain: see docs/bench.md"
    yield ""
    yield "| stage | seconds | plain, seconds | ratio | peak memory, GiB |"
    yield "|---|---|---|---|---|"
    for stage in given.stages:
        rows, memory = in_process(stage, "compare_sides", queries, targets, threads=given.threads)
        for row in rows:
            spent, plain = row["seconds"], row["plain"]
            yield f"| {row['what']} | {spent:.2f} | {plain:.2f} | {spent / plain:.2f} | {memory:.2f} |"


def grown(given: argparse.Namespace) -> Iterator[str]:
    """Return a table of the cost of each stage by the number of records, and of one query or record."""
    yield "| stage | records | queries timed | seconds | ms a query |"
    yield "|---|---|---|---|---|"
    for stage in given.stages:
        for size in given.sizes:
            timed = size if stage in WHOLE else min(size, given.queries)
            seconds, _ = in_process(stage, "time_growth", timed, size, threads=given.threads)
            yield f"| {STAGES[stage]} | {size:,} | {timed:,} | {seconds:.2f} | {1000 * seconds / timed:.3f} |"


def in_process(module: str, function: str, *arguments: Any, **named: Any) -> tuple[Any, float]:
    """Run a function of a module in a fresh process; return its result and its peak memory in GiB."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measured, module, function, arguments, named).result()


def measured(
    module: str, function: str, arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, float]:
    """Call a function of a module; return its result and the process's peak memory in GiB."""
    result = getattr(import_module(module), function)(*arguments, **named)
    return result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    main()
