"""Print the table of docs/cluster.md: what each rule took in a finished run, by its benchmark files."""

import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
HEAD = """| rule | jobs | records | s, longest job | s per 1,000 records | peak MB |
|---|--:|--:|--:|--:|--:|"""


def jobs(results: Path) -> pd.DataFrame:
    """Give one row for each job of a rule that keeps a benchmark: dataset, rule, s, max_rss in MB."""
    found = []
    for file in sorted((results / "benchmarks").rglob("*.tsv")):
        dataset, rule = file.relative_to(results / "benchmarks").with_suffix("").parts[:2]
        measured = pd.read_csv(file, sep="\t", na_values="NA")
        found.append(measured[["s", "max_rss"]].assign(dataset=dataset, rule=rule))
    return pd.concat(found, ignore_index=True)


def records(results: Path) -> dict[str, int]:
    """Count the records of each dataset."""
    files = results.glob("*/records/records.parquet")
    return {file.parts[-3]: len(pd.read_parquet(file, columns=["record"])) for file in files}


def render(results: Path) -> str:
    """Give the table; the records of a rule are those of all datasets in which it ran, if they have any."""
    counts, lines = records(results), [HEAD]
    for rule, of_rule in jobs(results).groupby("rule"):
        handled = sum(counts.get(dataset, 0) for dataset in of_rule["dataset"].unique())
        each = f"{of_rule['s'].sum() / handled * 1000:.1f}" if handled else "–"
        measured = f"{of_rule['s'].max():.0f} | {each} | {of_rule['max_rss'].max():.0f}"
        lines.append(f"| `{rule}` | {len(of_rule)} | {handled:,} | {measured} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(render(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "results"))
