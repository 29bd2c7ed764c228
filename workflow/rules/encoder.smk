"""Encoders: images and texts of records to vectors.

Takes records and crops of a dataset, and of those it also trains with; an encoder is a file in
config/encoders/. Returns prepared images of a dataset, trained models, each with its card, and the vectors of any dataset
that names the encoder, trained there or elsewhere.
"""


include: "inputs/encoder.smk"
include: "encoder/images.smk"


rule pretrain_encoder:
    input:
        records=training_records,
        images=training_images,
        weights=encoder_weights,
    output:
        model=f"{ENCODER}/s{{seed}}/selfsup/model.pt",
    log:
        "results/logs/{dataset}/pretrain_encoder/{encoder}-s{seed}.log",
    benchmark:
        "results/benchmarks/{dataset}/pretrain_encoder/{encoder}-s{seed}.tsv"
    conda:
        "../../envs/encoder.yaml"
    threads: config["encoder"]["processes"]
    resources:
        gpu=config["encoder"]["processes"],
        # Not params: no reason to train anew. And not `gpu`, in whose place a profile may put another spelling.
        processes=config["encoder"]["processes"],
        save_every=config["encoder"]["save_every"],
        mem_mb=encoder_memory,
        runtime=lambda wildcards, attempt: 240 * attempt,
    params:
        code=code_of("pretrain_encoder.py"),
        encoder=encoder_settings,
        batch=lookup("pretraining/batch", within=config["encoder"]),
        schedule=lookup("pretraining/schedule", within=config["encoder"]),
        state=f"{ENCODER}/s{{seed}}/state",
    script:
        "../scripts/pretrain_encoder.py"


rule finetune_encoder:
    input:
        records=training_records,
        images=training_images,
        pretrained=starting_model,
        weights=starting_weights,
    output:
        model=f"{ENCODER}/s{{seed}}/{{model}}/model.pt",
    log:
        "results/logs/{dataset}/finetune_encoder/{encoder}-s{seed}-{model}.log",
    benchmark:
        "results/benchmarks/{dataset}/finetune_encoder/{encoder}-s{seed}-{model}.tsv"
    wildcard_constraints:
        model="unaligned_visual|sup_visual|sup_language|sup_multimodal",
    conda:
        "../../envs/encoder.yaml"
    threads: config["encoder"]["processes"]
    resources:
        gpu=config["encoder"]["processes"],
        processes=config["encoder"]["processes"],
        save_every=config["encoder"]["save_every"],
        mem_mb=encoder_memory,
        runtime=lambda wildcards, attempt: 240 * attempt,
    params:
        code=code_of("finetune_encoder.py"),
        encoder=encoder_settings,
        synthetic=lookup("finetuning/synthetic", within=config["encoder"]),
        contrast=lookup("finetuning/contrast", within=config["encoder"]),
        schedule=lookup("finetuning/schedule", within=config["encoder"]),
        state=f"{ENCODER}/s{{seed}}/state",
    script:
        "../scripts/finetune_encoder.py"


rule describe_model:
    input:
        model=f"{ENCODER}/s{{seed}}/{{model}}/model.pt",
        records=training_records,
        weights=starting_weights,
        pretrained=stage_before,
        resources="config/resources.tsv",
    output:
        card=report(
            f"{ENCODER}/s{{seed}}/{{model}}/card.md",
            caption="../report/describe_model.rst",
            category="Models",
            subcategory="{dataset}",
            labels={"model": "{model}", "seed": "{seed}", "file": "card.md"},
        ),
    log:
        "results/logs/{dataset}/describe_model/{encoder}-s{seed}-{model}.log",
    benchmark:
        "results/benchmarks/{dataset}/describe_model/{encoder}-s{seed}-{model}.tsv"
    localrule: True
    conda:
        "../../envs/encoder.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("describe_model.py"),
        datasets=training_datasets,
        encoder=encoder_settings,
        recipe=model_recipe,
        training_log=training_log,
    script:
        "../scripts/describe_model.py"


rule embed_records:
    input:
        records="results/{dataset}/records/records.parquet",
        images=own_images,
        model=trained_model,
        weights=encoder_weights,
    output:
        vectors=f"{ENCODER}/s{{seed}}/{{model}}/vectors/{{portion}}-of-{{portions}}.parquet",
    log:
        "results/logs/{dataset}/embed_records/{encoder}-s{seed}-{model}-{portion}-of-{portions}.log",
    benchmark:
        "results/benchmarks/{dataset}/embed_records/{encoder}-s{seed}-{model}-{portion}-of-{portions}.tsv"
    conda:
        "../../envs/encoder.yaml"
    threads: config["encoder"]["processes"]
    resources:
        gpu=config["encoder"]["processes"],
        processes=config["encoder"]["processes"],
        mem_mb=encoder_memory,
        runtime=lambda wildcards, attempt: 60 * attempt,
    params:
        code=code_of("embed_records.py"),
        encoder=encoder_settings,
    script:
        "../scripts/embed_records.py"
