"""What a run found, to look at and to cite.

Takes the tables of scores/, links, and the scores of layout and OCR; the paper's own numbers
(config/paper_table1.csv). Gives results/figures/table1.{csv,md} and accuracy.{png,svg}, for each dataset
paired, risk_coverage, reliability and breakdown below results/figures/{dataset}/, results/{dataset}/run.json,
the supply chains and retrieval examples beside them, the page results/{dataset}/review/index.html on which
links are reviewed, and results/summary.md. `snakemake figures` draws all figures from the tables that there are.
"""


include: "inputs/figures.smk"


rule figures:
    input:
        all_figures(),
    localrule: True


rule write_score_table:
    input:
        scores=of_datasets("scores/scores.csv", has_truth).values(),
        ceilings=of_datasets("scores/ceilings.csv", has_truth).values(),
        paper=lookup("figures/paper", within=config),
    output:
        csv="results/figures/table1.csv",
        markdown="results/figures/table1.md",
    log:
        "results/logs/write_score_table.log",
    localrule: True
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
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("plot_scores.py"),
        resolution=lookup("figures/resolution", within=config),
    script:
        "../scripts/plot_scores.py"


rule plot_differences:
    input:
        paired="results/{dataset}/scores/paired.csv",
        paper=lookup("figures/paper", within=config),
    output:
        png=report(
            "results/figures/{dataset}/paired.png",
            caption="../report/plot_differences.rst",
            category="Results",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/paired.svg",
    log:
        "results/logs/{dataset}/plot_differences.log",
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("plot_differences.py"),
        resolution=lookup("figures/resolution", within=config),
    script:
        "../scripts/plot_differences.py"


rule plot_risk:
    input:
        curves="results/{dataset}/scores/risk_coverage.csv",
        scores="results/{dataset}/scores/scores.csv",
        paper=lookup("figures/paper", within=config),
    output:
        png=report(
            "results/figures/{dataset}/risk_coverage.png",
            caption="../report/plot_risk.rst",
            category="Results",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/risk_coverage.svg",
    log:
        "results/logs/{dataset}/plot_risk.log",
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("plot_risk.py"),
        resolution=lookup("figures/resolution", within=config),
    script:
        "../scripts/plot_risk.py"


rule plot_reliability:
    input:
        bins="results/{dataset}/scores/reliability.csv",
        scores="results/{dataset}/scores/scores.csv",
        paper=lookup("figures/paper", within=config),
    output:
        png=report(
            "results/figures/{dataset}/reliability.png",
            caption="../report/plot_reliability.rst",
            category="Results",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/reliability.svg",
    log:
        "results/logs/{dataset}/plot_reliability.log",
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("plot_reliability.py"),
        resolution=lookup("figures/resolution", within=config),
    script:
        "../scripts/plot_reliability.py"


rule plot_breakdown:
    input:
        breakdown="results/{dataset}/scores/breakdown.csv",
        scores="results/{dataset}/scores/scores.csv",
        paper=lookup("figures/paper", within=config),
    output:
        png=report(
            "results/figures/{dataset}/breakdown.png",
            caption="../report/plot_breakdown.rst",
            category="Results",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/breakdown.svg",
    log:
        "results/logs/{dataset}/plot_breakdown.log",
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("plot_breakdown.py"),
        resolution=lookup("figures/resolution", within=config),
    script:
        "../scripts/plot_breakdown.py"


rule build_networks:
    input:
        records=whole_records,
        links="results/{dataset}/linkage/links.csv",
    output:
        nodes="results/figures/{dataset}/network_nodes.csv",
        edges="results/figures/{dataset}/network_edges.csv",
        distances=report(
            "results/figures/{dataset}/network_distances.csv",
            caption="../report/build_networks.rst",
            category="Supply chain",
            subcategory="{dataset}",
        ),
        g1="results/figures/{dataset}/network_g1.graphml",
        g2="results/figures/{dataset}/network_g2.graphml",
    log:
        "results/logs/{dataset}/build_networks.log",
    benchmark:
        "results/benchmarks/{dataset}/build_networks/all.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("build_networks.py"),
        methods=lambda wildcards: network_methods(wildcards.dataset),
        groups=lookup("figures/networks/groups", within=config),
        seed=lookup("figures/networks/seed", within=config),
    script:
        "../scripts/build_networks.py"


rule draw_networks:
    input:
        nodes="results/figures/{dataset}/network_nodes.csv",
        edges="results/figures/{dataset}/network_edges.csv",
    output:
        png=report(
            "results/figures/{dataset}/network.png",
            caption="../report/draw_networks.rst",
            category="Supply chain",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/network.svg",
        g1=report(
            "results/figures/{dataset}/network_g1.html",
            caption="../report/network_page.rst",
            category="Supply chain",
            subcategory="{dataset}",
        ),
        g2=report(
            "results/figures/{dataset}/network_g2.html",
            caption="../report/network_page.rst",
            category="Supply chain",
            subcategory="{dataset}",
        ),
    log:
        "results/logs/{dataset}/draw_networks.log",
    benchmark:
        "results/benchmarks/{dataset}/draw_networks/all.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("draw_networks.py"),
        methods=lambda wildcards: network_methods(wildcards.dataset),
        resolution=lookup("figures/resolution", within=config),
    script:
        "../scripts/draw_networks.py"


rule draw_retrieval:
    input:
        records=whole_records,
        links="results/{dataset}/linkage/links.csv",
        crops=lambda wildcards: crop_shards(wildcards),
    output:
        png=report(
            "results/figures/{dataset}/retrieval.png",
            caption="../report/draw_retrieval.rst",
            category="Links",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/retrieval.svg",
    log:
        "results/logs/{dataset}/draw_retrieval.log",
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("draw_retrieval.py"),
        methods=lambda wildcards: [
            f"{row['method']}/{row['ocr']}" for row in exported_rows(wildcards.dataset)
        ],
        queries=lookup("figures/retrieval/queries", within=config),
        seed=lookup("figures/retrieval/seed", within=config),
        resolution=lookup("figures/resolution", within=config),
    script:
        "../scripts/draw_retrieval.py"


rule write_tables:
    input:
        tables=score_tables,
    output:
        page=report(
            "results/figures/{dataset}/tables.html",
            caption="../report/write_tables.rst",
            category="Results",
            subcategory="{dataset}",
        ),
    log:
        "results/logs/{dataset}/write_tables.log",
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("write_tables.py"),
    script:
        "../scripts/write_tables.py"


rule write_review_page:
    input:
        links="results/{dataset}/linkage/links.csv",
        records=whole_records,
        crops=lambda wildcards: crop_shards(wildcards),
        labels=declared("labels"),
        templates=multiext("workflow/lib/clippings/figures/templates/review", ".html", ".css", ".js"),
    output:
        page="results/{dataset}/review/index.html",
    log:
        "results/logs/{dataset}/write_review_page.log",
    benchmark:
        "results/benchmarks/{dataset}/write_review_page/all.tsv"
    conda:
        "../../envs/figures.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("write_review_page.py"),
        method=lambda wildcards: reviewed_method(wildcards.dataset),
        candidates=lookup("figures/review/candidates", within=config),
        sizes=lambda wildcards: {kind: config["figures"]["review"][kind] for kind in tables.DRAWS},
        seed=lookup("figures/review/seed", within=config),
    script:
        "../scripts/write_review_page.py"


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
    localrule: True
    conda:
        "../../envs/figures.yaml"
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
        "../scripts/describe_run.py"


rule write_summary:
    input:
        table=scored_figures("table1.md"),
        figures=all_figures(),
        scores=of_datasets("scores/scores.csv", has_truth).values(),
        paired=of_datasets("scores/paired.csv", has_truth).values(),
        links=of_datasets("linkage/links.csv").values(),
        candidates=of_datasets("linkage/candidates.parquet").values(),
        layout=of_datasets("scores/layout.csv", has_annotations).values(),
        ocr=of_datasets("scores/ocr.csv", reads_crops, has_truth).values(),
        pages=of_datasets("layout/page_status.tsv", has_pages).values(),
        overlays=overlays(),
        runs=of_datasets("run.json").values(),
        reviews=of_datasets("review/index.html").values(),
        cards=model_cards(),
        labels=[file for files in label_files().values() for file in files],
    output:
        summary=report("results/summary.md", caption="../report/write_summary.rst", category="Results"),
    log:
        "results/logs/write_summary.log",
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        code=code_of("write_summary.py"),
        paper=lookup("figures/paper", within=config),
        scores=of_datasets("scores/scores.csv", has_truth),
        paired=of_datasets("scores/paired.csv", has_truth),
        links=of_datasets("linkage/links.csv"),
        layout=of_datasets("scores/layout.csv", has_annotations),
        ocr=of_datasets("scores/ocr.csv", reads_crops, has_truth),
        pages=of_datasets("layout/page_status.tsv", has_pages),
        labels=label_files(),
    script:
        "../scripts/write_summary.py"
