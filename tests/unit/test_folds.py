"""Folds as a column: each part is tested once."""

import pandas as pd
import pytest

from clippings.folds import ALL, fold_numbers, in_fold


@pytest.fixture
def records():
    return pd.DataFrame(
        {"record": list("abcd"), "split": ["test", "test", "test", "none"], "fold": [1, 2, 3, None]}
    )


def test_each_fold_tests_its_part_and_validates_on_the_next(records):
    splits = {fold: in_fold(records, fold)["split"].tolist() for fold in fold_numbers(records)}
    assert splits == {
        1: ["test", "val", "train", "none"],
        2: ["train", "test", "val", "none"],
        3: ["val", "train", "test", "none"],
    }


def test_records_without_folds_stay_as_they_are(records):
    whole = records.assign(fold=None)
    assert fold_numbers(whole) == fold_numbers(whole.drop(columns="fold")) == [ALL]
    assert in_fold(whole, ALL) is whole


def test_a_fold_that_is_not_there_is_refused(records):
    with pytest.raises(ValueError, match="fold 4 was asked for, expected one of 1, 2, 3"):
        in_fold(records, 4)
