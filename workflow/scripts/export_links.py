"""Write the links of a dataset for spreadsheets, splink and OpenRefine, and pairs for Label Studio."""

from clippings import frames, tables
from clippings.exchange.label_studio import labelling_config, pair_tasks
from clippings.exchange.openrefine import reconciliation
from clippings.exchange.splink_pairs import splink_pairs, table_of_pairs
from clippings.labels import read_labels
from clippings.review.explaining import of_method
from clippings.review.offline import read_crops
from clippings.review.tasks import pairs_to_ask, picture_addresses
from clippings.running import logged, write_json, write_text

with logged(snakemake.log[0]):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    records = frames.read(given.records, tables.RECORDS)
    links = frames.read(given.links, tables.LINKS)
    frames.write(links, output.links, tables.LINKS)
    links = links[links["method"] == params.method]
    terms = [of_method(frames.read(path, tables.TERMS), params.method) for path in given.explained]
    pairs = splink_pairs(
        links,
        records,
        candidates=frames.read(given.candidates, tables.CANDIDATES),
        fields=params.fields,
        terms=next(iter(terms), None),
    )
    frames.write(pairs, output.splink, table_of_pairs(pairs.columns))
    frames.write(reconciliation(links), output.openrefine, tables.OPENREFINE)
    asked = pairs_to_ask(links, read_labels(given.labels), records, sizes=params.sizes, seed=params.seed)
    crops = read_crops(given.crops, [*asked["record"], *asked["other"]])
    tasks = pair_tasks(asked, records, pictures=picture_addresses(crops))
    write_json(tasks, output.tasks)
    write_text(labelling_config(tasks), output.labelling)
