"""The supply chains that links make, beside the true one.

Takes records and links. Returns network_{nodes,edges,distances}.csv, network_{g1,g2}.{graphml,html} and
network.{png,svg} below results/figures/{dataset}/.
"""


rule build_networks:
    input:
        records=whole_records,
        links="results/{dataset}/linkage/links.csv",
    output:
        nodes="results/figures/{dataset}/network_nodes.csv",
        edges="results/figures/{dataset}/network_edges.csv",
        distances=report(
            "results/figures/{dataset}/network_distances.csv",
            caption="../../report/build_networks.rst",
            category="Supply chain",
            subcategory="{dataset}",
        ),
        g1="results/figures/{dataset}/network_g1.graphml",
        g2="results/figures/{dataset}/network_g2.graphml",
    log:
        "results/logs/{dataset}/build_networks.log",
    benchmark:
        "results/benchmarks/{dataset}/build_networks/all.tsv"
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("build_networks.py"),
        methods=lambda wildcards: network_methods(wildcards.dataset),
        groups=lookup("networks/groups", within=config["figures"]),
        seed=lookup("networks/seed", within=config["figures"]),
    script:
        "../../scripts/build_networks.py"


rule draw_networks:
    input:
        nodes="results/figures/{dataset}/network_nodes.csv",
        edges="results/figures/{dataset}/network_edges.csv",
    output:
        png=report(
            "results/figures/{dataset}/network.png",
            caption="../../report/draw_networks.rst",
            category="Supply chain",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/network.svg",
        g1=report(
            "results/figures/{dataset}/network_g1.html",
            caption="../../report/network_page.rst",
            category="Supply chain",
            subcategory="{dataset}",
        ),
        g2=report(
            "results/figures/{dataset}/network_g2.html",
            caption="../../report/network_page.rst",
            category="Supply chain",
            subcategory="{dataset}",
        ),
    log:
        "results/logs/{dataset}/draw_networks.log",
    benchmark:
        "results/benchmarks/{dataset}/draw_networks/all.tsv"
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("draw_networks.py"),
        methods=lambda wildcards: network_methods(wildcards.dataset),
        resolution=lookup("resolution", within=config["figures"]),
    script:
        "../../scripts/draw_networks.py"
