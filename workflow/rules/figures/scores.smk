"""The results tables: as text, as a picture, and to sort in a browser.

Takes the tables of scores/ and the paper's own numbers (config/paper_table1.csv, paper_table2.csv). Returns
results/figures/table1.{csv,md} and accuracy.{png,svg} of links, table2.{csv,md} and ari.{png,svg} of clusters,
and results/figures/{dataset}/tables.html.
"""


rule write_score_table:
    input:
        averages=of_datasets("scores/averages.csv", has_truth, links).values(),
        ceilings=of_datasets("scores/ceilings.csv", has_truth, links).values(),
        paper=lookup("paper", within=config["figures"]),
    output:
        csv="results/figures/table1.csv",
        markdown="results/figures/table1.md",
    log:
        "results/logs/write_score_table.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("write_score_table.py"),
    script:
        "../../scripts/write_score_table.py"


rule plot_scores:
    input:
        averages=of_datasets("scores/averages.csv", has_truth, links).values(),
        paper=lookup("paper", within=config["figures"]),
    output:
        png=report("results/figures/accuracy.png", caption="../../report/plot_scores.rst", category="Results"),
        svg="results/figures/accuracy.svg",
    log:
        "results/logs/plot_scores.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("plot_scores.py"),
        resolution=lookup("resolution", within=config["figures"]),
    script:
        "../../scripts/plot_scores.py"


rule write_cluster_table:
    input:
        averages=of_datasets("scores/averages.csv", has_truth, clusters).values(),
        paper=lookup("paper_clusters", within=config["figures"]),
    output:
        csv="results/figures/table2.csv",
        markdown="results/figures/table2.md",
    log:
        "results/logs/write_cluster_table.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("write_cluster_table.py"),
    script:
        "../../scripts/write_cluster_table.py"


rule plot_clusters:
    input:
        averages=of_datasets("scores/averages.csv", has_truth, clusters).values(),
        paper=lookup("paper_clusters", within=config["figures"]),
    output:
        png=report("results/figures/ari.png", caption="../../report/plot_clusters.rst", category="Results"),
        svg="results/figures/ari.svg",
    log:
        "results/logs/plot_clusters.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("plot_clusters.py"),
        resolution=lookup("resolution", within=config["figures"]),
    script:
        "../../scripts/plot_clusters.py"


rule write_tables:
    input:
        tables=score_tables,
    output:
        page=report(
            "results/figures/{dataset}/tables.html",
            caption="../../report/write_tables.rst",
            category="Results",
            subcategory="{dataset}",
        ),
    log:
        "results/logs/{dataset}/write_tables.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("write_tables.py"),
    script:
        "../../scripts/write_tables.py"
