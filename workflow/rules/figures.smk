"""What a run found, to look at and to cite.

Takes the tables of scores/, links, crops, and the scores of layout and OCR. Returns results/figures/, for each
dataset results/{dataset}/run.json and review/index.html, and results/summary.md; the files of rules/figures/ say
what is made of what. `snakemake figures` draws the figures that are missing or older than their tables.
"""


include: "inputs/figures.smk"
include: "figures/scores.smk"
include: "figures/plots.smk"
include: "figures/networks.smk"
include: "figures/examples.smk"
include: "figures/summary.smk"


rule figures:
    input:
        all_figures(),
        overlays(),
    localrule: True
