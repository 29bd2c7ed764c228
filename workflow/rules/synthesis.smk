"""Two publications set in type: real firms on drawn pages, with their ground truth.

Takes the firms' records, name lists, fonts and photographs under resources/.
Gives under results/{dataset}/synthesis/ what the pages print: entries, partners, mentions; the drawn pages
themselves, with the boxes of all that they print; names drawn on their own, to train on; photographs
reprinted by newspapers, with their captions; and crops of another dataset scanned again, simulated.
"""

# Words of names and captions, read by the library: an edit of them redraws.
VOCABULARY = own("workflow/lib/clippings/synthesis/vocabulary")


rule compose_editions:
    input:
        records="resources/firm_records/jp_pr_tkv2.csv",
        registry="resources/name_lists/company_registry.json.gz",
        vocabulary=[f"{VOCABULARY}/{name}.yaml" for name in ("firms", "misreadings")],
    output:
        entries="results/{dataset}/synthesis/entries.parquet",
        partners="results/{dataset}/synthesis/partners.parquet",
        mentions="results/{dataset}/synthesis/mentions.parquet",
    log:
        "results/logs/{dataset}/compose_editions.log",
    localrule: True
    conda:
        "../../envs/synthesis.yaml"
    params:
        pages=config["synthesis"]["pages"],
        editions=config["synthesis"]["editions"],
    script:
        "../scripts/compose_editions.py"


rule draw_pages:
    input:
        entries="results/{dataset}/synthesis/entries.parquet",
        partners="results/{dataset}/synthesis/partners.parquet",
        fonts=plan.fonts("pages"),
    output:
        pages="results/{dataset}/synthesis/pages/{shard}.tif",
        annotations="results/{dataset}/synthesis/annotations/{shard}.parquet",
    log:
        "results/logs/{dataset}/draw_pages/{shard}.log",
    conda:
        "../../envs/synthesis.yaml"
    resources:
        mem_mb=megabytes(1500),
        runtime=minutes(20),
    params:
        pages=plan.shard_rows,
        orientation=plan.shard_orientation,
        fonts=config["synthesis"]["fonts"]["pages"],
        broken=config["synthesis"]["broken"],
        ageing=plan.ageing,
    script:
        "../scripts/draw_pages.py"


rule draw_names:
    input:
        records="resources/firm_records/jp_pr_tkv2.csv",
        registry="resources/name_lists/company_registry.json.gz",
        surnames="resources/name_lists/surnames.csv",
        fonts=plan.fonts("names"),
        vocabulary=[f"{VOCABULARY}/{name}.yaml" for name in ("firms", "latin", "misreadings")],
    output:
        crops="results/{dataset}/synthesis/crops/{shard}.parquet",
        mentions="results/{dataset}/synthesis/mentions/{shard}.parquet",
    log:
        "results/logs/{dataset}/draw_names/{shard}.log",
    conda:
        "../../envs/synthesis.yaml"
    resources:
        mem_mb=megabytes(1500),
        runtime=minutes(20),
    params:
        names=config["synthesis"]["names"],
        edition_seed=config["synthesis"]["editions"]["seed"],
        rows=plan.shard_numbers,
        source=plan.shard_source,
        orientation=plan.shard_orientation,
        spelling=plan.shard_spelling,
        fonts=config["synthesis"]["fonts"]["names"],
        ageing=plan.ageing,
    script:
        "../scripts/draw_names.py"


rule compose_reprints:
    input:
        photographs=plan.declared("photographs"),
        vocabulary=f"{VOCABULARY}/captions.yaml",
    output:
        reprints="results/{dataset}/synthesis/reprints.parquet",
    log:
        "results/logs/{dataset}/compose_reprints.log",
    localrule: True
    conda:
        "../../envs/synthesis.yaml"
    params:
        source=plan.only_source,
        settings=config["synthesis"]["reprints"],
    script:
        "../scripts/compose_reprints.py"


rule draw_reprints:
    input:
        reprints="results/{dataset}/synthesis/reprints.parquet",
        photographs=plan.declared("photographs"),
        files=plan.photograph_files,
    output:
        crops="results/{dataset}/synthesis/reprints/{shard}.parquet",
        mentions="results/{dataset}/synthesis/captions/{shard}.parquet",
    log:
        "results/logs/{dataset}/draw_reprints/{shard}.log",
    conda:
        "../../envs/synthesis.yaml"
    resources:
        mem_mb=megabytes(1500),
        runtime=minutes(20),
    params:
        rows=plan.shard_rows,
        settings=config["synthesis"]["reprints"],
    script:
        "../scripts/draw_reprints.py"


rule rescan_crops:
    input:
        crops=plan.crop_before_rescan,
    output:
        crops="results/{dataset}/synthesis/rescans/{shard}.parquet",
    log:
        "results/logs/{dataset}/rescan_crops/{shard}.log",
    wildcard_constraints:
        dataset=plan.any_of(name for name, dataset in plan.datasets.items() if dataset.rescan),
    conda:
        "../../envs/synthesis.yaml"
    resources:
        mem_mb=megabytes(1500, per_input=4),
        runtime=minutes(20),
    params:
        settings=plan.rescan_settings,
    script:
        "../scripts/rescan_crops.py"
