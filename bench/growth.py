"""Link a collection of drawn names with the workflow; print what each rule took, and how its cost grows.

`bench/growth.py --names 10000 --folder /tmp/ten --table growth.csv` draws as many queries and targets (texts
of Latin script with a year; vectors are simulated), runs the workflow from the records to the links without
labels, and prints seconds and peak memory of each rule, accuracies, and recall@10 against a comparison with
all targets. `bench/growth.py --growth growth.csv` prints how the rows of such a table grow.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import growth_names
import growth_table
import pandas as pd
import yaml
from growth_memory import Watch
from growth_recall import recalls
from growth_vectors import write_vectors
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
DATASET, ENCODER = "growth", "names"
RESULTS = Path("results") / DATASET
RECORDS, OUTCOMES = RESULTS / "records/records.parquet", RESULTS / "linkage/outcomes.parquet"
VECTORS = RESULTS / f"encoder/{ENCODER}/s0/vectors/1-of-1.parquet"
SEARCHING = ("compare_strings", "search_neighbours")
READ = ("strokes", "ppocr")  # Of resources/, what the rules read or name.
CONFIG = {
    "datasets": [DATASET],
    "seeds": [0],
    "linkage": {"export": ["all_evidence"], "learning": {"labels": []}},
    "review": {"method": "selfsup_all_evidence/noisy"},
}
# Truth serves to score the links. With a share of val there would be labels.
DECLARED = {
    "task": "link",
    "input": "records",
    "records": ["names.parquet"],
    "sources": {side: {"orientation": "horizontal", "sides": {"name": side}} for side in ("query", "target")},
    "texts": ["noisy"],
    "fields": {"year": "date"},
    "truth": "table",
    "shares": {"train": 0, "val": 0, "test": 1},
    "measures": ["tfidf"],
    "encoder": {"name": ENCODER, "models": ["selfsup"]},
    "export": ["all_evidence"],
}


def main(arguments: list[str] | None = None) -> None:
    """Draw, link, measure and print; or print how the rows of a table grow."""
    given = parsed(arguments)
    if given.growth:
        lines = growth_table.growth_lines(pd.read_csv(given.growth), beyond=given.beyond)
        print("\n".join(lines))
        return
    folder = given.folder.absolute()
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"growth: {folder}: found files in it, expected an empty folder, or none")
    prepare(folder, given)
    wall, watch = link(folder, given)
    benchmarks = folder / "results/benchmarks" / DATASET
    costs = growth_table.measured(benchmarks, peaks=watch.peaks(), processor=watch.processor())
    print(f"{given.names:,} queries, {given.names:,} targets, portions: {given.portions}\n")
    print("\n".join(growth_table.cost_lines(costs, wall=wall)), "\n")
    print("\n".join(growth_table.accuracy_lines(folder / OUTCOMES)), "\n", flush=True)
    print(f"| candidates | recall@10 of {min(given.sampled, given.names):,} queries |\n|---|--:|")
    found = {}
    for method, recall in recalls(folder / RESULTS, sampled=given.sampled, seed=given.seed):
        found[method] = recall
        print(f"| {method} | {recall:.4f} |", flush=True)
    if given.table:
        size = {"names": given.names, "portions": given.portions}
        growth_table.append(growth_table.row_of(costs, found, **size, wall=wall), given.table)


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    """Read the arguments of the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--names", type=int, default=10_000, help="queries, and as many targets")
    parser.add_argument("--portions", type=int, default=1, help="`portions:` of the dataset")
    parser.add_argument("--folder", type=Path, default=Path("results/growth"), help="of the run; empty")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2, help="of a job that searches; 1: two side by side")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sampled", type=int, default=2_000, help="queries whose recall is measured")
    parser.add_argument("--pictures", action="store_true", help="vectors of images too")
    parser.add_argument("--table", type=Path, help="CSV to which a row is appended")
    parser.add_argument("--growth", type=Path, help="such a CSV: print how its rows grow, and nothing else")
    parser.add_argument("--beyond", type=int, default=10_000_000, help="names to extrapolate to")
    return parser.parse_args(arguments)


def prepare(folder: Path, given: argparse.Namespace) -> None:
    """Draw the names into `folder`, with the config and links to the files that the rules read.

    Unless there are texts only, one record has an image file, a blank one, by which the plan knows of images.
    """
    (folder / "config/datasets").mkdir(parents=True)
    (folder / "resources").mkdir()
    for name in READ:
        if not (ROOT / "resources" / name).exists():
            sys.exit(f"growth: {ROOT}/resources/{name}: not there, expected what `snakemake fetch` brings")
        (folder / "resources" / name).symlink_to((ROOT / "resources" / name).resolve())
    if given.pictures:
        Image.new("L", (64, 32), 255).save(folder / "blank.png")
    portions = {"portions": given.portions} if given.portions > 1 else {}
    for name, declared in ((DATASET, CONFIG), (f"datasets/{DATASET}", DECLARED | portions)):
        (folder / f"config/{name}.yaml").write_text(yaml.safe_dump(declared, sort_keys=False), "utf-8")
    start = perf_counter()
    growth_names.write_records(
        given.names, folder, seed=given.seed, picture="blank.png" if given.pictures else None
    )
    print(f"names drawn in {perf_counter() - start:.1f} s", flush=True)


def link(folder: Path, given: argparse.Namespace) -> tuple[float, Watch]:
    """Run the workflow in two steps with simulated vectors in between; return its seconds, and what it took.

    Vectors are younger than the records, so that nothing is embedded; end in one line where that is planned.
    """
    start = perf_counter()
    with Watch() as watch:
        snakemake(folder, given, str(RECORDS))
        drawing = perf_counter()
        parts = ["visual", "noisy"] if given.pictures else ["noisy"]
        write_vectors(folder / "names.parquet", folder / VECTORS, parts, seed=given.seed)
        targets = [str(OUTCOMES), str(RESULTS / "linkage/links.parquet")]
        planned = snakemake(folder, given, *targets, "--dry-run")
        drawn = perf_counter()
        print(f"vectors drawn in {drawn - drawing:.1f} s, a plan included", flush=True)
        if "rule embed_records:" in planned:
            sys.exit(
                f"growth: {folder / VECTORS}: found older than what it is made of, expected a younger file"
            )
        snakemake(folder, given, *targets)
    return perf_counter() - start - (drawn - drawing), watch


def snakemake(folder: Path, given: argparse.Namespace, *words: str) -> str:
    """Run Snakemake in `folder` and return what it prints; end with that where it fails."""
    command: list[Any] = [sys.executable, "-m", "snakemake", *words, "--snakefile", ROOT / "Snakefile"]
    command += ["--directory", folder, "--configfile", folder / f"config/{DATASET}.yaml"]
    command += ["--cores", str(given.cores), "--rerun-triggers", "mtime"]
    command += ["--set-threads", *(f"{rule}={given.threads}" for rule in SEARCHING)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "workflow/lib")}
    done = subprocess.run(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\ngrowth: Snakemake ended with status {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    main()
