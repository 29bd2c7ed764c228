# Shards of made-up work, a rule that collects them, and for each shard what may go wrong: a shell command in the config.
# Each attempt leaves a line in runs/{shard}, by which a test counts how often a shard was computed.


configfile: "config.json"


rule all:
    input:
        "done.txt",
    localrule: True


rule work:
    output:
        "work/{shard}.txt",
    resources:
        mem_mb=lambda wildcards, attempt: (1500 if wildcards.shard in config["trainings"] else 400) * attempt,
        # Three attempts of a minute, the least that Slurm knows, and one that has more.
        runtime=lambda wildcards, attempt: 1 if wildcards.shard in config["hurried"] and attempt < 4 else 3,
    params:
        fault=lambda wildcards: config["faults"].get(wildcards.shard, "true"),
    shell:
        "mkdir -p runs; echo $SLURM_JOB_ID >> runs/{wildcards.shard}; attempt=$(wc -l < runs/{wildcards.shard}); "
        "sleep 1; {params.fault}; echo {wildcards.shard} > {output}"


rule collect:
    input:
        expand("work/{shard}.txt", shard=config["shards"]),
    output:
        "done.txt",
    localrule: True
    shell:
        "cat {input} > {output}"
