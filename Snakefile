# Clippings: from scans of two publications, through the picture of each name and its OCR, to a table of links.
from snakemake.utils import min_version

min_version("9.0")

# What was there before: the rules of a workflow that takes this one as a module, and those that it has taken already.
others = {id(step): step for step in workflow.rules}


include: "workflow/rules/location.smk"


# A run in another folder takes the config that lies here, unless that folder has one.
configfile: next(filter(os.path.exists, ("config/config.yaml", f"{HOME}/config/config.yaml")))


include: "workflow/rules/common.smk"


# Where `--sdm apptainer` runs the jobs of all rules.
container: config["container"]


include: "workflow/rules/fetch.smk"
include: "workflow/rules/synthesis.smk"
include: "workflow/rules/layout.smk"
include: "workflow/rules/ocr.smk"
include: "workflow/rules/records.smk"
include: "workflow/rules/encoder.smk"
include: "workflow/rules/linkage.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/review.smk"


rule all:
    default_target: True
    input:
        "results/summary.md",
        "results/index.html",
    localrule: True


# Each rule with a script gets a digest of its code; those that fetch do not: a checksum says what they bring.
own_rules = [step for step in workflow.rules if id(step) not in others]
for step in own_rules:
    if step.script and "fetch" not in step.name:
        complete(step)

# Where pages are still to be fetched, no job but one that fetches can be planned.
if plan.unfetched:
    for step in own_rules:
        if "fetch" not in step.name:
            step.set_input(stopped(next(iter(plan.unfetched.values()))))
