"""Write what was found on the pages of a dataset as ALTO, PAGE and IIIF annotations, a zip each."""

import json
from pathlib import Path

from clippings import frames, tables
from clippings.archives import pack
from clippings.running import atomic, logged, say
from clippings.transcriptions.exporting import annotation_page, transcribe_pages
from clippings.transcriptions.writing import write_alto, write_page

with logged(snakemake.log[0]):
    given, output = snakemake.input, snakemake.output
    lines = frames.read_shards(given.lines, tables.LINES).drop_duplicates("page").sort_values("page")
    records = frames.read(given.records, tables.RECORDS).set_index("record")
    links = frames.read(given.links, tables.LINKS)
    best = links[(links["method"] == snakemake.params.method) & (links["decision"] == "link")]
    pages = transcribe_pages(
        frames.read_shards(given.boxes, tables.BOXES),
        {row.page: (row.width, row.height) for row in lines.itertuples()},
        images={row["page"]: Path(row["path"]).name for row in snakemake.params.pages},
        texts=records["clean"].fillna(records["noisy"]).dropna().to_dict(),
        links=best[best["rank"] == 1].set_index("query_id")["target_id"].to_dict(),
    )
    for path, suffix, write in (
        (output.alto, ".xml", write_alto),
        (output.page, ".xml", write_page),
        (output.iiif, ".json", lambda page: json.dumps(annotation_page(page), ensure_ascii=False).encode()),
    ):
        with atomic(path) as temporary:
            pack({f"{page.where}{suffix}": write(page) for page in pages}, temporary)
    say(f"{len(pages)} pages, {sum(len(page.lines) for page in pages)} lines")
