"""How often the decisions are right, and how sure that is.

Takes the outcomes and, of a dataset to cluster, the memberships. Returns the tables of results/{dataset}/scores/ with
intervals from a bootstrap over entities.
"""


rule score_records:
    input:
        records=of_folds("records/records.parquet"),
        outcomes=of_folds("linkage/outcomes.parquet"),
        thresholds=of_folds("linkage/thresholds.csv"),
        memberships=of_clusters("linkage/memberships.parquet"),
        cuts=of_clusters("linkage/cuts.csv"),
    output:
        scores="results/{dataset}/scores/scores.csv",
        averages="results/{dataset}/scores/averages.csv",
        ceilings="results/{dataset}/scores/ceilings.csv",
    log:
        "results/logs/{dataset}/score_records.log",
    benchmark:
        "results/benchmarks/{dataset}/score_records/all.tsv"
    conda:
        "../../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("score_records.py"),
        rows=lambda wildcards: table_rows(wildcards.dataset),
        resamples=lookup("bootstrap/resamples", within=config["linkage"]),
        seed=lookup("bootstrap/seed", within=config["linkage"]),
    script:
        "../../scripts/score_records.py"


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
        "../../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_rows.py"),
        resamples=lookup("bootstrap/resamples", within=config["linkage"]),
        seed=lookup("bootstrap/seed", within=config["linkage"]),
    script:
        "../../scripts/compare_rows.py"


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
        "../../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_clusters.py"),
        resamples=lookup("bootstrap/resamples", within=config["linkage"]),
        seed=lookup("bootstrap/seed", within=config["linkage"]),
    script:
        "../../scripts/compare_clusters.py"


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
        "../../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("break_down_errors.py"),
        resamples=lookup("bootstrap/resamples", within=config["linkage"]),
        seed=lookup("bootstrap/seed", within=config["linkage"]),
    script:
        "../../scripts/break_down_errors.py"


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
        "../../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("score_confidence.py"),
        resamples=lookup("bootstrap/resamples", within=config["linkage"]),
        seed=lookup("bootstrap/seed", within=config["linkage"]),
    script:
        "../../scripts/score_confidence.py"
