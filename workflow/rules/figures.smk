"""What a run found, to look at and to cite.

Takes scores, links and the scores of layout and OCR; the paper's own numbers (config/paper_table1.csv).
Gives results/figures/table1.{csv,md} and accuracy.{png,svg}, results/{dataset}/run.json and
results/summary.md.
"""


include: "inputs/figures.smk"


rule write_score_table:
    input:
        scores=of_datasets("scores/scores.csv", has_truth).values(),
        paper=lookup("figures/paper", within=config),
    output:
        csv="results/figures/table1.csv",
        markdown="results/figures/table1.md",
    log:
        "results/logs/write_score_table.log",
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("write_score_table.py"),
    script:
        "../scripts/write_score_table.py"


rule plot_scores:
    input:
        scores=of_datasets("scores/scores.csv", has_truth).values(),
        paper=lookup("figures/paper", within=config),
    output:
        png=report("results/figures/accuracy.png", caption="../report/plot_scores.rst", category="Results"),
        svg="results/figures/accuracy.svg",
    log:
        "results/logs/plot_scores.log",
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("plot_scores.py"),
        resolution=lookup("figures/resolution", within=config),
    script:
        "../scripts/plot_scores.py"


rule describe_run:
    input:
        links="results/{dataset}/linkage/links.csv",
        scores=own_scores,
        outside=outside_files,
        environments=expand("envs/{room}.yaml", room=["fetch", *ROOMS]),
    output:
        run="results/{dataset}/run.json",
    log:
        "results/logs/{dataset}/describe_run.log",
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("describe_run.py"),
        settings=config,
        declaration=lambda wildcards: declaration(wildcards.dataset),
        benchmarks=lambda wildcards: [
            f"results/benchmarks/{dataset}" for dataset in [wildcards.dataset, *used_with(wildcards.dataset)]
        ],
    script:
        "../scripts/describe_run.py"


rule write_summary:
    input:
        table=scored_figures("table1.md"),
        figures=scored_figures("table1.csv", "accuracy.png", "accuracy.svg"),
        scores=of_datasets("scores/scores.csv", has_truth).values(),
        links=of_datasets("linkage/links.csv").values(),
        layout=of_datasets("scores/layout.csv", has_annotations).values(),
        ocr=of_datasets("scores/ocr.csv", reads_crops, has_truth).values(),
        pages=of_datasets("layout/page_status.tsv", has_pages).values(),
        overlays=overlays(),
        runs=of_datasets("run.json").values(),
    output:
        summary=report("results/summary.md", caption="../report/write_summary.rst", category="Results"),
    log:
        "results/logs/write_summary.log",
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("write_summary.py"),
        links=of_datasets("linkage/links.csv"),
        layout=of_datasets("scores/layout.csv", has_annotations),
        ocr=of_datasets("scores/ocr.csv", reads_crops, has_truth),
        pages=of_datasets("layout/page_status.tsv", has_pages),
    script:
        "../scripts/write_summary.py"
