"""Compare the candidate pairs of a portion of the queries by all evidence."""

from pathlib import Path

from clippings import frames, row_groups, tables
from clippings.linkage.candidates.pooling import VectorFiles
from clippings.linkage.candidates.string_rows import spellings
from clippings.linkage.evidence.comparing import RECORDED, Ingredients, gather_evidence, tabulate
from clippings.running import logged
from clippings.sides import in_portion, is_target

with logged(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    records = frames.read_where([given.records], None, tables.RECORDS, columns=RECORDED)
    steps = [step for step, used in params.normalisation.items() if used]
    portion = (int(snakemake.wildcards.portion), int(snakemake.wildcards.portions))
    own = is_target(records) | in_portion(records, portion)
    vectors = [VectorFiles(files, records, rows=own) for files in (given.vectors, given.hashes) if files]
    seed = next((row["seed"] for row in params.rows if row["seed"] is not None), None)
    pairs, compared = gather_evidence(
        records,
        given.neighbours,
        ingredients=Ingredients(seed, params.rows, vectors, params.models),
        ocrs=params.ocrs,
        fields=params.fields,
        spelt_of=lambda texts: spellings(records, texts, steps),
        k=params.candidates,
        kanjivg=Path(given.kanjivg),
    )
    comparisons = tabulate(compared)
    described = tables.EVIDENCE.with_numbers(comparisons["comparison"])
    row_groups.write_groups(pairs.groups(), snakemake.output.pairs, described)
    frames.write(comparisons, snakemake.output.comparisons, tables.COMPARISONS)
