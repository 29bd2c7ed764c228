"""Where each file from outside comes from."""

import csv
import re
from pathlib import Path


def listed_resources():
    """Read config/resources.tsv: a dict from target to its line."""
    with open(Path(workflow.basedir, "config/resources.tsv"), encoding="utf-8") as table:
        return {line["target"]: line for line in csv.DictReader(table, delimiter="\t")}


RESOURCES = listed_resources()
# Folders of resources that a run fetches only where it uses them; the others are small.
OCCASIONAL = {"photographs", "efficientnet", "minilm"}


def used_resources():
    """List what the datasets of the run need: photographs to reprint and weights only if one of them does."""
    datasets = used_datasets()
    settings = [value for name in datasets for value in declare("encoder", encoder_name(name)).values()]
    paths = [Path(value).parts for value in settings if isinstance(value, str)]
    used = {parts[1] for parts in paths if parts[:1] == ("resources",)}
    if any(declaration(name).get("crops") == "reprinted" for name in datasets):
        used.add("photographs")
    return [target for target in RESOURCES if Path(target).parts[0] not in OCCASIONAL - used]


def resource(key, default=None):
    """Return a param function: the entry `key` of the wildcard's line in config/resources.tsv, or `default`."""
    return lambda wildcards: RESOURCES[wildcards.target].get(key) or default
