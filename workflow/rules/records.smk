"""The records table, and the three inputs by which a dataset enters it.

Takes crops and readings (input pages, and names that synthesis draws), or a user's own tables of image files
(input crops) or of texts (input records), and the truth as far as it is known. Returns the records: one image
and one text per OCR, with source, side, entity and split.
"""


include: "inputs/records.smk"


rule import_crops:
    input:
        images=image_files,
    output:
        crops="results/{dataset}/records/crops/{shard}.parquet",
    log:
        "results/logs/{dataset}/import_crops/{shard}.log",
    benchmark:
        "results/benchmarks/{dataset}/import_crops/{shard}.tsv"
    conda:
        "../../envs/records.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("import_crops.py"),
        rows=shard_rows,
        orientation=shard_orientation,
    script:
        "../scripts/import_crops.py"


rule tabulate_candidates:
    input:
        pairs="resources/firm_records/jp_pr_tkv2.csv",
    output:
        item_table="results/{dataset}/records/items.csv",
    log:
        "results/logs/{dataset}/tabulate_candidates.log",
    benchmark:
        "results/benchmarks/{dataset}/tabulate_candidates/all.tsv"
    localrule: True
    conda:
        "../../envs/records.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 1000 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        code=code_of("tabulate_candidates.py"),
    script:
        "../scripts/tabulate_candidates.py"


rule build_records:
    input:
        crops=place_shards,
        item_tables=item_tables,
        noisy=reading_shards("noisy"),
        clean=reading_shards("clean"),
        mentions=mention_files,
        annotations=annotation_files,
        pairs=declared("pairs"),
        labels=declared("labels"),
    output:
        records="results/{dataset}/records/records.parquet",
    log:
        "results/logs/{dataset}/build_records.log",
    benchmark:
        "results/benchmarks/{dataset}/build_records/all.tsv"
    conda:
        "../../envs/records.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("build_records.py"),
        sources=declared("sources"),
        shares=lookup("shares", within=config["records"]),
        fold=tested_fold,
        seed=lookup("seed", within=config["records"]),
        extra=lambda wildcards: item_columns(wildcards.dataset),
        columns=declared("columns"),
        task=declared("task"),
        fields=declared("fields"),
        block=lambda wildcards: declaration(wildcards.dataset).get("block"),
    script:
        "../scripts/build_records.py"
