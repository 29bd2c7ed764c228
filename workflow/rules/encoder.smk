"""Encoders: images and texts of records to vectors.

Takes records and crops of a dataset, and of those it also trains with; an encoder is a file in
config/encoders/. Gives prepared images of a dataset, trained models, each with its card, and the vectors of any dataset
that names the encoder, trained there or elsewhere.
"""


include: "inputs/encoder.smk"


rule prepare_images:
    input:
        crops=crop_shard,
        weights=encoder_weights,
    output:
        images=f"{ENCODER}/images/{{shard}}.npz",
    log:
        "results/logs/{dataset}/prepare_images/{encoder}-{shard}.log",
    benchmark:
        "results/benchmarks/{dataset}/prepare_images/{encoder}-{shard}.tsv"
    conda:
        "../../envs/encoder.yaml"
    threads: 1
    resources:
        mem_mb=preparation_memory,
        runtime=lambda wildcards, attempt: 60 * attempt,
    params:
        code=code_of("prepare_images.py"),
        encoder=encoder_settings,
    script:
        "../scripts/prepare_images.py"


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
        # Not a param: no reason to train anew.
        save_every=config["encoder"]["save_every"],
        mem_mb=encoder_memory,
        runtime=lambda wildcards, attempt: 240 * attempt,
    params:
        code=code_of("pretrain_encoder.py"),
        encoder=encoder_settings,
        batch=lookup("encoder/pretraining/batch", within=config),
        schedule=lookup("encoder/pretraining/schedule", within=config),
        state=f"{ENCODER}/s{{seed}}/state",
    script:
        "../scripts/pretrain_encoder.py"


rule finetune_encoder:
    input:
        records=training_records,
        images=training_images,
        pretrained=starting_model,
        weights=encoder_weights,
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
        save_every=config["encoder"]["save_every"],
        mem_mb=encoder_memory,
        runtime=lambda wildcards, attempt: 240 * attempt,
    params:
        code=code_of("finetune_encoder.py"),
        encoder=encoder_settings,
        synthetic=lookup("encoder/finetuning/synthetic", within=config),
        contrast=lookup("encoder/finetuning/contrast", within=config),
        schedule=lookup("encoder/finetuning/schedule", within=config),
        state=f"{ENCODER}/s{{seed}}/state",
    script:
        "../scripts/finetune_encoder.py"


rule describe_model:
    input:
        model=f"{ENCODER}/s{{seed}}/{{model}}/model.pt",
        records=training_records,
        weights=encoder_weights,
        pretrained=stage_before,
        resources="config/resources.tsv",
    output:
        card=f"{ENCODER}/s{{seed}}/{{model}}/card.md",
    log:
        "results/logs/{dataset}/describe_model/{encoder}-s{seed}-{model}.log",
    localrule: True
    conda:
        "../../envs/encoder.yaml"
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
        vectors=f"{ENCODER}/s{{seed}}/{{model}}/vectors.parquet",
    log:
        "results/logs/{dataset}/embed_records/{encoder}-s{seed}-{model}.log",
    benchmark:
        "results/benchmarks/{dataset}/embed_records/{encoder}-s{seed}-{model}.tsv"
    conda:
        "../../envs/encoder.yaml"
    threads: config["encoder"]["processes"]
    resources:
        gpu=config["encoder"]["processes"],
        mem_mb=encoder_memory,
        runtime=lambda wildcards, attempt: 60 * attempt,
    params:
        code=code_of("embed_records.py"),
        encoder=encoder_settings,
    script:
        "../scripts/embed_records.py"


rule hash_images:
    input:
        records="results/{dataset}/records/records.parquet",
        crops=crop_shards,
    output:
        vectors="results/{dataset}/encoder/{hash}/vectors.parquet",
    log:
        "results/logs/{dataset}/hash_images/{hash}.log",
    benchmark:
        "results/benchmarks/{dataset}/hash_images/{hash}.tsv"
    wildcard_constraints:
        hash="phash|dhash|ahash",
    conda:
        "../../envs/encoder.yaml"
    threads: 1
    resources:
        mem_mb=preparation_memory,
        runtime=lambda wildcards, attempt: 60 * attempt,
    params:
        code=code_of("hash_images.py"),
    script:
        "../scripts/hash_images.py"
