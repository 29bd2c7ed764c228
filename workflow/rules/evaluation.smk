"""How often the decisions are right, and how certain that is.

Takes the outcomes and, of a dataset to cluster, the memberships. Gives the tables of results/{dataset}/scores/ with
intervals from a bootstrap over entities.
"""


rule score_links:
    input:
        records="results/{dataset}/records/records.parquet",
        outcomes="results/{dataset}/linkage/outcomes.parquet",
        thresholds="results/{dataset}/linkage/thresholds.csv",
    output:
        scores=f"{SCORES}/scores.csv",
        averages=f"{SCORES}/averages.csv",
        ceilings=f"{SCORES}/ceilings.csv",
        paired=f"{SCORES}/paired.csv",
        breakdown=f"{SCORES}/breakdown.csv",
        risk_coverage=f"{SCORES}/risk_coverage.csv",
        reliability=f"{SCORES}/reliability.csv",
    log:
        "results/logs/{dataset}/score_links.log",
    wildcard_constraints:
        dataset=plan.either(lambda dataset: not dataset.clustered),
    conda:
        "../../envs/evaluation.yaml"
    resources:
        mem_mb=megabytes(4000),
        runtime=minutes(30),
    params:
        **config["evaluation"]["bootstrap"],  # resamples, seed
        rows=plan.judged_params,
    script:
        "../scripts/score_links.py"


rule score_clusters:
    input:
        records="results/{dataset}/records/records.parquet",
        outcomes="results/{dataset}/linkage/outcomes.parquet",
        thresholds="results/{dataset}/linkage/thresholds.csv",
        memberships="results/{dataset}/linkage/memberships.parquet",
        cuts="results/{dataset}/linkage/cuts.csv",
    output:
        scores=f"{SCORES}/scores.csv",
        averages=f"{SCORES}/averages.csv",
        ceilings=f"{SCORES}/ceilings.csv",
        paired=f"{SCORES}/paired.csv",
        breakdown=f"{SCORES}/breakdown.csv",
        risk_coverage=f"{SCORES}/risk_coverage.csv",
        reliability=f"{SCORES}/reliability.csv",
        paired_clusters=f"{SCORES}/paired_clusters.csv",
    log:
        "results/logs/{dataset}/score_clusters.log",
    wildcard_constraints:
        dataset=plan.either(lambda dataset: dataset.clustered),
    conda:
        "../../envs/evaluation.yaml"
    resources:
        mem_mb=megabytes(4000),
        runtime=minutes(30),
    params:
        **config["evaluation"]["bootstrap"],  # resamples, seed
        rows=plan.judged_params,
    script:
        "../scripts/score_clusters.py"
