"""What every rule file may use: declarations, shards, paths between rooms, digests of code. No rule, no logic of the method."""

import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

WORKFLOW = Path(workflow.basedir) / "workflow"
LIBRARY = WORKFLOW / "lib"
sys.path.insert(0, str(LIBRARY))

from clippings import declarations, frames, provenance, tables

wildcard_constraints:
    dataset="[A-Za-z0-9_]+",
    source="[A-Za-z0-9_]+",
    shard="[A-Za-z0-9_]+-[0-9]{3}",
    engine="[a-z0-9_]+",
    ocr="noisy|clean|none",
    encoder="[a-z0-9_]+",
    seed="[0-9]+",
    model="selfsup|sup_visual|sup_language|sup_multimodal",
    modality="visual|language|multimodal",
    supervision="selfsup|sup",
    measure="[a-z0-9_]+",
    row="[A-Za-z0-9_/]+",


ROOMS = ("press", "layout", "ocr", "records", "encoder", "linkage", "figures")
_declared, _pages = {}, {}


def schema(name):
    return declarations.load(WORKFLOW / f"schemas/{name}.schema.yaml")


def declare(kind, name):
    """Read config/<kind>s/<name>.yaml once, checked and completed by its schema."""
    path = f"config/{kind}s/{name}.yaml"
    if path not in _declared:
        _declared[path] = declarations.checked(declarations.load(path), schema(kind), where=path)
    return _declared[path]


def declaration(dataset):
    return declare("dataset", dataset)


def declared(key):
    return lambda wildcards: declaration(wildcards.dataset)[key]


def encoder_settings(wildcards):
    return declare("encoder", wildcards.encoder)


def encoder_name(dataset):
    return declaration(dataset)["encoder"]["name"]


def trained_dataset(wildcards):
    """The dataset on which the encoder that `wildcards.dataset` uses is trained: itself, unless declared."""
    return declaration(wildcards.dataset)["encoder"].get("trained_on", wildcards.dataset)


def code_of(script):
    return provenance.code_digest(WORKFLOW / "scripts" / script, LIBRARY)


def pages(dataset):
    """The pages of a dataset, by source: of its TSV tables, or implied by the pages that press draws."""
    if dataset not in _pages:
        tables_of_pages = declaration(dataset)["pages"]
        drawn = tables_of_pages == "drawn"
        rows = drawn_pages(dataset) if drawn else listed_pages(dataset, tables_of_pages)
        _pages[dataset] = {s: [r for r in rows if r["source"] == s] for s in sources(dataset)}
    return _pages[dataset]


def sources(dataset):
    return list(declaration(dataset)["sources"])


def drawn_pages(dataset):
    size = config["layout"]["pages_per_shard"]
    return [
        {
            "page": f"{source}-{number + 1:04d}",
            "path": f"results/{dataset}/press/pages/{source}-{number // size:03d}.tif",
            "source": source,
            "frame": number % size,
        }
        for source in sources(dataset)
        for number in range(config["press"]["pages"][source])
    ]


def listed_pages(dataset, files):
    table = frames.read_shards(files, tables.PAGES).fillna({"frame": 0}).astype({"frame": int})
    for row in table.itertuples():
        if row.source not in sources(dataset):
            known = ", ".join(sources(dataset))
            raise ValueError(f"{dataset}: page {row.page} has source {row.source!r}, expected {known}")
        if config["layout"]["on_bad_page"] == "fail" and not Path(row.path).is_file():
            raise ValueError(f"{row.path}: no such file; {dataset} lists it as page {row.page}")
    return table.to_dict("records")


def shards(dataset, source=None):
    """The shards of a dataset: slices of each source's pages, or of the crops that enter without pages."""
    door = declaration(dataset)["door"]
    size = config["layout"]["pages_per_shard"]
    lengths = {
        "pages": lambda s: -(-len(pages(dataset)[s]) // size),
        "crops": lambda s: crop_shard_count(dataset, s),
        "records": lambda s: 0,
    }[door]
    wanted = [source] if source else sources(dataset)
    return [f"{s}-{number:03d}" for s in wanted for number in range(lengths(s))]


def crop_shard_count(dataset, source):
    if declaration(dataset)["crops"] == "drawn":
        names = config["press"]["names"]
        return -(-names["count"] // names["per_shard"])
    return len(declaration(dataset)["crops"])


def page_rows(wildcards):
    source, number = wildcards.shard.rsplit("-", 1)
    size = config["layout"]["pages_per_shard"]
    first = int(number) * size
    return pages(wildcards.dataset)[source][first : first + size]


def page_files(wildcards):
    """The image files of a shard's pages; missing ones are left out only where bad pages are skipped."""
    drawn = declaration(wildcards.dataset)["pages"] == "drawn"
    files = sorted({row["path"] for row in page_rows(wildcards)})
    return [file for file in files if drawn or Path(file).is_file()]


def each_shard(pattern):
    return lambda wildcards: expand(
        pattern,
        shard=shards(wildcards.dataset, wildcards.get("source")),
        allow_missing=True,
    )


def crop_pattern(dataset):
    room = {"pages": "layout", "crops": "records", "records": "records"}[declaration(dataset)["door"]]
    room = "press" if declaration(dataset).get("crops") == "drawn" else room
    return f"results/{dataset}/{room}/crops/{{shard}}.parquet"


def crop_shard(wildcards):
    return crop_pattern(wildcards.dataset).format(shard=wildcards.shard)


def crop_shards(wildcards):
    return expand(crop_pattern(wildcards.dataset), shard=shards(wildcards.dataset))


def engine_shards(wildcards):
    """All readings of a dataset: one file per shard and engine, engines in the order noisy, clean."""
    return expand(
        f"results/{wildcards.dataset}/ocr/{{engine}}/{{shard}}.parquet",
        engine=declaration(wildcards.dataset)["ocr"].values(),
        shard=shards(wildcards.dataset),
    )


def mention_files(wildcards):
    """The truth tables of a dataset: none, a user's own, or what press printed."""
    dataset, truth = wildcards.dataset, declaration(wildcards.dataset)["truth"]
    if truth == "none":
        return []
    if truth != "drawn":
        return truth
    if declaration(dataset)["door"] == "pages":
        return [f"results/{dataset}/press/mentions.parquet"]
    return expand(f"results/{dataset}/press/mentions/{{shard}}.parquet", shard=shards(dataset))


def annotation_files(wildcards):
    """The tables that say where the truth stands on the pages; none for crops and records."""
    dataset, found = wildcards.dataset, declaration(wildcards.dataset)
    if found["door"] != "pages" or found["truth"] == "none":
        return []
    drawn = f"results/{dataset}/press/annotations/{{shard}}.parquet"
    return found.get("annotations") or expand(drawn, shard=shards(dataset))


def run_targets():
    """What the default run makes: links, scores where there is truth, figures, provenance, summary."""
    made = ["results/summary.md"]
    for dataset in config["datasets"]:
        made += expand("results/{dataset}/{file}", dataset=dataset, file=dataset_files(dataset))
    return made


def dataset_files(dataset):
    found = declaration(dataset)
    files = ["linkage/links.csv", "run.json"]
    if found["door"] == "pages":
        files += ["layout/page_status.tsv", *(f"layout/overlays/{s}.png" for s in sources(dataset))]
    return files
