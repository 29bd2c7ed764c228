"""Draw the pages of one shard, with the truth of every box."""

from clippings import frames, tables
from clippings.running import logged
from clippings.synthesis.faces import load_typecase
from clippings.synthesis.pages import draw_pages, write_scans

with logged(snakemake.log[0]):
    entries = frames.read(snakemake.input.entries, tables.ENTRIES)
    partners = frames.read(snakemake.input.partners, tables.PARTNERS)
    params = snakemake.params
    scans, annotations = draw_pages(
        entries,
        partners,
        pages=params.pages,
        orientation=params.orientation,
        typecase=load_typecase(params.fonts),
        broken=params.broken,
        ageing=params.ageing,
    )
    write_scans(scans, snakemake.output.pages)
    frames.write(annotations, snakemake.output.annotations, tables.ANNOTATIONS)
