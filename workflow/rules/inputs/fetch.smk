"""Where each file from outside comes from."""

import csv
import re
from pathlib import Path


def listed_resources():
    """Read config/resources.tsv: a dict from target to its line."""
    with open(Path(workflow.basedir, "config/resources.tsv"), encoding="utf-8") as table:
        return {line["target"]: line for line in csv.DictReader(table, delimiter="\t")}


RESOURCES = listed_resources()


def resource(key, default=None):
    """Give a param function: the entry `key` of the wildcard's line in config/resources.tsv, or `default`."""
    return lambda wildcards: RESOURCES[wildcards.target].get(key) or default
