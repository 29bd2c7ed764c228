"""Reading names.

Takes crops; gives readings, one text per crop and engine with its confidence, and the character error
rates of the two OCR texts. `ocr:` in the config holds an engine's settings under its name; `reader` there
names the engine where one is wanted twice (Tesseract in Japanese and in English, say).
"""


rule read_names:
    input:
        crops=plan.crop,
        model=plan.engine_model,
    output:
        readings="results/{dataset}/ocr/{engine}/{shard}.parquet",
    log:
        "results/logs/{dataset}/read_names/{engine}-{shard}.log",
    conda:
        "../../envs/ocr.yaml"
    resources:
        mem_mb=megabytes(1500),
        runtime=minutes(60),
    params:
        settings=plan.engine_settings,
    script:
        "../scripts/read_names.py"


# Where the network that reads is the image tower of the encoder too, it sees each crop once.
ruleorder: recognise_names > read_names


rule recognise_names:
    input:
        crops=plan.crop,
        model=plan.engine_model,
    output:
        readings="results/{dataset}/ocr/{engine}/{shard}.parquet",
        images="results/{dataset}/ocr/{engine}/{shard}.npz",
    log:
        "results/logs/{dataset}/recognise_names/{engine}-{shard}.log",
    wildcard_constraints:
        dataset=plan.any_of(dataset for dataset, _ in plan.recognised),
        engine=plan.any_of(engine for _, engine in plan.recognised),
    conda:
        "../../envs/ocr.yaml"
    resources:
        mem_mb=megabytes(2000, per_input=4),
        runtime=minutes(60),
    params:
        settings=plan.engine_settings,
    script:
        "../scripts/recognise_names.py"


rule score_readings:
    input:
        records="results/{dataset}/records/records.parquet",
    output:
        scores="results/{dataset}/scores/ocr.csv",
    log:
        "results/logs/{dataset}/score_readings.log",
    localrule: True
    conda:
        "../../envs/ocr.yaml"
    params:
        engines=plan.declared("ocr"),
    script:
        "../scripts/score_readings.py"
