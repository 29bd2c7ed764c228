"""Images made ready to encode, and what needs no training: perceptual hashes.

Takes crops, and the weights of towers that stay as they are. Returns prepared images, shard by shard, and the vectors of
hashes.
"""


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
        "../../../envs/encoder.yaml"
    threads: 1
    resources:
        mem_mb=preparation_memory,
        runtime=lambda wildcards, attempt: 60 * attempt,
    params:
        code=code_of("prepare_images.py"),
        encoder=encoder_settings,
    script:
        "../../scripts/prepare_images.py"


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
        "../../../envs/encoder.yaml"
    threads: 1
    resources:
        mem_mb=preparation_memory,
        runtime=lambda wildcards, attempt: 60 * attempt,
    params:
        code=code_of("hash_images.py"),
    script:
        "../../scripts/hash_images.py"
