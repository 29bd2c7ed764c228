"""Folds: parts of a dataset, each of which is tested once while the others train and validate."""

import pandas as pd

ALL = (
    0  # The fold of what depends on none: of a dataset without folds, and of what learns nothing from splits.
)


def fold_numbers(records: pd.DataFrame) -> list[int]:
    """List the folds of `records`, in order; `ALL` alone where they have none."""
    known = records["fold"].dropna() if "fold" in records else pd.Series(dtype=float)
    return sorted(int(number) for number in known.unique()) or [ALL]


def in_fold(records: pd.DataFrame, fold: int) -> pd.DataFrame:
    """Return the records with the `split` that they have in one fold; unchanged for the fold `ALL`.

    A fold tests its own part, validates on the next in the ring and trains on the others; what belongs to no
    fold has the split `none`.
    """
    if fold == ALL:
        return records
    numbers = fold_numbers(records)
    if fold not in numbers:
        raise ValueError(
            f"records: fold {fold} was asked for, expected one of {', '.join(map(str, numbers))}"
        )
    split_of = dict.fromkeys(numbers, "train")
    split_of |= {numbers[numbers.index(fold) - len(numbers) + 1]: "val", fold: "test"}
    return records.assign(split=records["fold"].map(split_of).fillna("none").astype(object))


def decided_in(records: pd.DataFrame, fold: int) -> pd.Series:
    """Mark the records (n,) that one fold decides: those that it tests, and of the first those of no fold."""
    if fold == ALL:
        return pd.Series(True, records.index)
    return records["fold"].fillna(fold_numbers(records)[0]) == fold
