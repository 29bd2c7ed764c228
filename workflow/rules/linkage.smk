"""Which target each query means, if any, and how often that is right.

Takes the records and their vectors; a row of the results table is a measure or a model with one OCR.
Gives per row neighbours and image weight under results/{dataset}/linkage/; for the dataset the outcomes of
its validation and test queries with what was chosen on validation, links.csv, and the tables of scores/; where it is
to be clustered, clusters.csv too.
"""


include: "inputs/linkage.smk"


rule compare_strings:
    input:
        records="results/{dataset}/records/records.parquet",
        kanjivg="resources/strokes/kanjivg.zip",
    output:
        neighbours=string_neighbours(),
    log:
        "results/logs/{dataset}/compare_strings/{ocr}.log",
    benchmark:
        "results/benchmarks/{dataset}/compare_strings/{ocr}.tsv"
    conda:
        "../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_strings.py"),
        measures=character_measures(),
        candidates=kept_neighbours,
    script:
        "../scripts/compare_strings.py"


rule compare_words:
    input:
        records="results/{dataset}/records/records.parquet",
    output:
        neighbours="results/{dataset}/linkage/strings/jaccard_words/{ocr}/neighbours.parquet",
        words="results/{dataset}/linkage/strings/jaccard_words/{ocr}/words.json",
    log:
        "results/logs/{dataset}/compare_words/{ocr}.log",
    benchmark:
        "results/benchmarks/{dataset}/compare_words/{ocr}.tsv"
    conda:
        "../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_words.py"),
        task=declared("task"),
        clustering=clustering,
        lengths=lookup("linkage/words", within=config),
        candidates=kept_neighbours,
    script:
        "../scripts/compare_words.py"


rule search_neighbours:
    input:
        records="results/{dataset}/records/records.parquet",
        vectors=vectors_of_row,
    output:
        weight="results/{dataset}/linkage/{encoder}/s{seed}/{supervision}_{modality}/{ocr}/weight.json",
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
        task=declared("task"),
        clustering=clustering,
        weights=image_weights,
        candidates=kept_neighbours,
    script:
        "../scripts/search_neighbours.py"


use rule search_neighbours as search_hashes with:
    input:
        records="results/{dataset}/records/records.parquet",
        vectors="results/{dataset}/encoder/{hash}/vectors.parquet",
    output:
        weight="results/{dataset}/linkage/hashes/{hash}/{ocr}/weight.json",
        neighbours="results/{dataset}/linkage/hashes/{hash}/{ocr}/neighbours.parquet",
    log:
        "results/logs/{dataset}/search_hashes/{hash}-{ocr}.log",
    benchmark:
        "results/benchmarks/{dataset}/search_hashes/{hash}-{ocr}.tsv"
    wildcard_constraints:
        hash="phash|dhash|ahash",
        ocr="none",
    params:
        code=code_of("search_neighbours.py"),
        task=declared("task"),
        clustering=clustering,
        weights=[1.0],
        candidates=kept_neighbours,


rule judge_queries:
    input:
        records="results/{dataset}/records/records.parquet",
        neighbours=of_rows(judged_rows, "neighbours.parquet"),
        weights=of_rows(weighted_rows, "weight.json"),
    output:
        outcomes="results/{dataset}/linkage/outcomes.parquet",
        thresholds="results/{dataset}/linkage/thresholds.csv",
        calibration="results/{dataset}/linkage/calibration.csv",
    log:
        "results/logs/{dataset}/judge_queries.log",
    benchmark:
        "results/benchmarks/{dataset}/judge_queries/all.tsv"
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("judge_queries.py"),
        rows=lambda wildcards: judged_rows(wildcards.dataset),
        default=lookup("linkage/default_threshold", within=config),
    script:
        "../scripts/judge_queries.py"


rule link_records:
    input:
        records=of_folds("records/records.parquet"),
        neighbours=of_rows(exported_rows, "neighbours.parquet"),
        thresholds=of_folds("linkage/thresholds.csv"),
        calibration=of_folds("linkage/calibration.csv"),
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
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("link_records.py"),
        rows=lambda wildcards: exported_rows(wildcards.dataset),
        assignment=lookup("linkage/assignment", within=config),
        candidates=lookup("linkage/candidates", within=config),
    script:
        "../scripts/link_records.py"


rule cluster_records:
    input:
        records=of_folds("records/records.parquet"),
        neighbours=of_rows(judged_rows, "neighbours.parquet"),
        choices=choices,
        exported=of_rows(first_exported_row, "neighbours.parquet"),
    output:
        clusters=report(
            "results/{dataset}/linkage/clusters.csv",
            caption="../report/cluster_records.rst",
            category="Clusters",
        ),
        memberships="results/{dataset}/linkage/memberships.parquet",
        cuts="results/{dataset}/linkage/cuts.csv",
    log:
        "results/logs/{dataset}/cluster_records.log",
    benchmark:
        "results/benchmarks/{dataset}/cluster_records/all.tsv"
    wildcard_constraints:
        dataset=cluster_datasets(),
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("cluster_records.py"),
        folds=lambda wildcards: fold_datasets(wildcards.dataset),
        rows=lambda wildcards: judged_rows(wildcards.dataset),
        exported=lambda wildcards: first_exported_row(wildcards.dataset)[0],
        clustering=lookup("linkage/cluster", within=config),
        default=lookup("linkage/default_threshold", within=config),
    script:
        "../scripts/cluster_records.py"


rule compare_candidates:
    input:
        records=of_folds("records/records.parquet"),
        links="results/{dataset}/linkage/links.csv",
        vectors=candidate_vectors,
    output:
        csv="results/{dataset}/linkage/candidates.csv",
        parquet="results/{dataset}/linkage/candidates.parquet",
        links="results/{dataset}/linkage/links.parquet",
    log:
        "results/logs/{dataset}/compare_candidates.log",
    benchmark:
        "results/benchmarks/{dataset}/compare_candidates/all.tsv"
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_candidates.py"),
    script:
        "../scripts/compare_candidates.py"


rule score_records:
    input:
        records=of_folds("records/records.parquet"),
        outcomes=of_folds("linkage/outcomes.parquet"),
        thresholds=of_folds("linkage/thresholds.csv"),
        memberships=of_clusters("linkage/memberships.parquet"),
        cuts=of_clusters("linkage/cuts.csv"),
    output:
        scores="results/{dataset}/scores/scores.csv",
        ceilings="results/{dataset}/scores/ceilings.csv",
    log:
        "results/logs/{dataset}/score_records.log",
    benchmark:
        "results/benchmarks/{dataset}/score_records/all.tsv"
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("score_records.py"),
        rows=lambda wildcards: table_rows(wildcards.dataset),
        resamples=lookup("linkage/bootstrap/resamples", within=config),
        seed=lookup("linkage/bootstrap/seed", within=config),
    script:
        "../scripts/score_records.py"


rule compare_rows:
    input:
        outcomes=of_folds("linkage/outcomes.parquet"),
    output:
        paired="results/{dataset}/scores/paired.csv",
    log:
        "results/logs/{dataset}/compare_rows.log",
    benchmark:
        "results/benchmarks/{dataset}/compare_rows/all.tsv"
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_rows.py"),
        resamples=lookup("linkage/bootstrap/resamples", within=config),
        seed=lookup("linkage/bootstrap/seed", within=config),
    script:
        "../scripts/compare_rows.py"


rule compare_clusters:
    input:
        memberships="results/{dataset}/linkage/memberships.parquet",
    output:
        paired="results/{dataset}/scores/paired_clusters.csv",
    log:
        "results/logs/{dataset}/compare_clusters.log",
    benchmark:
        "results/benchmarks/{dataset}/compare_clusters/all.tsv"
    wildcard_constraints:
        dataset=cluster_datasets(),
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_clusters.py"),
        resamples=lookup("linkage/bootstrap/resamples", within=config),
        seed=lookup("linkage/bootstrap/seed", within=config),
    script:
        "../scripts/compare_clusters.py"


rule break_down_errors:
    input:
        records=of_folds("records/records.parquet"),
        outcomes=of_folds("linkage/outcomes.parquet"),
    output:
        breakdown="results/{dataset}/scores/breakdown.csv",
    log:
        "results/logs/{dataset}/break_down_errors.log",
    benchmark:
        "results/benchmarks/{dataset}/break_down_errors/all.tsv"
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("break_down_errors.py"),
        resamples=lookup("linkage/bootstrap/resamples", within=config),
        seed=lookup("linkage/bootstrap/seed", within=config),
    script:
        "../scripts/break_down_errors.py"


rule score_confidence:
    input:
        outcomes=of_folds("linkage/outcomes.parquet"),
    output:
        risk_coverage="results/{dataset}/scores/risk_coverage.csv",
        reliability="results/{dataset}/scores/reliability.csv",
    log:
        "results/logs/{dataset}/score_confidence.log",
    benchmark:
        "results/benchmarks/{dataset}/score_confidence/all.tsv"
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("score_confidence.py"),
        resamples=lookup("linkage/bootstrap/resamples", within=config),
        seed=lookup("linkage/bootstrap/seed", within=config),
    script:
        "../scripts/score_confidence.py"
