"""What is made of neighbours: links or no match, and clusters.

Takes the records and the neighbours of the rows. Returns the outcomes of the validation and test queries with what was
chosen on validation, links.csv and candidates.csv; of a dataset to cluster, clusters.csv and the memberships too.
"""


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
        "../../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("judge_queries.py"),
        rows=lambda wildcards: judged_rows(wildcards.dataset),
        default=lookup("default_threshold", within=config["linkage"]),
    script:
        "../../scripts/judge_queries.py"


rule link_records:
    input:
        records=of_folds("records/records.parquet"),
        neighbours=of_rows(exported_rows, "neighbours.parquet"),
        thresholds=of_folds("linkage/thresholds.csv"),
        calibration=of_folds("linkage/calibration.csv"),
    output:
        links=report(
            "results/{dataset}/linkage/links.csv",
            caption="../../report/link_records.rst",
            category="Links",
        ),
    log:
        "results/logs/{dataset}/link_records.log",
    benchmark:
        "results/benchmarks/{dataset}/link_records/all.tsv"
    conda:
        "../../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("link_records.py"),
        rows=lambda wildcards: exported_rows(wildcards.dataset),
        assignment=lookup("assignment", within=config["linkage"]),
        candidates=lookup("candidates", within=config["linkage"]),
    script:
        "../../scripts/link_records.py"


rule cluster_records:
    input:
        records=of_folds("records/records.parquet"),
        neighbours=of_rows(judged_rows, "neighbours.parquet"),
        choices=choices,
        exported=of_rows(first_exported_row, "neighbours.parquet"),
    output:
        clusters=report(
            "results/{dataset}/linkage/clusters.csv",
            caption="../../report/cluster_records.rst",
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
        "../../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("cluster_records.py"),
        folds=lambda wildcards: fold_datasets(wildcards.dataset),
        rows=lambda wildcards: judged_rows(wildcards.dataset),
        exported=lambda wildcards: first_exported_row(wildcards.dataset)[0],
        clustering=lookup("cluster", within=config["linkage"]),
        default=lookup("default_threshold", within=config["linkage"]),
    script:
        "../../scripts/cluster_records.py"


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
        "../../../envs/linkage.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_candidates.py"),
    script:
        "../../scripts/compare_candidates.py"
