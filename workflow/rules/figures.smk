"""What a run shows, to look at and to cite.

Takes the tables of scores/, links, crops, and the scores of layout and OCR. Gives results/figures/, for a sweep
results/sweep/, and at the end results/summary.md, results/index.html, results/ro-crate-metadata.json and for each
dataset run.json and datapackage.json. `snakemake figures` draws the figures that are missing or older than their tables.
"""

# An edit of a page's template reruns what fills it in.
TEMPLATES = own("workflow/lib/clippings/figures/templates")


rule figures:
    input:
        plan.table_files("csv", "md", "png", "svg"),
        [file for dataset in plan.run for file in plan.figures(dataset) + plan.networks(dataset)],
    localrule: True


rule draw_links:
    input:
        scores=f"{SCORES}/scores.csv",
        averages=f"{SCORES}/averages.csv",
        ceilings=f"{SCORES}/ceilings.csv",
        paired=f"{SCORES}/paired.csv",
        breakdown=f"{SCORES}/breakdown.csv",
        risk_coverage=f"{SCORES}/risk_coverage.csv",
        reliability=f"{SCORES}/reliability.csv",
        paired_clusters=branch(plan.declared("clustered"), then=[f"{SCORES}/paired_clusters.csv"]),
        weights=plan.weights,
        records="results/{dataset}/records/records.parquet",
        links="results/{dataset}/linkage/links.csv",
        crops=plan.crops,
        layout=own(config["figures"]["paper"]),
        templates=[f"{TEMPLATES}/{name}" for name in ("tables.html", "page.css")],
    output:
        paired_png=shown(f"{FIGURES}/paired.png"),
        paired_svg=f"{FIGURES}/paired.svg",
        risk_coverage_png=shown(f"{FIGURES}/risk_coverage.png"),
        risk_coverage_svg=f"{FIGURES}/risk_coverage.svg",
        reliability_png=shown(f"{FIGURES}/reliability.png"),
        reliability_svg=f"{FIGURES}/reliability.svg",
        breakdown_png=shown(f"{FIGURES}/breakdown.png"),
        breakdown_svg=f"{FIGURES}/breakdown.svg",
        weights_png=shown(f"{FIGURES}/weights.png"),
        weights_svg=f"{FIGURES}/weights.svg",
        retrieval_png=shown(f"{FIGURES}/retrieval.png", "Links"),
        retrieval_svg=f"{FIGURES}/retrieval.svg",
        tables=shown(f"{FIGURES}/tables.html"),
    log:
        "results/logs/{dataset}/draw_links.log",
    wildcard_constraints:
        dataset=plan.either(lambda dataset: dataset.has_truth),
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        **config["figures"]["retrieval"],  # queries, seed
        methods=plan.exported_names,
        resolution=config["figures"]["resolution"],
    script:
        "../scripts/draw_links.py"


# One job for all datasets that trace a curve, which takes a second each.
TRACED = plan.names(plan.learning_rows)


rule draw_learning:
    input:
        learning=[f"results/{name}/scores/learning.csv" for name in TRACED],
    output:
        png=shown([f"results/figures/{name}/learning.png" for name in TRACED], caption="learning"),
        svg=[f"results/figures/{name}/learning.svg" for name in TRACED],
    log:
        "results/logs/draw_learning.log",
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        resolution=config["figures"]["resolution"],
    script:
        "../scripts/draw_learning.py"


rule draw_clusters:
    input:
        memberships="results/{dataset}/linkage/memberships.parquet",
        records="results/{dataset}/records/records.parquet",
        crops=plan.crops,
    output:
        png=shown(f"{FIGURES}/contact_sheet.png", "Clusters"),
        svg=f"{FIGURES}/contact_sheet.svg",
    log:
        "results/logs/{dataset}/draw_clusters.log",
    wildcard_constraints:
        dataset=plan.either(lambda dataset: dataset.has_truth and dataset.clustered),
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        **config["figures"]["contacts"],  # lines, seed
        row=lambda wildcards: plan.exported_names(wildcards)[0],
        resolution=config["figures"]["resolution"],
    script:
        "../scripts/draw_clusters.py"


rule draw_networks:
    input:
        records="results/{dataset}/records/records.parquet",
        links="results/{dataset}/linkage/links.csv",
        templates=[f"{TEMPLATES}/{name}" for name in ("network.html", "network.js")],
    output:
        nodes=f"{FIGURES}/network_nodes.csv",
        edges=f"{FIGURES}/network_edges.csv",
        distances=shown(f"{FIGURES}/network_distances.csv", "Supply chain"),
        g1_graph=f"{FIGURES}/network_g1.graphml",
        g2_graph=f"{FIGURES}/network_g2.graphml",
        png=shown(f"{FIGURES}/network.png", "Supply chain"),
        svg=f"{FIGURES}/network.svg",
        g1=shown(f"{FIGURES}/network_g1.html", "Supply chain", caption="network_page"),
        g2=shown(f"{FIGURES}/network_g2.html", "Supply chain", caption="network_page"),
    log:
        "results/logs/{dataset}/draw_networks.log",
    wildcard_constraints:
        dataset=plan.either(lambda dataset: dataset.network),
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        methods=plan.network_methods,
        groups=lookup("networks/groups", within=config["figures"]),
        seed=lookup("networks/seed", within=config["figures"]),
        resolution=config["figures"]["resolution"],
    script:
        "../scripts/draw_networks.py"


rule draw_score_table:
    input:
        averages=plan.score_files("averages", clustered=False),
        ceilings=plan.score_files("ceilings", clustered=False),
        paper=own(config["figures"]["paper"]),
    output:
        csv="results/figures/table1.csv",
        markdown="results/figures/table1.md",
        png=shown("results/figures/accuracy.png"),
        svg="results/figures/accuracy.svg",
    log:
        "results/logs/draw_score_table.log",
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        paper=plan.names(lambda dataset: dataset.paper),
        resolution=config["figures"]["resolution"],
    script:
        "../scripts/draw_score_table.py"


rule draw_cluster_table:
    input:
        averages=plan.score_files("averages", clustered=True),
        paper=own(config["figures"]["paper_clusters"]),
    output:
        csv="results/figures/table2.csv",
        markdown="results/figures/table2.md",
        png=shown("results/figures/ari.png"),
        svg="results/figures/ari.svg",
    log:
        "results/logs/draw_cluster_table.log",
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        paper=plan.names(lambda dataset: dataset.paper),
        resolution=config["figures"]["resolution"],
    script:
        "../scripts/draw_cluster_table.py"


rule draw_quality_map:
    input:
        scores=plan.step_files("scores"),
        averages=plan.step_files("averages"),
        paired=plan.step_files("paired"),
        ocr=plan.step_files("ocr"),
        layout=own(config["figures"]["paper"]),
    output:
        csv="results/sweep/quality.csv",
        markdown="results/sweep/quality.md",
        png=shown("results/sweep/quality.png"),
        svg="results/sweep/quality.svg",
    log:
        "results/logs/draw_quality_map.log",
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        steps=plan.steps,
        resolution=config["figures"]["resolution"],
    script:
        "../scripts/draw_quality_map.py"


rule write_summary:
    input:
        tables=plan.table_files("csv", "md", "png"),
        files=plan.summary_inputs(),
        outside=plan.all_outside_files(),
        environments=[own(f"envs/{stage}.yaml") for stage in ("fetch", *STAGES)],
        layout=own(config["figures"]["paper"]),
        templates=[f"{TEMPLATES}/{name}" for name in ("summary.md", "index.html", "page.css")],
    output:
        summary=shown("results/summary.md"),
        index="results/index.html",
        runs=expand("results/{dataset}/run.json", dataset=plan.names()),
        packages=expand("results/{dataset}/datapackage.json", dataset=plan.names()),
        crate="results/ro-crate-metadata.json",
    log:
        "results/logs/write_summary.log",
    localrule: True
    conda:
        "../../envs/figures.yaml"
    params:
        files=plan.summary_files(),
        tables=plan.table_files("md"),
        expected_cer=config["synthesis"]["expected_cer"],
        drawn=plan.drawn_datasets(),
        simulated=plan.simulated(),
        settings=config,
        declarations={dataset.name: dataset.declared for dataset in plan.run},
        outside={dataset.name: plan.outside_files(dataset) for dataset in plan.run},
    script:
        "../scripts/write_summary.py"
