"""The close of a run.

Takes what the other stages found, and the figures. Returns results/{dataset}/run.json (how its results came to
be) and results/summary.md.
"""


rule describe_run:
    input:
        links="results/{dataset}/linkage/links.csv",
        scores=own_scores,
        outside=outside_files,
        environments=expand("envs/{stage}.yaml", stage=["fetch", *STAGES]),
    output:
        run="results/{dataset}/run.json",
    log:
        "results/logs/{dataset}/describe_run.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("describe_run.py"),
        settings=config,
        declaration=lambda wildcards: declaration(wildcards.dataset),
        benchmarks=lambda wildcards: [
            f"results/benchmarks/{dataset}"
            for dataset in dict.fromkeys(
                [wildcards.dataset, *fold_datasets(wildcards.dataset), *used_with(wildcards.dataset)]
            )
        ],
    script:
        "../../scripts/describe_run.py"


rule write_summary:
    input:
        table=scored_figures("table1.md") + clustered_figures("table2.md"),
        figures=all_figures(),
        scores=of_datasets("scores/scores.csv", has_truth).values(),
        paired=of_datasets("scores/paired.csv", has_truth).values(),
        links=of_datasets("linkage/links.csv").values(),
        candidates=of_datasets("linkage/candidates.parquet").values(),
        paired_clusters=of_datasets("scores/paired_clusters.csv", has_truth, clusters).values(),
        clusters=of_datasets("linkage/clusters.csv", clusters).values(),
        layout=of_datasets("scores/layout.csv", has_annotations).values(),
        ocr=of_datasets("scores/ocr.csv", reads_crops, has_truth).values(),
        pages=of_datasets("layout/page_status.tsv", has_pages).values(),
        overlays=overlays(),
        runs=of_datasets("run.json").values(),
        reviews=of_datasets("review/index.html").values(),
        samples=of_datasets("review/sample.csv").values(),
        cards=model_cards(),
        labels=[file for files in label_files().values() for file in files],
    output:
        summary=report("results/summary.md", caption="../../report/write_summary.rst", category="Results"),
    log:
        "results/logs/write_summary.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("write_summary.py"),
        paper=lookup("paper", within=config["figures"]),
        scores=of_datasets("scores/scores.csv", has_truth),
        paired=of_datasets("scores/paired.csv", has_truth),
        paired_clusters=of_datasets("scores/paired_clusters.csv", has_truth, clusters),
        links=of_datasets("linkage/links.csv"),
        clusters=of_datasets("linkage/clusters.csv", clusters),
        sheets={d: f"figures/{d}/contact_sheet.png" for d in of_datasets("", has_sheet)},
        layout=of_datasets("scores/layout.csv", has_annotations),
        ocr=of_datasets("scores/ocr.csv", reads_crops, has_truth),
        pages=of_datasets("layout/page_status.tsv", has_pages),
        labels=label_files(),
        samples=of_datasets("review/sample.csv"),
        drawn=list(of_datasets("", has_drawn_pages)),
    script:
        "../../scripts/write_summary.py"
