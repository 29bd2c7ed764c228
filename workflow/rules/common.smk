"""What all rules may use: the declarations and what is read off them, digests of code, paths between rooms.

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
    """Give a function: the process of one job on a cluster needs one digest, not that of each rule."""
    return lambda wildcards: digest_of(script)


@cache
def digest_of(script):
    return provenance.code_digest(WORKFLOW / "scripts" / script, LIBRARY)


def crop_pattern(dataset):
    """Where the crops of a dataset lie: cut from pages, drawn on their own, or imported."""
    found = declaration(dataset)
    drawn = {"drawn": "press/crops", "reprinted": "press/reprints"}.get(str(found.get("crops")))
    folder = "layout/crops" if found["door"] == "pages" else drawn or "records/crops"
    return f"results/{whole(dataset)}/{folder}/{{shard}}.parquet"


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
    folder = "captions" if found.get("crops") == "reprinted" else "mentions"
    return expand(f"results/{dataset}/press/{folder}/{{shard}}.parquet", shard=shards(dataset))


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
    take_labels()
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


def take_labels():
    """Let the files of labels that the config names join those of the datasets' own files."""
    for dataset, files in config["labels"].items():
        if dataset not in used_datasets():
            expected = f"expected one of the run: {', '.join(used_datasets())}"
            raise ValueError(f"config: labels: found {dataset!r}, {expected}")
        own = declaration(dataset)["labels"]
        own += [file for file in files if file not in own]


def check_truth(dataset):
    """Read a user's own tables of truth, which no rule needs before the records are built."""
    for key, table in (("truth", tables.MENTIONS), ("annotations", tables.ANNOTATIONS)):
        files = declaration(dataset)[key]
        if isinstance(files, list) and files:
            frames.read_shards(files, table)
    labels.read_labels(declaration(dataset)["labels"])
    pairs, known = verdicts.read_pairs(declaration(dataset)["pairs"]), listed_items(dataset)
    try:
        contradictions.expect_agreement(pairs, known)
        if declaration(dataset)["task"] == "cluster":
            contradictions.expect_one_a_page(pairs, known)
    except ValueError as error:
        raise ValueError(f"{dataset}: {error}") from None


def check_columns(dataset):
    """Only a table of crops or records has the columns that `fields` and `block` name."""
    where, found = f"config/datasets/{dataset}.yaml", declaration(dataset)
    tabulated = isinstance(found[found["door"]], list) or found.get("records") == "published"
    tabulated &= found["door"] != "pages"
    for key in ("fields", "block", "columns"):
        if found.get(key) and not tabulated:
            raise ValueError(f"{where}: {key}: found {found[key]!r}, expected a table of crops or records")


def check_task(dataset):
    """A dataset of the run is there to be linked or clustered: its sources take the sides of its task."""
    where, found = f"config/datasets/{dataset}.yaml", declaration(dataset)
    expected = {"link": ["query", "target"], "cluster": ["member"]}.get(found["task"])
    if expected is None:
        raise ValueError(
            f"{where}: task: found {found['task']!r}, expected link or cluster of a dataset in `datasets:`"
        )
    sides = {side for source in found["sources"].values() for side in source["sides"].values()}
    if sides - {"context"} != set(expected):
        raise ValueError(
            f"{where}: sources: found the sides {', '.join(sorted(sides)) or 'none'},"
            f" expected {' and '.join(expected)} of a dataset to {found['task']}"
        )
