"""The pictures of one dataset's scores.

Takes the tables below results/{dataset}/scores/. Returns paired, risk_coverage, reliability and breakdown
(.png, .svg) below results/figures/{dataset}/.
"""


rule plot_differences:
    input:
        paired="results/{dataset}/scores/paired.csv",
        paper=lookup("paper", within=config["figures"]),
    output:
        png=report(
            "results/figures/{dataset}/paired.png",
            caption="../../report/plot_differences.rst",
            category="Results",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/paired.svg",
    log:
        "results/logs/{dataset}/plot_differences.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("plot_differences.py"),
        resolution=lookup("resolution", within=config["figures"]),
    script:
        "../../scripts/plot_differences.py"


rule plot_risk:
    input:
        curves="results/{dataset}/scores/risk_coverage.csv",
        scores="results/{dataset}/scores/scores.csv",
        paper=lookup("paper", within=config["figures"]),
    output:
        png=report(
            "results/figures/{dataset}/risk_coverage.png",
            caption="../../report/plot_risk.rst",
            category="Results",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/risk_coverage.svg",
    log:
        "results/logs/{dataset}/plot_risk.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("plot_risk.py"),
        resolution=lookup("resolution", within=config["figures"]),
    script:
        "../../scripts/plot_risk.py"


rule plot_reliability:
    input:
        bins="results/{dataset}/scores/reliability.csv",
        scores="results/{dataset}/scores/scores.csv",
        paper=lookup("paper", within=config["figures"]),
    output:
        png=report(
            "results/figures/{dataset}/reliability.png",
            caption="../../report/plot_reliability.rst",
            category="Results",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/reliability.svg",
    log:
        "results/logs/{dataset}/plot_reliability.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("plot_reliability.py"),
        resolution=lookup("resolution", within=config["figures"]),
    script:
        "../../scripts/plot_reliability.py"


rule plot_breakdown:
    input:
        breakdown="results/{dataset}/scores/breakdown.csv",
        scores="results/{dataset}/scores/scores.csv",
        paper=lookup("paper", within=config["figures"]),
    output:
        png=report(
            "results/figures/{dataset}/breakdown.png",
            caption="../../report/plot_breakdown.rst",
            category="Results",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/breakdown.svg",
    log:
        "results/logs/{dataset}/plot_breakdown.log",
    localrule: True
    conda:
        "../../../envs/figures.yaml"
    params:
        code=code_of("plot_breakdown.py"),
        resolution=lookup("resolution", within=config["figures"]),
    script:
        "../../scripts/plot_breakdown.py"
