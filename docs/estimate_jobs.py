"""Estimate from the table of docs/cluster.md how long each job of a plan takes.

`snakemake --dry-run --configfile … | python docs/estimate_jobs.py firms=345000 names=80000`: a plan, and
the records of each dataset. Time beyond the start of Python is taken to grow with the records, so that what
grows faster, as a search does, is put too low.
"""

import re
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
JOB = re.compile(r"^rule (\w+):\n(?:    .*\n)*?    wildcards: (.*)\n", flags=re.M)
HEAD = "| rule | jobs | records a job | s a job |\n|---|--:|--:|--:|"


def measured(page: str) -> pd.DataFrame:
    """Read the table of resources: records and s of a job, by rule; no records where a rule has none."""
    rows = re.findall(r"^\| `(\w+)` \| [\d,]+ \| ([\d,–]+) \| ([\d.]+) \|", page, flags=re.M)
    table = pd.DataFrame(rows, columns=["rule", "records", "s"]).set_index("rule")
    plain = table["records"].str.replace(",", "").replace("–", None)
    return pd.DataFrame({"records": pd.to_numeric(plain), "s": table["s"].astype(float)})


def local_rules() -> set[str]:
    """Name the rules that run where Snakemake runs, which a dry run does not tell."""
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "workflow/rules").rglob("*.smk")]
    rules = [rule for text in texts for rule in re.split(r"^rule ", text, flags=re.M)[1:]]
    return {rule.split(":")[0] for rule in rules if "localrule: True" in rule}


def submitted(plan: str) -> pd.DataFrame:
    """List the jobs of a dry run that a cluster is given: rule, dataset, shard or ""."""
    rows, kept = [], local_rules()
    for rule, wildcards in JOB.findall(plan):
        if rule in kept:
            continue
        named = dict(pair.split("=") for pair in wildcards.split(", "))
        rows.append({"rule": rule, "dataset": named["dataset"], "shard": named.get("shard", "")})
    return pd.DataFrame(rows, columns=["rule", "dataset", "shard"])


def estimate(plan: str, records: dict[str, int], *, page: str) -> pd.DataFrame:
    """Give jobs, records a job and s a job, by rule and dataset; KeyError of a rule not in the table."""
    table, rows = measured(page), []
    start = table["s"].min()
    for (rule, dataset), jobs in submitted(plan).groupby(["rule", "dataset"]):
        each, before = records[dataset] / jobs["shard"].nunique(), table.loc[rule]
        growth = each / before["records"] if before["records"] > 0 else 1
        rows.append((rule, dataset, len(jobs), each, start + (before["s"] - start) * growth))
    return pd.DataFrame(rows, columns=["rule", "dataset", "jobs", "records", "s"])


if __name__ == "__main__":
    given = dict(word.split("=") for word in sys.argv[1:])
    found = estimate(
        sys.stdin.read(),
        {dataset: int(count) for dataset, count in given.items()},
        page=(ROOT / "docs/cluster.md").read_text(encoding="utf-8"),
    )
    print(HEAD)
    for row in found.itertuples():
        print(f"| `{row.rule}` of {row.dataset} | {row.jobs} | {row.records:,.0f} | {row.s:,.0f} |")
