"""What all rules may use: the library, the declarations and what is read off them, digests of code.

Functions only: no rule, nothing of the method.
"""

import re
import sys
from functools import cache
from pathlib import Path

WORKFLOW = Path(workflow.basedir) / "workflow"
LIBRARY = WORKFLOW / "lib"
sys.path.insert(0, str(LIBRARY))

from clippings import (
    contradictions,
    declarations,
    frames,
    items,
    labels,
    photographs,
    provenance,
    tables,
    verdicts,
)


wildcard_constraints:
    dataset="[A-Za-z0-9_]+",
    source="[A-Za-z0-9_]+",
    shard="[A-Za-z0-9_]+-[0-9]{3,6}",
    portion="[1-9][0-9]*",
    portions="[1-9][0-9]*",
    engine="[a-z0-9_]+",
    ocr="noisy|clean|none",
    encoder="[a-z0-9_]+",
    seed="[0-9]+",
    model="selfsup|unaligned_visual|sup_visual|sup_language|sup_multimodal",
    modality="visual|language|multimodal",
    supervision="selfsup|unaligned|sup",
    measure="[a-z0-9_]+",


STAGES = ("synthesis", "layout", "ocr", "records", "encoder", "linkage", "figures")
_declared = {}


def schema(name):
    return declarations.load(WORKFLOW / f"schemas/{name}.schema.yaml")


def declare(kind, name):
    """Read config/<kind>s/<name>.yaml once, checked and completed by its schema."""
    path = f"config/{kind}s/{name}.yaml"
    if path not in _declared:
        _declared[path] = declarations.checked(declarations.load(path), schema(f"{kind}_file"), where=path)
    return _declared[path]


def declaration(dataset):
    """What config/datasets/ says of a dataset; of a fold, what it says of the whole."""
    return declare("dataset", whole(dataset))


def declared(key):
    return lambda wildcards: declaration(wildcards.dataset)[key]


def texts(dataset):
    """The OCRs of which a dataset has texts, in the order of the results table."""
    return [ocr for ocr in tables.OCRS if ocr in declaration(dataset)["texts"]]


def has_truth(dataset):
    found = declaration(dataset)
    return found["truth"] != "none" or bool(found["pairs"]) or bool(found["labels"])


def sources(dataset):
    return list(declaration(dataset)["sources"])


def encoder_settings(wildcards):
    return declare("encoder", wildcards.encoder)


def encoder_name(dataset):
    """The encoder of a dataset: its own choice, or that of the config."""
    return declaration(dataset)["encoder"].get("name", config["encoder"]["name"])


def encoder_models(dataset):
    """The models whose rows a dataset gives: its own choice, or that of the config."""
    return declaration(dataset)["encoder"].get("models", config["encoder"]["models"])


def trained_dataset(wildcards):
    """The dataset on which the encoder of `wildcards.dataset` is trained: itself, unless declared otherwise."""
    return declaration(wildcards.dataset)["encoder"].get("trained_on", wildcards.dataset)


def code_of(script):
    """Return a function: the process of one job on a cluster needs one digest, not that of each rule."""
    return lambda wildcards: digest_of(script)


@cache
def digest_of(script):
    return provenance.code_digest(WORKFLOW / "scripts" / script, LIBRARY, find_table=tables.find)


def used_datasets():
    """The datasets of the run and those that their trainings draw on, in order, each once."""
    found = list(config["datasets"])
    for dataset in found:
        found += [other for other in used_with(dataset) if other not in found]
    return found


def used_with(dataset):
    """The other datasets on which the encoder of a dataset is trained."""
    found = declaration(dataset)
    elsewhere = [found["encoder"].get(key, dataset) for key in ("trained_on", "pretrained_on")]
    others = dict.fromkeys([*elsewhere, *found["pretrain_with"]])
    return [other for other in others if other != dataset]
