"""Which target each query means, if any, and how often that is right.

Takes the records and their vectors; a row of the results table is a measure or a model with one OCR.
Returns per row neighbours and image weight under results/{dataset}/linkage/; for the dataset the outcomes of
its validation and test queries with what was chosen on validation, links.csv, and the tables of scores/; where it is
to be clustered, clusters.csv too. The files of rules/linkage/ say which rule makes what.
"""


include: "inputs/linkage.smk"
include: "linkage/neighbours.smk"
include: "linkage/decisions.smk"
include: "linkage/scores.smk"
