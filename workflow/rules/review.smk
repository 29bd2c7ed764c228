"""Links under review.

Takes links, records, crops and what people said so far. Gives results/{dataset}/review/: the page index.html on which
links are confirmed or corrected, and sample.csv, what a random sample of these answers says of all links.
"""


rule write_review_page:
    input:
        links="results/{dataset}/linkage/links.csv",
        records="results/{dataset}/records/records.parquet",
        crops=plan.crops,
        labels=plan.declared("labels"),
        templates=multiext(
            "workflow/lib/clippings/review/templates/",
            "review.html",
            "shared.css",
            "review.css",
            "shared.js",
            "search.js",
            "review.js",
        ),
    output:
        page=report(
            "results/{dataset}/review/index.html",
            caption="../report/review.rst",
            category="Links",
            subcategory="{dataset}",
        ),
        sample="results/{dataset}/review/sample.csv",
    log:
        "results/logs/{dataset}/write_review_page.log",
    benchmark:
        "results/benchmarks/{dataset}/write_review_page/all.tsv"
    conda:
        "../../envs/review.yaml"
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(30),
    params:
        code=code_of("write_review_page.py"),
        pages=[],
        method=plan.review_method,
        candidates=config["review"]["candidates"],
        sizes={kind: config["review"][kind] for kind in ("uncertain", "random")},
        seed=config["review"]["seed"],
    script:
        "../scripts/write_review_page.py"
