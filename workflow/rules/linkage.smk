"""From vectors and texts to decisions: the nearest targets of each query, links or no match, clusters.

Takes records and vectors. Gives for each dataset the neighbours of all rows of the results table, with what validation
chose before they were searched; the outcomes of validation and test queries, with thresholds and calibration;
links.csv and candidates.csv; of a dataset to cluster, clusters.csv and memberships too; where the config asks for it, the learning curve of the scorer of all evidence.
A model to carry is packed where it is asked for, and is read in place of what validation teaches where a dataset names one.
"""


rule report_blocking:
    input:
        records="results/{dataset}/records/records.parquet",
    output:
        blocking="results/{dataset}/linkage/blocking.csv",
    log:
        "results/logs/{dataset}/report_blocking.log",
    wildcard_constraints:
        dataset=plan.either(lambda dataset: dataset.blocked),
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(30),
    script:
        "../scripts/report_blocking.py"


rule compare_strings:
    input:
        records="results/{dataset}/records/records.parquet",
        kanjivg="resources/strokes/kanjivg.zip",
        chosen=plan.chosen,
    output:
        neighbours="results/{dataset}/linkage/strings/neighbours/{portion}-of-{portions}.parquet",
        choices="results/{dataset}/linkage/strings/choices/{portion}-of-{portions}.csv",
    log:
        "results/logs/{dataset}/compare_strings/{portion}-of-{portions}.log",
    conda:
        "../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(60),
    params:
        measures=plan.string_measures,
        ocrs=plan.declared("texts"),
        task=plan.declared("task"),
        lengths=config["linkage"]["words"],
        normalisation=plan.normalisation,
        candidates=plan.kept_neighbours,
    script:
        "../scripts/compare_strings.py"


rule search_neighbours:
    input:
        records="results/{dataset}/records/records.parquet",
        vectors=plan.vectors,
        chosen=plan.chosen,
    output:
        neighbours="results/{dataset}/linkage/{encoder}/s{seed}/neighbours/{portion}-of-{portions}.parquet",
        choices="results/{dataset}/linkage/{encoder}/s{seed}/choices/{portion}-of-{portions}.csv",
    log:
        "results/logs/{dataset}/search_neighbours/{encoder}-s{seed}-{portion}-of-{portions}.log",
    wildcard_constraints:
        encoder="(?!evidence/)[a-z0-9_]+",
    conda:
        "../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=megabytes(4000),
        runtime=minutes(60),
    params:
        rows=plan.searched_params,
        task=plan.declared("task"),
        image_weights=config["linkage"]["image_weights"],
        candidates=plan.kept_neighbours,
    script:
        "../scripts/search_neighbours.py"


rule compare_evidence:
    input:
        records="results/{dataset}/records/records.parquet",
        neighbours=plan.united_neighbours,
        vectors=plan.encoder_vectors,
        hashes=plan.hash_vectors,
        kanjivg="resources/strokes/kanjivg.zip",
    output:
        pairs="results/{dataset}/linkage/evidence/s{seed}/pairs/{portion}-of-{portions}.parquet",
        comparisons="results/{dataset}/linkage/evidence/s{seed}/comparisons/{portion}-of-{portions}.csv",
    log:
        "results/logs/{dataset}/compare_evidence/s{seed}-{portion}-of-{portions}.log",
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=megabytes(4000),
        runtime=minutes(60),
    params:
        rows=plan.united_params,
        models=plan.united_models,
        ocrs=plan.declared("texts"),
        fields=plan.declared("fields"),
        normalisation=plan.normalisation,
        candidates=plan.kept_neighbours,
    script:
        "../scripts/compare_evidence.py"


rule weigh_evidence:
    input:
        records="results/{dataset}/records/records.parquet",
        pairs=plan.compared_pairs,
        comparisons=plan.compared_by,
        model=plan.carried,
    output:
        neighbours=directory("results/{dataset}/linkage/evidence/s{seed}/neighbours"),
        choices="results/{dataset}/linkage/evidence/s{seed}/choices.csv",
        comparisons="results/{dataset}/linkage/evidence/s{seed}/comparisons.csv",
        weights="results/{dataset}/linkage/evidence/s{seed}/weights.csv",
        terms="results/{dataset}/linkage/evidence/s{seed}/terms.parquet",
    log:
        "results/logs/{dataset}/weigh_evidence/s{seed}.log",
    conda:
        "../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=megabytes(4000),
        runtime=minutes(60),
    params:
        rows=plan.weighed_params,
        explained=plan.exported_names,
        scorer=config["linkage"]["scorer"],
        candidates=plan.kept_neighbours,
    script:
        "../scripts/weigh_evidence.py"


rule judge_queries:
    input:
        records="results/{dataset}/records/records.parquet",
        neighbours=plan.neighbours,
        choices=plan.choices,
        model=plan.carried,
    output:
        outcomes="results/{dataset}/linkage/outcomes.parquet",
        thresholds="results/{dataset}/linkage/thresholds.csv",
        calibration="results/{dataset}/linkage/calibration.csv",
    log:
        "results/logs/{dataset}/judge_queries.log",
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=megabytes(4000),
        runtime=minutes(30),
    params:
        rows=plan.judged_params,
        default=config["linkage"]["default_threshold"],
    script:
        "../scripts/judge_queries.py"


rule pack_model:
    input:
        records="results/{dataset}/records/records.parquet",
        pairs=plan.packed_pairs,
        comparisons=plan.packed_evidence("comparisons.csv"),
        choices=plan.packed_choices,
        encoder=plan.packed_encoder,
        networks=plan.packed_networks,
    output:
        model="results/{dataset}/model/{dataset}.clippings",
    log:
        "results/logs/{dataset}/pack_model.log",
    wildcard_constraints:
        dataset=plan.either(plan.packs),
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(30),
    params:
        origin=plan.packed_origin,
        candidates=plan.kept_neighbours,
        seed=plan.packed_seed,
    script:
        "../scripts/pack_model.py"


rule trace_learning:
    input:
        records="results/{dataset}/records/records.parquet",
        pairs=plan.learning_pairs,
        comparisons=plan.learning_file("comparisons.csv"),
        neighbours=plan.learning_file("neighbours"),
        outcomes="results/{dataset}/linkage/outcomes.parquet",
        thresholds="results/{dataset}/linkage/thresholds.csv",
    output:
        learning=f"{SCORES}/learning.csv",
    log:
        "results/logs/{dataset}/trace_learning.log",
    wildcard_constraints:
        dataset=plan.either(plan.learning_rows),
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(60),
    params:
        **config["linkage"]["learning"],  # labels, repeats
        rows=plan.learning_params,
        scorer=config["linkage"]["scorer"],
    script:
        "../scripts/trace_learning.py"


rule link_records:
    input:
        records="results/{dataset}/records/records.parquet",
        neighbours=plan.neighbours,
        thresholds="results/{dataset}/linkage/thresholds.csv",
        calibration="results/{dataset}/linkage/calibration.csv",
        vectors=plan.compared_vectors,
    output:
        links=shown("results/{dataset}/linkage/links.csv", "Links"),
        links_parquet="results/{dataset}/linkage/links.parquet",
        candidates="results/{dataset}/linkage/candidates.csv",
        candidates_parquet="results/{dataset}/linkage/candidates.parquet",
    log:
        "results/logs/{dataset}/link_records.log",
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=megabytes(4000),
        runtime=minutes(30),
    params:
        rows=plan.exported_params,
        portions=plan.declared("portions"),
        assignment=config["linkage"]["assignment"],
        candidates=config["linkage"]["candidates"],
    script:
        "../scripts/link_records.py"


rule cluster_records:
    input:
        records="results/{dataset}/records/records.parquet",
        neighbours=plan.neighbours,
        choices=plan.choices,
        model=plan.carried,
    output:
        clusters=shown("results/{dataset}/linkage/clusters.csv", "Clusters"),
        memberships="results/{dataset}/linkage/memberships.parquet",
        cuts="results/{dataset}/linkage/cuts.csv",
    log:
        "results/logs/{dataset}/cluster_records.log",
    wildcard_constraints:
        dataset=plan.either(lambda dataset: dataset.clustered),
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=megabytes(4000),
        runtime=minutes(30),
    params:
        rows=plan.judged_params,
        exported=lambda wildcards: plan.exported_params(wildcards)[0],
        clustering=config["linkage"]["cluster"],
        default=config["linkage"]["default_threshold"],
    script:
        "../scripts/cluster_records.py"


rule index:
    input:
        plan.saved_indices()
        or stopped("no dataset of the run can be saved as an index, expected one to link by all evidence"),
    localrule: True


rule save_index:
    input:
        records="results/{dataset}/records/records.parquet",
        model=plan.saved_model,
        vectors=plan.saved_vectors,
        parts=plan.index_files,
    output:
        index=directory("results/{dataset}/index"),
    log:
        "results/logs/{dataset}/save_index.log",
    wildcard_constraints:
        dataset=plan.either(plan.saves),
    conda:
        "../../envs/linkage.yaml"
    resources:
        mem_mb=megabytes(4000),
        runtime=minutes(30),
    params:
        said=plan.saved_params,
    script:
        "../scripts/save_index.py"
