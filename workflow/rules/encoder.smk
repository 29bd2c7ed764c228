"""Encoders: images and texts of records to vectors.

Takes records and crops of a dataset, and of those it also trains with; an encoder is a file in
config/encoders/. Gives prepared images of a dataset, trained models, each with its history and card, in half precision to
pass on, and the vectors of any dataset that names the encoder, trained there or elsewhere; and perceptual hashes, as vectors too.
"""

PROCESSES = config["encoder"]["processes"]


rule prepare_images:
    input:
        crops=plan.crop,
        weights=plan.encoder_weights,
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
        mem_mb=megabytes(2000, per_input=4),
        runtime=minutes(60),
    params:
        code=code_of("prepare_images.py"),
        encoder=plan.encoder_settings,
    script:
        "../scripts/prepare_images.py"


rule hash_images:
    input:
        records="results/{dataset}/records/records.parquet",
        crops=plan.crops,
    output:
        vectors="results/{dataset}/encoder/hashes/s0/vectors/1-of-1.parquet",
    log:
        "results/logs/{dataset}/hash_images.log",
    benchmark:
        "results/benchmarks/{dataset}/hash_images/all.tsv"
    conda:
        "../../envs/encoder.yaml"
    threads: 1
    resources:
        mem_mb=megabytes(2000, per_input=4),
        runtime=minutes(60),
    params:
        code=code_of("hash_images.py"),
    script:
        "../scripts/hash_images.py"


rule pretrain_encoder:
    input:
        records=plan.training_records,
        images=plan.training_images,
        weights=plan.encoder_weights,
        resources=own("config/resources.tsv"),
    output:
        model=f"{ENCODER}/s{{seed}}/selfsup/model.safetensors",
        history=f"{ENCODER}/s{{seed}}/selfsup/history.csv",
        card=report(
            f"{ENCODER}/s{{seed}}/selfsup/card.md",
            caption="../report/card.rst",
            category="Models",
            subcategory="{dataset}",
            labels={"model": "selfsup", "seed": "{seed}", "file": "card.md"},
        ),
    log:
        "results/logs/{dataset}/pretrain_encoder/{encoder}-s{seed}.log",
    benchmark:
        "results/benchmarks/{dataset}/pretrain_encoder/{encoder}-s{seed}.tsv"
    conda:
        "../../envs/encoder.yaml"
    threads: PROCESSES
    resources:
        gpu=PROCESSES,
        # Not params: no reason to train anew. And not `gpu`, in whose place a profile may put another spelling.
        processes=PROCESSES,
        save_every=config["encoder"]["save_every"],
        mem_mb=megabytes(4000, per_input=4, processes=PROCESSES),
        runtime=minutes(240),
    params:
        code=code_of("pretrain_encoder.py"),
        datasets=plan.training_datasets,
        encoder=plan.encoder_settings,
        batch=lookup("pretraining/batch", within=config["encoder"]),
        schedule=lookup("pretraining/schedule", within=config["encoder"]),
        state=f"{ENCODER}/s{{seed}}/state",
    script:
        "../scripts/pretrain_encoder.py"


rule finetune_encoder:
    input:
        records=plan.training_records,
        images=plan.training_images,
        pretrained=plan.starting_model,
        weights=plan.starting_weights,
        resources=own("config/resources.tsv"),
    output:
        model=f"{ENCODER}/s{{seed}}/{{model}}{{fold}}/model.safetensors",
        history=f"{ENCODER}/s{{seed}}/{{model}}{{fold}}/history.csv",
        card=report(
            f"{ENCODER}/s{{seed}}/{{model}}{{fold}}/card.md",
            caption="../report/card.rst",
            category="Models",
            subcategory="{dataset}",
            labels={"model": "{model}{fold}", "seed": "{seed}", "file": "card.md"},
        ),
    log:
        "results/logs/{dataset}/finetune_encoder/{encoder}-s{seed}-{model}{fold}.log",
    benchmark:
        "results/benchmarks/{dataset}/finetune_encoder/{encoder}-s{seed}-{model}{fold}.tsv"
    wildcard_constraints:
        model="unaligned_visual|sup_visual|sup_language|sup_multimodal",
    conda:
        "../../envs/encoder.yaml"
    threads: PROCESSES
    resources:
        gpu=PROCESSES,
        processes=PROCESSES,
        save_every=config["encoder"]["save_every"],
        mem_mb=megabytes(4000, per_input=4, processes=PROCESSES),
        runtime=minutes(240),
    params:
        code=code_of("finetune_encoder.py"),
        datasets=plan.training_datasets,
        fold=plan.fold_number,
        encoder=plan.encoder_settings,
        synthetic=lookup("finetuning/synthetic", within=config["encoder"]),
        contrast=lookup("finetuning/contrast", within=config["encoder"]),
        schedule=lookup("finetuning/schedule", within=config["encoder"]),
        state=f"{ENCODER}/s{{seed}}/state",
    script:
        "../scripts/finetune_encoder.py"


rule halve_encoder:
    input:
        model=f"{ENCODER}/s{{seed}}/{{model}}/model.safetensors",
        card=f"{ENCODER}/s{{seed}}/{{model}}/card.md",
    output:
        model=f"{ENCODER}/s{{seed}}/{{model}}/half/model.safetensors",
        card=f"{ENCODER}/s{{seed}}/{{model}}/half/card.md",
    log:
        "results/logs/{dataset}/halve_encoder/{encoder}-s{seed}-{model}.log",
    benchmark:
        "results/benchmarks/{dataset}/halve_encoder/{encoder}-s{seed}-{model}.tsv"
    conda:
        "../../envs/encoder.yaml"
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(10),
    params:
        code=code_of("halve_encoder.py"),
    script:
        "../scripts/halve_encoder.py"


rule embed_records:
    input:
        records="results/{dataset}/records/records.parquet",
        images=plan.images,
        models=plan.model_files,
        weights=plan.encoder_weights,
    output:
        vectors=f"{ENCODER}/s{{seed}}/vectors/{{portion}}-of-{{portions}}.parquet",
    log:
        "results/logs/{dataset}/embed_records/{encoder}-s{seed}-{portion}-of-{portions}.log",
    benchmark:
        "results/benchmarks/{dataset}/embed_records/{encoder}-s{seed}-{portion}-of-{portions}.tsv"
    wildcard_constraints:
        # Hashes have vectors too, but no encoder.
        encoder="(?!hashes/)[a-z0-9_]+",
    conda:
        "../../envs/encoder.yaml"
    threads: PROCESSES
    resources:
        gpu=PROCESSES,
        processes=PROCESSES,
        mem_mb=megabytes(4000, per_input=4, processes=PROCESSES),
        runtime=minutes(60),
    params:
        code=code_of("embed_records.py"),
        encoder=plan.encoder_settings,
        models=plan.model_params,
        store=plan.vector_store,
    script:
        "../scripts/embed_records.py"
