"""A detector of one's own.

Takes page images and COCO annotations, drawn or a user's own. Returns results/{dataset}/layout/detector/model.pt, for a
GPU; nothing in a run asks for it.
"""


rule train_layout:
    input:
        annotations=training_annotations,
        pages=training_pages,
    output:
        model="results/{dataset}/layout/detector/model.pt",
    log:
        "results/logs/{dataset}/train_layout.log",
    benchmark:
        "results/benchmarks/{dataset}/train_layout.tsv"
    conda:
        "../../../envs/layout.yaml"
    threads: 8
    resources:
        mem_mb=lambda wildcards, attempt: 8000 * attempt,
        runtime=lambda wildcards, attempt: 600 * attempt,
        gpu=1,
    params:
        code=code_of("train_layout.py"),
        training=lookup("training", within=config["layout"]),
    script:
        "../../scripts/train_layout.py"
