"""Links and lines under review.

Takes links, records, crops and what people said so far. Gives results/{dataset}/review/: the page index.html on which
links are confirmed or corrected, explain.html, which says why links are as they are, and sample.csv, what a random sample
of these answers says of all links. Takes guesses of the roles of lines, and gives results/{dataset}/layout/label.html, on
which people say what each line is. What was found on pages goes out again, for the programs from which they came, below
results/{dataset}/export/; so do links, for spreadsheets, splink, OpenRefine and Label Studio.
"""


rule label_pages:
    input:
        plan.label_pages()
        or stopped("no source of the run has `layout: {roles: {labels: []}}`, nothing to label"),
    localrule: True


rule exports:
    input:
        plan.exports(),
    localrule: True


rule write_label_page:
    input:
        scans=plan.all_files,
        guesses=["results/{dataset}/layout/line_guesses.parquet"],
        suggestions="results/{dataset}/layout/page_suggestions.csv",
        labels=plan.line_labels,
        templates=review_templates("labelling", "sheet.js"),
    output:
        page="results/{dataset}/layout/label.html",
    log:
        "results/logs/{dataset}/write_label_page.log",
    conda:
        "../../envs/review.yaml"
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(30),
    params:
        pages=plan.all_pages,
        most=config["review"]["label_pages"],
        most_pixels=config["layout"]["most_pixels"],
    script:
        "../scripts/write_label_page.py"


rule write_review_page:
    input:
        links="results/{dataset}/linkage/links.parquet",
        records="results/{dataset}/records/records.parquet",
        crops=plan.crops,
        scans=plan.all_files,
        labels=plan.declared("labels"),
        explained=plan.explained("terms.parquet", "comparisons.csv", "weights.csv"),
        templates=review_templates("review", "waterfall.css", "search.js", "waterfall.js"),
        explaining=review_templates("explain", "waterfall.css", "waterfall.js"),
    output:
        page=shown("results/{dataset}/review/index.html", "Links", caption="review"),
        sample="results/{dataset}/review/sample.csv",
        explain=shown("results/{dataset}/review/explain.html", "Links"),
    log:
        "results/logs/{dataset}/write_review_page.log",
    conda:
        "../../envs/review.yaml"
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(30),
    params:
        pages=plan.all_pages,
        method=plan.review_method,
        candidates=config["review"]["candidates"],
        sizes={kind: config["review"][kind] for kind in ("uncertain", "random")},
        seed=config["review"]["seed"],
        most_pixels=config["layout"]["most_pixels"],
        links_per_kind=config["review"]["explained"],
    script:
        "../scripts/write_review_page.py"


rule export_transcriptions:
    input:
        lines=plan.each_shard("results/{dataset}/layout/lines/{shard}.parquet"),
        boxes=plan.each_shard("results/{dataset}/layout/boxes/{shard}.parquet"),
        records="results/{dataset}/records/records.parquet",
        links="results/{dataset}/linkage/links.csv",
    output:
        alto="results/{dataset}/export/alto.zip",
        page="results/{dataset}/export/page.zip",
        iiif="results/{dataset}/export/iiif.zip",
    log:
        "results/logs/{dataset}/export_transcriptions.log",
    conda:
        "../../envs/review.yaml"
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(30),
    params:
        pages=plan.all_pages,
        method=plan.review_method,
    script:
        "../scripts/export_transcriptions.py"


rule export_links:
    input:
        links="results/{dataset}/linkage/links.csv",
        candidates="results/{dataset}/linkage/candidates.csv",
        records="results/{dataset}/records/records.parquet",
        crops=plan.crops,
        labels=plan.declared("labels"),
        explained=plan.explained("terms.parquet"),
    output:
        links="results/{dataset}/export/links.xlsx",
        splink="results/{dataset}/export/splink.csv",
        openrefine="results/{dataset}/export/openrefine.csv",
        tasks="results/{dataset}/export/label_studio.json",
        labelling="results/{dataset}/export/label_studio.xml",
    log:
        "results/logs/{dataset}/export_links.log",
    localrule: True
    conda:
        "../../envs/review.yaml"
    params:
        method=plan.review_method,
        fields=plan.declared("fields"),
        sizes={kind: config["review"][kind] for kind in ("uncertain", "random")},
        seed=config["review"]["seed"],
    script:
        "../scripts/export_links.py"
