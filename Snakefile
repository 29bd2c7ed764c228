# Clippings: from scans of two publications to a linked table, or from photographs to clusters.
from snakemake.utils import min_version

min_version("9.0")


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/fetch.smk"
include: "workflow/rules/press.smk"
include: "workflow/rules/layout.smk"
include: "workflow/rules/ocr.smk"
include: "workflow/rules/records.smk"
include: "workflow/rules/encoder.smk"
include: "workflow/rules/linkage.smk"
include: "workflow/rules/figures.smk"


localrules:
    all,


rule all:
    default_target: True
    input:
        run_targets(),
