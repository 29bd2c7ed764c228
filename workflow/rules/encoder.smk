"""Encoders: images and texts of records to vectors.

Takes records and crops of a dataset, and of those it also trains with; an encoder is a file in
config/encoders/. Gives prepared images of a dataset, trained models, each with its history and card, in half precision to
pass on, and the vectors of any dataset that names the encoder, trained there or elsewhere; and perceptual hashes, as vectors too.
"""

PROCESSES = config["encoder"]["processes"]
ENCODER = "results/{dataset}/encoder/{encoder}"
TRAINED = f"{ENCODER}/s{{seed}}"
TUNED = f"{TRAINED}/{{model}}{{fold}}"


rule prepare_images:
    input:
        crops=plan.crop,
        weights=plan.encoder_weights,
    output:
        images=f"{ENCODER}/images/{{shard}}.npz",
    log:
        "results/logs/{dataset}/prepare_images/{encoder}-{shard}.log",
    conda:
        "../../envs/encoder.yaml"
    resources:
        mem_mb=megabytes(2000, per_input=4),
        runtime=minutes(60),
    params:
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
    conda:
        "../../envs/encoder.yaml"
    resources:
        mem_mb=megabytes(2000, per_input=4),
        runtime=minutes(60),
    script:
        "../scripts/hash_images.py"


rule pretrain_encoder:
    input:
        records=plan.training_records,
        images=plan.training_images,
        weights=plan.encoder_weights,
        resources=own("config/resources.tsv"),
    output:
        model=f"{TRAINED}/selfsup/model.safetensors",
        history=f"{TRAINED}/selfsup/history.csv",
        card=shown(f"{TRAINED}/selfsup/card.md", "Models", model="selfsup", seed="{seed}"),
    log:
        "results/logs/{dataset}/pretrain_encoder/{encoder}-s{seed}.log",
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
        **config["encoder"]["pretraining"],  # batch, schedule
        datasets=plan.training_datasets,
        encoder=plan.encoder_settings,
        state=f"{TRAINED}/state",
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
        model=f"{TUNED}/model.safetensors",
        history=f"{TUNED}/history.csv",
        card=shown(f"{TUNED}/card.md", "Models", model="{model}{fold}", seed="{seed}"),
    log:
        "results/logs/{dataset}/finetune_encoder/{encoder}-s{seed}-{model}{fold}.log",
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
        **config["encoder"]["finetuning"],  # synthetic, contrast, schedule
        datasets=plan.training_datasets,
        fold=plan.fold_number,
        encoder=plan.encoder_settings,
        state=f"{TRAINED}/state",
    script:
        "../scripts/finetune_encoder.py"


rule halve_encoder:
    input:
        model=f"{TRAINED}/{{model}}/model.safetensors",
        card=f"{TRAINED}/{{model}}/card.md",
    output:
        model=f"{TRAINED}/{{model}}/half/model.safetensors",
        card=f"{TRAINED}/{{model}}/half/card.md",
    log:
        "results/logs/{dataset}/halve_encoder/{encoder}-s{seed}-{model}.log",
    conda:
        "../../envs/encoder.yaml"
    resources:
        mem_mb=megabytes(2000),
        runtime=minutes(10),
    script:
        "../scripts/halve_encoder.py"


rule embed_records:
    input:
        records="results/{dataset}/records/records.parquet",
        images=plan.images,
        models=plan.model_files,
        weights=plan.encoder_weights,
    output:
        vectors=f"{TRAINED}/vectors/{{portion}}-of-{{portions}}.parquet",
    log:
        "results/logs/{dataset}/embed_records/{encoder}-s{seed}-{portion}-of-{portions}.log",
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
        encoder=plan.encoder_settings,
        models=plan.model_params,
        store=plan.vector_store,
    script:
        "../scripts/embed_records.py"
