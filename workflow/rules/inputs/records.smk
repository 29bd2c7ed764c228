"""The tables and shards from which records are built."""


def item_tables(wildcards):
    """The tables of image files or texts, a user's own or the published one; none where crops are cut or drawn."""
    found = declaration(wildcards.dataset)
    if found.get("records") == "published":
        return [f"results/{whole(wildcards.dataset)}/records/items.csv"]
    tables_of_input = found.get(found["input"])
    return tables_of_input if found["input"] != "pages" and isinstance(tables_of_input, list) else []


def image_files(wildcards):
    return sorted({row["path"] for row in shard_rows(wildcards)})


def place_shards(wildcards):
    """The crops that become records; none where a user's own tables name the records."""
    return [] if item_tables(wildcards) else crop_shards(wildcards)


def reading_shards(ocr):
    """All readings that serve as one OCR; none where the texts stand in a user's own tables."""

    def files(wildcards):
        engine = declaration(wildcards.dataset)["ocr"].get(ocr)
        pattern = f"results/{whole(wildcards.dataset)}/ocr/{engine}/{{shard}}.parquet"
        return expand(pattern, shard=shards(wildcards.dataset)) if engine else []

    return files
