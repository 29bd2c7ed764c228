"""Everything that comes from outside, by name, version and checksum.

Takes config/resources.tsv, and the IIIF manifests that sources name. Gives resources/{target} and
resources/iiif/{dataset}-{source}/, with a table of the images that it holds. No other rule reaches the network: where a run itself has none,
call `snakemake fetch` beforehand on a machine that does.
"""


rule fetch:
    input:
        plan.resources(),
        plan.manifest_tables(),
    localrule: True


rule fetch_manifests:
    output:
        images="resources/iiif/{dataset}-{source}/images.tsv",
    log:
        "results/logs/fetch_manifests/{dataset}-{source}.log",
    localrule: True
    conda:
        "../../envs/fetch.yaml"
    params:
        manifests=plan.source_manifests,
        delay=config["fetch"]["delay"],
    script:
        "../scripts/fetch_manifests.py"


# One rule a package, so that each is downloaded once for all its files. No digest of the code: the checksum alone
# says what a file is, and new code must not call for the network where a run has none.
for package in plan.packages.values():

    rule:
        name:
            f"fetch_{re.sub('[^a-z0-9]', '_', package.name)}"
        output:
            targets=[f"resources/{target}" for target in package.targets],
        log:
            f"results/logs/fetch_package/{package.name}.log",
        localrule: True
        conda:
            "../../envs/fetch.yaml"
        params:
            index=package.index,
            package=package.name,
            version=package.version,
            members=package.members,
            sha256=package.sha256,
        script:
            "../scripts/fetch_package.py"
