"""Find the lines on the pages of one shard."""

from clippings import frames, tables
from clippings.layout.detection import build_detector, detect_pages
from clippings.running import logged

with logged(snakemake.log[0]):
    lines, status = detect_pages(
        snakemake.params.pages,
        detector=build_detector(
            snakemake.params.detector, snakemake.params.settings, threads=snakemake.threads
        ),
        source=snakemake.params.source,
        most_pixels=snakemake.params.most_pixels,
    )
    frames.write(lines, snakemake.output.lines, tables.LINES)
    frames.write(status, snakemake.output.status, tables.PAGE_STATUS)
