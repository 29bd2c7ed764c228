"""Reading names.

Takes crops; gives readings, one text per crop and engine with its confidence, and the character error
rates of the two OCR texts. `ocr:` in the config holds an engine's settings under its name; `reader` there
names the engine where one is wanted twice (Tesseract in Japanese and in English, say).
"""


include: "inputs/ocr.smk"


rule read_names:
    input:
        crops=crop_shard,
        model=engine_model,
    output:
        readings="results/{dataset}/ocr/{engine}/{shard}.parquet",
    log:
        "results/logs/{dataset}/read_names/{engine}-{shard}.log",
    benchmark:
        "results/benchmarks/{dataset}/read_names/{engine}-{shard}.tsv"
    conda:
        "../../envs/ocr.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 60 * attempt,
    params:
        code=code_of("read_names.py"),
        settings=engine_settings,
    script:
        "../scripts/read_names.py"


rule score_readings:
    input:
        records="results/{dataset}/records/records.parquet",
    output:
        scores="results/{dataset}/scores/ocr.csv",
    log:
        "results/logs/{dataset}/score_readings.log",
    benchmark:
        "results/benchmarks/{dataset}/score_readings/all.tsv"
    localrule: True
    conda:
        "../../envs/ocr.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("score_readings.py"),
        engines=declared("ocr"),
    script:
        "../scripts/score_readings.py"
