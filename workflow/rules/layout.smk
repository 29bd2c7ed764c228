"""From pages to names: where the lines stand, what each is, and the names cut out.

Takes page images, scanned or drawn; gives boxes with role, orientation and reading order, the status of each page, crops of the
names, a picture of boxes and, with truth, scores. Roles come from geometry or tags in `detect_layout`, or from labels in `crop_names`.
"""


rule detect_layout:
    input:
        pages=plan.shard_files,
        detector=plan.detector_files,
    output:
        lines="results/{dataset}/layout/lines/{shard}.parquet",
        status="results/{dataset}/layout/read/{shard}.tsv",
    log:
        "results/logs/{dataset}/detect_layout/{shard}.log",
    conda:
        "../../envs/layout.yaml"
    threads: 2
    resources:
        gpu=int(config["layout"]["detector"] == "layoutparser"),
        mem_mb=megabytes(2000),
        runtime=minutes(60),
    params:
        pages=plan.shard_rows,
        detector=plan.detector,
        settings=plan.detector_settings,
        source=plan.detection,
        most_pixels=config["layout"]["most_pixels"],
    script:
        "../scripts/detect_layout.py"


# A rule of its own, so that a bad page stops the run and yet nothing that was found is lost.
rule collect_page_status:
    input:
        status=plan.each_shard("results/{dataset}/layout/status/{shard}.tsv"),
    output:
        status="results/{dataset}/layout/page_status.tsv",
    log:
        "results/logs/{dataset}/collect_page_status.log",
    priority: 100
    localrule: True
    conda:
        "../../envs/layout.yaml"
    params:
        on_bad_page=config["layout"]["on_bad_page"],
    script:
        "../scripts/collect_page_status.py"


rule learn_roles:
    input:
        lines=plan.taught_lines,
        labels=plan.line_labels,
    output:
        labelled="results/{dataset}/layout/labelled.parquet",
        scores="results/{dataset}/scores/role_scores.csv",
    log:
        "results/logs/{dataset}/learn_roles.log",
    conda:
        "../../envs/layout.yaml"
    resources:
        mem_mb=megabytes(1500),
        runtime=minutes(30),
    params:
        seed=config["layout"]["seed"],
    script:
        "../scripts/learn_roles.py"


rule suggest_pages:
    input:
        lines=plan.learned_lines,
        labelled=plan.all_labelled,
    output:
        guesses="results/{dataset}/layout/line_guesses.parquet",
        suggestions="results/{dataset}/layout/page_suggestions.csv",
    log:
        "results/logs/{dataset}/suggest_pages.log",
    conda:
        "../../envs/layout.yaml"
    resources:
        mem_mb=megabytes(1500),
        runtime=minutes(30),
    params:
        seed=config["layout"]["seed"],
    script:
        "../scripts/suggest_pages.py"


rule crop_names:
    input:
        pages=plan.shard_files,
        lines="results/{dataset}/layout/lines/{shard}.parquet",
        status="results/{dataset}/layout/read/{shard}.tsv",
        # Where no line is labelled yet from which roles are learned, no names can be cut out.
        labelled=stopped(plan.unlabelled()[0]) if plan.unlabelled() else plan.labelled,
    output:
        boxes="results/{dataset}/layout/boxes/{shard}.parquet",
        crops="results/{dataset}/layout/crops/{shard}.parquet",
        status="results/{dataset}/layout/status/{shard}.tsv",
    log:
        "results/logs/{dataset}/crop_names/{shard}.log",
    conda:
        "../../envs/layout.yaml"
    resources:
        mem_mb=megabytes(1500),
        runtime=minutes(30),
    params:
        pages=plan.shard_rows,
        expected=plan.names_expected,
        seed=config["layout"]["seed"],
        padding=config["layout"]["padding"],
        most_pixels=config["layout"]["most_pixels"],
    script:
        "../scripts/crop_names.py"


rule score_layout:
    input:
        boxes=plan.each_shard("results/{dataset}/layout/boxes/{shard}.parquet"),
        annotations=plan.annotations,
        mentions=plan.mentions,
        labels=plan.line_labels,
    output:
        scores="results/{dataset}/scores/layout.csv",
    log:
        "results/logs/{dataset}/score_layout.log",
    localrule: True
    conda:
        "../../envs/layout.yaml"
    script:
        "../scripts/score_layout.py"


rule draw_overlays:
    input:
        pages=plan.first_files,
        boxes=plan.first_boxes,
    output:
        picture=shown("results/{dataset}/layout/overlays.png", "Layout"),
    log:
        "results/logs/{dataset}/draw_overlays.log",
    localrule: True
    conda:
        "../../envs/layout.yaml"
    params:
        pages=plan.first_pages,
        most_pixels=config["layout"]["most_pixels"],
    script:
        "../scripts/draw_overlays.py"
