"""Where the crops of a dataset lie, and the truth about them: paths from one stage to another."""


def crop_pattern(dataset):
    """Where the crops of a dataset lie: cut from pages, drawn on their own, or imported."""
    found = declaration(dataset)
    drawn = {"drawn": "synthesis/crops", "reprinted": "synthesis/reprints"}.get(str(found.get("crops")))
    folder = "layout/crops" if found["input"] == "pages" else drawn or "records/crops"
    return f"results/{whole(dataset)}/{folder}/{{shard}}.parquet"


def crop_shard(wildcards):
    return crop_pattern(wildcards.dataset).format(shard=wildcards.shard)


def crop_shards(wildcards):
    return expand(crop_pattern(wildcards.dataset), shard=shards(wildcards.dataset))


def mention_files(wildcards):
    """The truth tables of a dataset: none, a user's own, or what synthesis printed."""
    dataset, found = whole(wildcards.dataset), declaration(wildcards.dataset)
    if found["truth"] != "drawn":
        return found["truth"] if isinstance(found["truth"], list) else []
    if found["input"] == "pages":
        return [f"results/{dataset}/synthesis/mentions.parquet"]
    folder = "captions" if found.get("crops") == "reprinted" else "mentions"
    return expand(f"results/{dataset}/synthesis/{folder}/{{shard}}.parquet", shard=shards(dataset))


def annotation_files(wildcards):
    """The tables that say where the truth stands on the pages; none for crops and records."""
    dataset, found = whole(wildcards.dataset), declaration(wildcards.dataset)
    if found["input"] != "pages" or found["truth"] != "drawn":
        return found["annotations"]
    return expand(f"results/{dataset}/synthesis/annotations/{{shard}}.parquet", shard=shards(dataset))
