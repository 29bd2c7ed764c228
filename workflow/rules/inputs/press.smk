"""The fonts and names of a shard that press draws."""

def fetched_fonts(wildcards):
    """The fonts that a fetch rule brings; the others come with the system."""
    paths = [font["path"] for font in config["press"]["fonts"]]
    return [path for path in paths if path.startswith("resources/")]



def shard_orientation(wildcards):
    return declaration(wildcards.dataset)["sources"][shard_source(wildcards)]["orientation"]


def shard_names(wildcards):
    """The first name of a shard of drawn names, and the one after its last."""
    size = config["press"]["names"]["per_shard"]
    first = int(wildcards.shard.rsplit("-", 1)[1]) * size
    return [first, first + size]
