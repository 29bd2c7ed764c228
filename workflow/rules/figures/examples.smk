"""Links and clusters to look at, crop by crop.

Takes records, links, memberships in clusters, and crops. Gives retrieval.{png,svg} and, of clusters,
contact_sheet.{png,svg} below results/figures/{dataset}/, and the page results/{dataset}/review/index.html on
which links are reviewed.
"""


rule draw_retrieval:
    input:
        records=whole_records,
        links="results/{dataset}/linkage/links.csv",
        crops=lambda wildcards: crop_shards(wildcards),
    output:
        png=report(
            "results/figures/{dataset}/retrieval.png",
            caption="../../report/draw_retrieval.rst",
            category="Links",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/retrieval.svg",
    log:
        "results/logs/{dataset}/draw_retrieval.log",
    benchmark:
        "results/benchmarks/{dataset}/draw_retrieval/all.tsv"
    localrule: True
    conda:
        "../../../envs/figures.yaml"
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
        "../../scripts/draw_retrieval.py"


rule draw_contact_sheet:
    input:
        memberships="results/{dataset}/linkage/memberships.parquet",
        records=whole_records,
        crops=lambda wildcards: crop_shards(wildcards),
    output:
        png=report(
            "results/figures/{dataset}/contact_sheet.png",
            caption="../../report/draw_contact_sheet.rst",
            category="Clusters",
            subcategory="{dataset}",
        ),
        svg="results/figures/{dataset}/contact_sheet.svg",
    log:
        "results/logs/{dataset}/draw_contact_sheet.log",
    conda:
        "../../../envs/figures.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("draw_contact_sheet.py"),
        row=lambda wildcards: first_exported(wildcards.dataset),
        lines=lookup("figures/contacts/lines", within=config),
        seed=lookup("figures/contacts/seed", within=config),
        resolution=lookup("figures/resolution", within=config),
    script:
        "../../scripts/draw_contact_sheet.py"


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
        "../../../envs/figures.yaml"
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
        "../../scripts/write_review_page.py"
