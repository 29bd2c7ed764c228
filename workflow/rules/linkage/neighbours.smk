"""The nearest targets of each query.

Takes the records, and for a model or a hash their vectors. Returns per row of the results table neighbours and, where
there was something to choose on validation, what was chosen: an image weight, the length of runs of words.
"""


rule compare_strings:
    input:
        records="results/{dataset}/records/records.parquet",
        kanjivg="resources/strokes/kanjivg.zip",
    output:
        neighbours=string_neighbours(),
    log:
        "results/logs/{dataset}/compare_strings/{ocr}.log",
    benchmark:
        "results/benchmarks/{dataset}/compare_strings/{ocr}.tsv"
    conda:
        "../../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_strings.py"),
        measures=character_measures(),
        candidates=kept_neighbours,
    script:
        "../../scripts/compare_strings.py"


rule compare_words:
    input:
        records="results/{dataset}/records/records.parquet",
    output:
        neighbours="results/{dataset}/linkage/strings/jaccard_words/{ocr}/neighbours.parquet",
        words="results/{dataset}/linkage/strings/jaccard_words/{ocr}/words.json",
    log:
        "results/logs/{dataset}/compare_words/{ocr}.log",
    benchmark:
        "results/benchmarks/{dataset}/compare_words/{ocr}.tsv"
    conda:
        "../../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("compare_words.py"),
        task=declared("task"),
        clustering=clustering,
        lengths=lookup("words", within=config["linkage"]),
        candidates=kept_neighbours,
    script:
        "../../scripts/compare_words.py"


rule search_neighbours:
    input:
        records="results/{dataset}/records/records.parquet",
        vectors=vectors_of_row,
    output:
        weight="results/{dataset}/linkage/{encoder}/s{seed}/{supervision}_{modality}/{ocr}/weight.json",
        neighbours="results/{dataset}/linkage/{encoder}/s{seed}/{supervision}_{modality}/{ocr}/neighbours.parquet",
    log:
        "results/logs/{dataset}/search_neighbours/{encoder}-s{seed}-{supervision}_{modality}-{ocr}.log",
    benchmark:
        "results/benchmarks/{dataset}/search_neighbours/{encoder}-s{seed}-{supervision}_{modality}-{ocr}.tsv"
    conda:
        "../../../envs/linkage.yaml"
    threads: 2
    resources:
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        code=code_of("search_neighbours.py"),
        task=declared("task"),
        clustering=clustering,
        weights=image_weights,
        candidates=kept_neighbours,
    script:
        "../../scripts/search_neighbours.py"


use rule search_neighbours as search_hashes with:
    input:
        records="results/{dataset}/records/records.parquet",
        vectors=["results/{dataset}/encoder/{hash}/vectors.parquet"],
    output:
        weight="results/{dataset}/linkage/hashes/{hash}/{ocr}/weight.json",
        neighbours="results/{dataset}/linkage/hashes/{hash}/{ocr}/neighbours.parquet",
    log:
        "results/logs/{dataset}/search_hashes/{hash}-{ocr}.log",
    benchmark:
        "results/benchmarks/{dataset}/search_hashes/{hash}-{ocr}.tsv"
    wildcard_constraints:
        hash="phash|dhash|ahash",
        ocr="none",
    params:
        code=code_of("search_neighbours.py"),
        task=declared("task"),
        clustering=clustering,
        weights=[1.0],
        candidates=kept_neighbours,
