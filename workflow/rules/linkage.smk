"""Which target each query means, if any, and how often that is right.

Takes the records and their vectors; a row of the results table is a measure or a model with one OCR.
Gives per row neighbours, image weight and threshold under results/{dataset}/linkage/{row}/; for the
dataset links.csv and scores.csv.
"""


include: "inputs/linkage.smk"


rule compare_strings:
    input:
        records="results/{dataset}/records/records.parquet",
    output:
        neighbours="results/{dataset}/linkage/strings/{measure}/{ocr}/neighbours.parquet",
    log:
        "results/logs/{dataset}/compare_strings/{measure}-{ocr}.log",
    benchmark:
        "results/benchmarks/{dataset}/compare_strings/{measure}-{ocr}.tsv"
    conda:
        "../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_strings.py"),
        candidates=lookup("linkage/candidates", within=config),
    script:
        "../scripts/compare_strings.py"


rule tune_weight:
    input:
        records="results/{dataset}/records/records.parquet",
        vectors=vectors_of_row,
    output:
        weight="results/{dataset}/linkage/{encoder}/s{seed}/{supervision}_{modality}/{ocr}/weight.json",
    log:
        "results/logs/{dataset}/tune_weight/{encoder}-s{seed}-{supervision}_{modality}-{ocr}.log",
    benchmark:
        "results/benchmarks/{dataset}/tune_weight/{encoder}-s{seed}-{supervision}_{modality}-{ocr}.tsv"
    conda:
        "../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("tune_weight.py"),
        weights=image_weights,
    script:
        "../scripts/tune_weight.py"


rule search_neighbours:
    input:
        records="results/{dataset}/records/records.parquet",
        vectors=vectors_of_row,
        weight="results/{dataset}/linkage/{encoder}/s{seed}/{supervision}_{modality}/{ocr}/weight.json",
    output:
        neighbours="results/{dataset}/linkage/{encoder}/s{seed}/{supervision}_{modality}/{ocr}/neighbours.parquet",
    log:
        "results/logs/{dataset}/search_neighbours/{encoder}-s{seed}-{supervision}_{modality}-{ocr}.log",
    benchmark:
        "results/benchmarks/{dataset}/search_neighbours/{encoder}-s{seed}-{supervision}_{modality}-{ocr}.tsv"
    conda:
        "../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("search_neighbours.py"),
        candidates=lookup("linkage/candidates", within=config),
    script:
        "../scripts/search_neighbours.py"


rule tune_threshold:
    input:
        records="results/{dataset}/records/records.parquet",
        neighbours="results/{dataset}/linkage/{row}/neighbours.parquet",
    output:
        threshold="results/{dataset}/linkage/{row}/threshold.json",
    log:
        "results/logs/{dataset}/tune_threshold/{row}.log",
    benchmark:
        "results/benchmarks/{dataset}/tune_threshold/{row}.tsv"
    conda:
        "../../envs/linkage.yaml"
    params:
        code=code_of("tune_threshold.py"),
        default=lookup("linkage/default_threshold", within=config),
    script:
        "../scripts/tune_threshold.py"


rule link_records:
    input:
        records="results/{dataset}/records/records.parquet",
        neighbours=of_rows(exported_rows, "neighbours.parquet"),
        thresholds=of_rows(exported_rows, "threshold.json"),
    output:
        links=report(
            "results/{dataset}/linkage/links.csv",
            caption="../report/link_records.rst",
            category="Links",
        ),
    log:
        "results/logs/{dataset}/link_records.log",
    benchmark:
        "results/benchmarks/{dataset}/link_records/all.tsv"
    conda:
        "../../envs/linkage.yaml"
    params:
        code=code_of("link_records.py"),
        methods=lookup("linkage/export", within=config),
        candidates=lookup("linkage/candidates", within=config),
    script:
        "../scripts/link_records.py"


rule score_records:
    input:
        records="results/{dataset}/records/records.parquet",
        neighbours=of_rows(table_rows, "neighbours.parquet"),
    output:
        scores="results/{dataset}/scores/scores.csv",
    log:
        "results/logs/{dataset}/score_records.log",
    benchmark:
        "results/benchmarks/{dataset}/score_records/all.tsv"
    conda:
        "../../envs/linkage.yaml"
    params:
        code=code_of("score_records.py"),
        rows=lambda wildcards: table_rows(wildcards.dataset),
        resamples=lookup("linkage/bootstrap/resamples", within=config),
        seed=lookup("linkage/bootstrap/seed", within=config),
    script:
        "../scripts/score_records.py"
