"""Print the table of docs/cluster.md: what each rule took in a finished run, by its benchmark files."""

import re
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
HEAD = """| rule | jobs | records a job | s a job | longest | s per 1,000 records | peak MB |
|---|--:|--:|--:|--:|--:|--:|"""


def jobs(results: Path) -> pd.DataFrame:
    """Return one row a job with a benchmark: dataset, rule, shard (or portion, or ""), s, max_rss in MB."""
    measurements = []
    for file in sorted((results / "benchmarks").rglob("*.tsv")):
        dataset, rule = file.relative_to(results / "benchmarks").with_suffix("").parts[:2]
        shard = re.search(r"([A-Za-z0-9_]+-\d{3,6}|\d+-of-\d+)?$", file.stem)[0]
        measured = pd.read_csv(file, sep="\t", na_values="NA")
        measurements.append(measured[["s", "max_rss"]].assign(dataset=dataset, rule=rule, shard=shard))
    return pd.concat(measurements, ignore_index=True)


def records(results: Path) -> pd.DataFrame:
    """Count the records of each dataset, and say whether they are photographs, of which each is a member."""
    files = results.glob("*/records/records.parquet")
    sides = {file.parts[-3]: pd.read_parquet(file, columns=["side"])["side"] for file in files}
    counts = {dataset: (len(side), side.eq("member").any()) for dataset, side in sides.items()}
    return pd.DataFrame.from_dict(counts, orient="index", columns=["records", "photographs"])


def render(results: Path) -> str:
    """Return the table; a job of a shard or portion has its part of its dataset's records, any other all.

    Records and s of a job are means, over the jobs of datasets that have records. Photographs have lines of
    their own: their images, captions and encoders take another time than names do.
    """
    measured, lines = jobs(results).join(records(results), on="dataset"), [HEAD]
    shards = measured.groupby(["rule", "dataset"])["shard"].transform("nunique")
    portions = measured["shard"].str.extract(r"-of-(\d+)$")[0].astype(float)
    measured["records"] /= portions.fillna(shards)
    measured["name"] = "`" + measured["rule"] + "`"
    measured.loc[measured["photographs"].eq(True), "name"] += " of photographs"
    for name, of_rule in measured.groupby("name"):
        lines.append(f"| {name} | {len(of_rule)} | {figures(of_rule)} | {of_rule['max_rss'].max():.0f} |")
    return "\n".join(lines)


def figures(of_rule: pd.DataFrame) -> str:
    """Return records a job, s a job, the longest, and s per 1,000 records, of the jobs of one line."""
    # The job of a dataset whose records are not there.
    known = of_rule[of_rule["records"] > 0]
    taken, size, each = (known if len(known) else of_rule)["s"], "–", "–"
    if len(known):
        size = f"{known['records'].mean():,.0f}"
        each = f"{taken.sum() / known['records'].sum() * 1000:.1f}"
    return f"{size} | {taken.mean():.1f} | {of_rule['s'].max():.0f} | {each}"


if __name__ == "__main__":
    print(render(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "results"))
