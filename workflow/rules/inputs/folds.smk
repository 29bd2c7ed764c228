"""Folds: how a dataset with `folds: 5` becomes five, each of which is tested on another fifth of it.

A fold is a dataset by name (pr_tk_fold1) without a file of its own: its records, trainings and links are its
own, its crops, readings and prepared images those of the whole.
"""

@cache
def fold_of(dataset):
    """The dataset of which a name names a fold, and the number of the fold; itself and 0 if none."""
    base, _, number = dataset.rpartition("_fold")
    declared = [Path(f"config/datasets/{name}.yaml").is_file() for name in (dataset, base)]
    if declared != [False, True] or not re.fullmatch("[1-9][0-9]*", number):
        return dataset, 0
    known = int(number) <= declare("dataset", base).get("folds", 0)
    return (base, int(number)) if known else (dataset, 0)


def whole(dataset):
    """The dataset of which this is a fold, or itself."""
    return fold_of(dataset)[0]


def fold_datasets(dataset):
    """The folds of a dataset, in order; itself where it has none or is one."""
    folds = 0 if fold_of(dataset)[1] else declaration(dataset).get("folds", 0)
    return [f"{dataset}_fold{number}" for number in range(1, folds + 1)] or [dataset]


def tested_fold(wildcards):
    """The number of a fold and how many there are; None where a dataset is split by shares."""
    number = fold_of(wildcards.dataset)[1]
    return [number, declaration(wildcards.dataset)["folds"]] if number else None
