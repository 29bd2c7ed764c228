"""Fetch the images that the IIIF manifests of one source list."""

from clippings.fetch.iiif import fetch_manifests
from clippings.running import logged

with logged(snakemake.log[0]):
    fetch_manifests(
        snakemake.params.manifests,
        source=snakemake.wildcards.source,
        output=snakemake.output.images,
        delay=snakemake.params.delay,
    )
