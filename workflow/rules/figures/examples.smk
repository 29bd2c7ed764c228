"""Links and clusters to look at, crop by crop.

Takes records, links, memberships in clusters, and crops. Returns retrieval.{png,svg} and, of clusters,
contact_sheet.{png,svg} below results/figures/{dataset}/, and results/{dataset}/review/: the page
index.html on which links are reviewed, and sample.csv, what labels say of them so far.
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
        queries=lookup("retrieval/queries", within=config["figures"]),
        seed=lookup("retrieval/seed", within=config["figures"]),
        resolution=lookup("resolution", within=config["figures"]),
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
    benchmark:
        "results/benchmarks/{dataset}/draw_contact_sheet/all.tsv"
    conda:
        "../../../envs/figures.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("draw_contact_sheet.py"),
        row=lambda wildcards: first_exported(wildcards.dataset),
        lines=lookup("contacts/lines", within=config["figures"]),
        seed=lookup("contacts/seed", within=config["figures"]),
        resolution=lookup("resolution", within=config["figures"]),
    script:
        "../../scripts/draw_contact_sheet.py"


rule write_review_page:
    input:
        links="results/{dataset}/linkage/links.csv",
        records=whole_records,
        crops=lambda wildcards: crop_shards(wildcards),
        labels=declared("labels"),
        templates=multiext("workflow/lib/clippings/review/templates/review", ".html", ".css", ".js"),
    output:
        page=report(
            "results/{dataset}/review/index.html",
            caption="../../report/write_review_page.rst",
            category="Links",
            subcategory="{dataset}",
        ),
        sample="results/{dataset}/review/sample.csv",
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
        candidates=lookup("review/candidates", within=config["figures"]),
        sizes=lambda wildcards: {kind: config["figures"]["review"][kind] for kind in tables.DRAWS},
        seed=lookup("review/seed", within=config["figures"]),
    script:
        "../../scripts/write_review_page.py"
