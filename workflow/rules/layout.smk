"""From pages to names: where the lines stand, what each is, and the names cut out.

Takes page images, scanned or drawn; gives boxes with role, orientation and reading order, what became of each
page, crops of the names, and, where there is truth, scores. Pictures show the boxes of one page a source.
rules/layout/ makes a detector of one's own.
"""


include: "inputs/layout.smk"
include: "layout/training.smk"


rule detect_layout:
    input:
        pages=page_files,
        detector=detector_files,
    output:
        boxes="results/{dataset}/layout/boxes/{shard}.parquet",
        status="results/{dataset}/layout/status/{shard}.tsv",
    log:
        "results/logs/{dataset}/detect_layout/{shard}.log",
    benchmark:
        "results/benchmarks/{dataset}/detect_layout/{shard}.tsv"
    conda:
        "../../envs/layout.yaml"
    threads: 2
    resources:
        gpu=lambda wildcards: int(config["layout"]["detector"] == "layoutparser"),
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 60 * attempt,
    params:
        code=code_of("detect_layout.py"),
        pages=shard_rows,
        detector=lookup("detector", within=config["layout"]),
        settings=detector_settings,
        sources=declared("sources"),
    script:
        "../scripts/detect_layout.py"


# A rule of its own, so that a bad page stops the run at once and yet nothing that was found is lost.
rule check_pages:
    input:
        status="results/{dataset}/layout/status/{shard}.tsv",
    output:
        status="results/{dataset}/layout/checked/{shard}.tsv",
    log:
        "results/logs/{dataset}/check_pages/{shard}.log",
    priority: 100
    localrule: True
    conda:
        "../../envs/layout.yaml"
    params:
        code=code_of("check_pages.py"),
        on_bad_page=lookup("on_bad_page", within=config["layout"]),
    script:
        "../scripts/check_pages.py"


rule crop_names:
    input:
        pages=page_files,
        boxes="results/{dataset}/layout/boxes/{shard}.parquet",
    output:
        crops="results/{dataset}/layout/crops/{shard}.parquet",
    log:
        "results/logs/{dataset}/crop_names/{shard}.log",
    benchmark:
        "results/benchmarks/{dataset}/crop_names/{shard}.tsv"
    conda:
        "../../envs/layout.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("crop_names.py"),
        pages=shard_rows,
        padding=lookup("padding", within=config["layout"]),
    script:
        "../scripts/crop_names.py"


rule collect_page_status:
    input:
        shards=each_shard("results/{dataset}/layout/checked/{shard}.tsv"),
    output:
        status="results/{dataset}/layout/page_status.tsv",
    log:
        "results/logs/{dataset}/collect_page_status.log",
    localrule: True
    conda:
        "../../envs/layout.yaml"
    params:
        code=code_of("collect_page_status.py"),
    script:
        "../scripts/collect_page_status.py"


rule score_layout:
    input:
        boxes=each_shard("results/{dataset}/layout/boxes/{shard}.parquet"),
        annotations=annotation_files,
    output:
        scores="results/{dataset}/scores/layout.csv",
    log:
        "results/logs/{dataset}/score_layout.log",
    benchmark:
        "results/benchmarks/{dataset}/score_layout/all.tsv"
    localrule: True
    conda:
        "../../envs/layout.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("score_layout.py"),
    script:
        "../scripts/score_layout.py"


rule draw_overlays:
    input:
        pages=first_files,
        boxes=first_shard("results/{dataset}/layout/boxes/{shard}.parquet"),
    output:
        picture=report(
            "results/{dataset}/layout/overlays/{source}.png",
            caption="../report/draw_overlays.rst",
            category="Layout",
            subcategory="{dataset}",
        ),
    log:
        "results/logs/{dataset}/draw_overlays/{source}.log",
    benchmark:
        "results/benchmarks/{dataset}/draw_overlays/{source}.tsv"
    localrule: True
    conda:
        "../../envs/layout.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("draw_overlays.py"),
        pages=first_pages,
    script:
        "../scripts/draw_overlays.py"
