"""How a dataset is cut into shards: a few pages, image files or drawn names in a row, of one source.

Takes the lists of pages and image files that people write, or the numbers of drawn ones. Shards are known before
anything runs, and a page added at the end of a list touches one shard. A model embeds several shards' records at once:
a portion.
"""

_listed = {}


def listed(dataset):
    """The pages, image files or drawn names of a dataset, by source."""
    dataset = whole(dataset)
    if dataset not in _listed:
        rows = listed_pages(dataset) if declaration(dataset)["input"] == "pages" else listed_crops(dataset)
        absent = [name for name in sources(dataset) if name not in {row["source"] for row in rows}]
        if absent and declaration(dataset)["input"] == "pages":
            raise ValueError(
                f"{dataset}: no page of the source {absent[0]!r} is listed, expected at least one"
            )
        by_source = {name: [row for row in rows if row["source"] == name] for name in sources(dataset)}
        _listed[dataset] = by_source
    return _listed[dataset]


def shard_size(dataset):
    found = declaration(dataset)
    if found["input"] == "pages":
        return config["layout"]["pages_per_shard"]
    section = {"drawn": "names", "reprinted": "reprints"}.get(str(found.get("crops")))
    return config["synthesis"][section]["per_shard"] if section else config["records"]["items_per_shard"]


def shards(dataset, source=None):
    """The shards of a dataset, or of one of its sources, in order."""
    size = shard_size(dataset)
    return [
        f"{name}-{number:03d}"
        for name, rows in listed(dataset).items()
        if source in (None, name)
        for number in range(-(-len(rows) // size))
    ]


def portions(dataset):
    """The portions in which a model embeds a dataset, such as 2-of-4: one for each `shards_per_portion` shards."""
    count = max(-(-len(shards(dataset)) // config["encoder"]["shards_per_portion"]), 1)
    return [f"{number}-of-{count}" for number in range(1, count + 1)]


def has_images(dataset):
    return bool(shards(dataset))


def shard_rows(wildcards):
    """The rows of one shard, as plain dicts."""
    source, number = wildcards.shard.rsplit("-", 1)
    size = shard_size(wildcards.dataset)
    return listed(wildcards.dataset)[source][int(number) * size : (int(number) + 1) * size]


def shard_source(wildcards):
    return wildcards.shard.rsplit("-", 1)[0]


def shard_orientation(wildcards):
    return declaration(wildcards.dataset)["sources"][shard_source(wildcards)]["orientation"]


def each_shard(pattern):
    """An input function: `pattern` for every shard of the dataset, or of the source where a rule has one."""
    return lambda wildcards: expand(
        pattern,
        shard=shards(wildcards.dataset, wildcards.get("source")),
        allow_missing=True,
    )


def page_files(wildcards):
    return present_files(wildcards.dataset, shard_rows(wildcards))


def present_files(dataset, rows):
    """The image files of pages; a missing scan is left out, which only `on_bad_page: skip` lets pass."""
    drawn = declaration(dataset)["pages"] == "drawn"
    files = sorted({row["path"] for row in rows})
    return [file for file in files if drawn or Path(file).is_file()]
