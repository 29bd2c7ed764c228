"""The records table, and the three inputs by which a dataset enters it.

Takes crops and readings (input pages, and names that synthesis draws), or a user's own tables of image files
(input crops) or of texts (input records), and the truth as far as it is known. Gives the records: one image
and one text per OCR, with source, side, entity, split and fold.
"""


rule import_crops:
    input:
        images=plan.shard_files,
    output:
        crops="results/{dataset}/records/crops/{shard}.parquet",
    log:
        "results/logs/{dataset}/import_crops/{shard}.log",
    conda:
        "../../envs/records.yaml"
    resources:
        mem_mb=megabytes(1500),
        runtime=minutes(30),
    params:
        rows=plan.shard_rows,
        orientation=plan.shard_orientation,
    script:
        "../scripts/import_crops.py"


rule build_records:
    input:
        crops=plan.places,
        item_tables=plan.declared("tables"),
        published=plan.published,
        noisy=plan.readings("noisy"),
        clean=plan.readings("clean"),
        mentions=plan.mentions,
        annotations=plan.annotations,
        pairs=plan.declared("pairs"),
        labels=plan.declared("labels"),
        index=plan.index_files,
        withdrawn=plan.declared("withdrawn"),
    output:
        records="results/{dataset}/records/records.parquet",
    log:
        "results/logs/{dataset}/build_records.log",
    conda:
        "../../envs/records.yaml"
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(30),
    params:
        sources=plan.sides,
        columns=plan.declared("columns"),
        extra=plan.declared("item_columns"),
        shares=plan.declared("shares"),
        folds=plan.declared("folds"),
        seed=config["records"]["seed"],
        fields=plan.declared("fields"),
        block=plan.declared("block"),
        blocking=plan.declared("blocking"),
        task=plan.declared("task"),
        index=plan.index_folder,
    script:
        "../scripts/build_records.py"
