"""The detector's settings and files, and the pages that pictures and trainings show."""


def detector_settings(wildcards):
    """The settings of the chosen detector, the paths in them filled in for this dataset and shard."""
    settings = config["layout"][config["layout"]["detector"]]
    return {key: filled(value, wildcards) for key, value in settings.items()}


def filled(value, wildcards):
    if isinstance(value, list):
        return [filled(item, wildcards) for item in value]
    return value.format(**wildcards) if isinstance(value, str) else value


def detector_files(wildcards):
    """The files that the chosen detector reads besides the pages."""
    settings = detector_settings(wildcards)
    found = [settings.get(key) for key in ("model", "weights", "config")]
    return [file for file in [*found, *settings.get("annotations", [])] if file]


def first_shard(pattern):
    """An input function: `pattern` for the first shard of the source."""
    return lambda wildcards: pattern.format(
        dataset=wildcards.dataset, shard=shards(wildcards.dataset, wildcards.source)[0]
    )


def first_pages(wildcards):
    return listed(wildcards.dataset)[wildcards.source][: shard_size(wildcards.dataset)]


def first_files(wildcards):
    return present_files(wildcards.dataset, first_pages(wildcards))


def training_annotations(wildcards):
    """COCO files to train on: a user's own, or those of the drawn pages."""
    found = config["layout"]["training"]["annotations"]
    drawn = f"results/{wildcards.dataset}/synthesis/coco/{{shard}}.json"
    return expand(drawn, shard=shards(wildcards.dataset)) if found == "drawn" else found


def training_pages(wildcards):
    rows = [row for rows in listed(wildcards.dataset).values() for row in rows]
    return sorted({row["path"] for row in rows})
