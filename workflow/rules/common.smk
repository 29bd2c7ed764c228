"""What all rules may use: the declarations and what is read off them, digests of code, paths between rooms.

Functions only: no rule, nothing of the method.
"""

import re
import sys
from pathlib import Path

WORKFLOW = Path(workflow.basedir) / "workflow"
LIBRARY = WORKFLOW / "lib"
sys.path.insert(0, str(LIBRARY))

from clippings import declarations, frames, labels, provenance, tables


wildcard_constraints:
    dataset="[A-Za-z0-9_]+",
    source="[A-Za-z0-9_]+",
    shard="[A-Za-z0-9_]+-[0-9]{3,6}",
    engine="[a-z0-9_]+",
    ocr="noisy|clean|none",
    encoder="[a-z0-9_]+",
    seed="[0-9]+",
    model="selfsup|unaligned_visual|sup_visual|sup_language|sup_multimodal",
    modality="visual|language|multimodal",
    supervision="selfsup|unaligned|sup",
    measure="[a-z0-9_]+",


ROOMS = ("press", "layout", "ocr", "records", "encoder", "linkage", "figures")
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
    return provenance.code_digest(WORKFLOW / "scripts" / script, LIBRARY)


def crop_pattern(dataset):
    """Where the crops of a dataset lie: cut from pages, drawn on their own, or imported."""
    found = declaration(dataset)
    drawn = found["door"] == "crops" and found["crops"] == "drawn"
    room = "layout" if found["door"] == "pages" else "press" if drawn else "records"
    return f"results/{whole(dataset)}/{room}/crops/{{shard}}.parquet"


def crop_shard(wildcards):
    return crop_pattern(wildcards.dataset).format(shard=wildcards.shard)


def crop_shards(wildcards):
    return expand(crop_pattern(wildcards.dataset), shard=shards(wildcards.dataset))


def mention_files(wildcards):
    """The truth tables of a dataset: none, a user's own, or what press printed."""
    dataset, found = whole(wildcards.dataset), declaration(wildcards.dataset)
    if found["truth"] != "drawn":
        return found["truth"] if isinstance(found["truth"], list) else []
    if found["door"] == "pages":
        return [f"results/{dataset}/press/mentions.parquet"]
    return expand(f"results/{dataset}/press/mentions/{{shard}}.parquet", shard=shards(dataset))


def annotation_files(wildcards):
    """The tables that say where the truth stands on the pages; none for crops and records."""
    dataset, found = whole(wildcards.dataset), declaration(wildcards.dataset)
    if found["door"] != "pages" or found["truth"] != "drawn":
        return found["annotations"]
    return expand(f"results/{dataset}/press/annotations/{{shard}}.parquet", shard=shards(dataset))


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


def check_declarations():
    """Check config, datasets, encoders, engines and lists of pages before anything is planned."""
    declarations.checked(config, schema("config"), where="config")
    for room in ROOMS:
        declarations.checked(config[room], schema(room), where=f"config: {room}")
    for dataset in used_datasets():
        declare("encoder", encoder_name(dataset))
        for ocr, engine in declaration(dataset)["ocr"].items():
            if engine not in config["ocr"]:
                known = ", ".join(config["ocr"])
                raise ValueError(
                    f"config/datasets/{dataset}.yaml: ocr/{ocr}: found {engine!r}, expected one of {known}"
                )
        shards(dataset)
        check_truth(dataset)
        check_columns(dataset)
    for dataset in config["datasets"]:
        check_task(dataset)


def check_truth(dataset):
    """Read a user's own tables of truth, which no rule needs before the records are built."""
    for key, table in (
        ("truth", tables.MENTIONS),
        ("annotations", tables.ANNOTATIONS),
        ("pairs", tables.PAIRS),
    ):
        files = declaration(dataset)[key]
        if isinstance(files, list) and files:
            frames.read_shards(files, table)
    labels.read_labels(declaration(dataset)["labels"])


def check_columns(dataset):
    """Only a table of crops or records has the columns that `fields` and `block` name."""
    where, found = f"config/datasets/{dataset}.yaml", declaration(dataset)
    tabulated = found["door"] != "pages" and found[found["door"]] != "drawn"
    for key in ("fields", "block"):
        if found.get(key) and not tabulated:
            raise ValueError(f"{where}: {key}: found {found[key]!r}, expected a table of crops or records")


def check_task(dataset):
    """A dataset of the run is there to be linked: it needs queries and targets."""
    where, found = f"config/datasets/{dataset}.yaml", declaration(dataset)
    if found["task"] != "link":
        raise ValueError(f"{where}: task: found {found['task']!r}, expected link of a dataset in `datasets:`")
    sides = {side for source in found["sources"].values() for side in source["sides"].values()}
    if not {"query", "target"} <= sides:
        raise ValueError(
            f"{where}: sources: found the sides {', '.join(sorted(sides))}, expected query and target"
        )
