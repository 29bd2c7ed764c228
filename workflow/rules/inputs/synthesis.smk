"""The fonts, names and photographs of a shard that synthesis draws."""


def fetched_fonts(wildcards):
    """The fonts that a fetch rule brings; the others come with the system."""
    paths = [font["path"] for font in config["synthesis"]["fonts"]]
    return [path for path in paths if path.startswith("resources/")]


def shard_names(wildcards):
    """The first name of a shard of drawn names, and the one after its last."""
    numbers = [row["number"] for row in shard_rows(wildcards)]
    return [numbers[0], numbers[-1] + 1]


def photograph_lists(wildcards):
    return photograph_tables(wildcards.dataset)


def photograph_files(wildcards):
    """The image files, or archives of some, that a shard of photographs reads."""
    return sorted({row["path"] for row in shard_rows(wildcards)})


def only_source(wildcards):
    return sources(wildcards.dataset)[0]
