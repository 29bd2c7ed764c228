"""Estimate from the table of docs/cluster.md how long each job of a plan takes.

`snakemake --dry-run --configfile … | python docs/estimate_jobs.py archive=345000 names=80000`: a plan, and
the records of each dataset. Time beyond the start of Python is taken to grow with the records, so that what
grows faster, as a search does, is put too low.
"""

import re
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
JOB = re.compile(r"^rule (\w+):\n(?:    .*\n)*?    wildcards: (.*)\n", flags=re.M)
TAKEN = re.compile(r"^\| `\w+`[\w ]* \| [\d,]+ \| [\d,–]+ \| ([\d.]+) \|", flags=re.M)
HEAD = "| rule | jobs | records a job | s a job |\n|---|--:|--:|--:|"


def measured(page: str) -> pd.DataFrame:
    """Read the table of resources: records and s of a job, by rule; no records where a rule has none."""
    rows = re.findall(r"^\| `(\w+)` \| [\d,]+ \| ([\d,–]+) \| ([\d.]+) \|", page, flags=re.M)
    table = pd.DataFrame(rows, columns=["rule", "records", "s"]).set_index("rule")
    plain = table["records"].str.replace(",", "").replace("–", None)
    return pd.DataFrame({"records": pd.to_numeric(plain), "s": table["s"].astype(float)})


def time_to_start(page: str) -> float:
    """Return the s of the fastest line of the table, photographs included: little more than a start."""
    return min(map(float, TAKEN.findall(page)))


def local_rules() -> set[str]:
    """Name the rules that run where Snakemake runs, which a dry run does not say."""
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "workflow/rules").rglob("*.smk")]
    rules = [rule for text in texts for rule in re.split(r"^rule ", text, flags=re.M)[1:]]
    return {rule.split(":")[0] for rule in rules if "localrule: True" in rule}


def submitted(plan: str) -> pd.DataFrame:
    """List the jobs of a dry run that a cluster is given: rule, dataset, shard or "", portions or 0."""
    rows, kept = [], local_rules()
    for rule, wildcards in JOB.findall(plan):
        if rule in kept:
            continue
        named = dict(pair.split("=") for pair in wildcards.split(", "))
        rows.append((rule, named["dataset"], named.get("shard", ""), int(named.get("portions", 0))))
    return pd.DataFrame(rows, columns=["rule", "dataset", "shard", "portions"])


def estimate(plan: str, records: dict[str, int], *, page: str) -> pd.DataFrame:
    """Return jobs, records a job and s a job, by rule and dataset; no s of a rule that is not in the table.

    Raise ValueError in one line for a dataset of the plan whose records are not given.
    """
    table, start, rows = measured(page), time_to_start(page), []
    for (rule, dataset), jobs in submitted(plan).groupby(["rule", "dataset"]):
        each = of_dataset(records, dataset) / (jobs["portions"].max() or jobs["shard"].nunique())
        rows.append((rule, dataset, len(jobs), each, seconds(table, rule, each, start=start)))
    return pd.DataFrame(rows, columns=["rule", "dataset", "jobs", "records", "s"])


def of_dataset(records: dict[str, int], dataset: str) -> int:
    """Return the records of a dataset of the plan; raise ValueError in one line where none are given."""
    if dataset not in records:
        given = " ".join(f"{name}={count}" for name, count in records.items()) or "none"
        raise ValueError(f"records: found {given}, expected {dataset}=… too, which the plan has")
    return records[dataset]


def seconds(table: pd.DataFrame, rule: str, records: float, *, start: float) -> float:
    """Return the s of a job of a rule with so many records; NaN of a rule that was not measured."""
    if rule not in table.index:
        return float("nan")
    before = table.loc[rule]
    growth = records / before["records"] if before["records"] > 0 else 1
    return start + (before["s"] - start) * growth


def main(words: list[str]) -> None:
    """Print the estimate of the plan on standard input; end in one line where records are not given."""
    given = dict(word.split("=") for word in words)
    records = {dataset: int(count) for dataset, count in given.items()}
    try:
        jobs = estimate(sys.stdin.read(), records, page=(ROOT / "docs/cluster.md").read_text("utf-8"))
    except ValueError as error:
        sys.exit(f"estimate_jobs: {error}")
    print(HEAD)
    for row in jobs.itertuples():
        taken = "not measured" if pd.isna(row.s) else f"{row.s:,.0f}"
        print(f"| `{row.rule}` of {row.dataset} | {row.jobs} | {row.records:,.0f} | {taken} |")


if __name__ == "__main__":
    main(sys.argv[1:])
