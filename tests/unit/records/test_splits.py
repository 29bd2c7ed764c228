"""Splits follow entities and homonyms, are seeded, and keep their shares."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings.folds import in_fold
from clippings.records.splits import assign_folds, assign_splits

SHARES = {"train": 0.6, "val": 0.2, "test": 0.2}


def records_of(entities, homonyms=None, sides=None):
    count = len(entities)
    return pd.DataFrame(
        {
            "record": [f"r{place}" for place in range(count)],
            "entity": pd.Series(entities, dtype=object),
            "homonym": pd.Series(homonyms or [None] * count, dtype=object),
            "component": None,
            "side": sides or ["query"] * count,
        }
    )


def many(seed=0, queries=900, targets=1500, firms=1000):
    """Queries and targets of a thousand firms, each tenth one a homonym of the next."""
    rng = np.random.default_rng(seed)
    firm = [*rng.integers(0, firms * 7 // 10, queries), *rng.integers(0, firms, targets)]
    homonyms = [f"h{number + (number % 10 == 0)}" for number in firm]
    return records_of([f"f{number}" for number in firm], homonyms, ["query"] * queries + ["target"] * targets)


def split(records, seed=0):
    return records.assign(split=assign_splits(records, shares=SHARES, seed=seed))


@pytest.mark.parametrize("seed", range(3))
def test_the_shares_hold_for_the_entities_of_queries_and_for_the_others(seed):
    found = split(many(seed), seed=seed)
    asked = found[found["side"] == "query"].drop_duplicates("entity")
    others = found[~found["entity"].isin(asked["entity"])].drop_duplicates("entity")
    for part in (asked, others):
        shares = part["split"].value_counts(normalize=True)
        assert shares.to_dict() == pytest.approx(SHARES, abs=0.02)


@settings(max_examples=25)
@given(st.integers(0, 1000))
def test_an_entity_and_a_homonym_group_are_in_one_split(seed):
    found = split(many(seed % 3), seed=seed)
    assert found.groupby("entity")["split"].nunique().max() == 1
    assert found.groupby("homonym")["split"].nunique().max() == 1


def test_homonyms_join_entities_over_others():
    entities = [f"f{number}" for number in range(12)]
    homonyms = ["a", "b", "c", *entities[3:]]
    chain = records_of([*entities, "f0", "f1"], [*homonyms, "b", "c"])
    assert split(chain)["split"].iloc[:3].nunique() == 1


def test_an_entity_may_bear_the_name_of_a_homonym_group():
    entities = [f"x{number}" for number in range(10)]
    found = split(records_of(entities, [*entities[1:], "x0"]))
    assert found["split"].value_counts().to_dict() == {"train": 6, "val": 2, "test": 2}


def test_the_seed_decides_and_the_order_of_rows_does_not():
    records = many()
    first, again = split(records, seed=1), split(records.sample(frac=1, random_state=0), seed=1)
    pd.testing.assert_frame_equal(first, again.sort_index())
    assert (first["split"] != split(records, seed=2)["split"]).any()


def test_an_entity_more_moves_few_others_to_another_split():
    entities = [f"f{number}" for number in range(500)]
    before = assign_splits(records_of(entities), shares=SHARES, seed=0)
    after = assign_splits(records_of([*entities, "g0"]), shares=SHARES, seed=0)
    assert (after.iloc[:-1] != before).sum() <= 2


def test_the_size_of_a_group_does_not_decide_its_split():
    entities = [f"f{number:02d}" for number in range(60)]
    families = records_of(entities, [f"h{max(number, 6)}" for number in range(60)])
    found = {assign_splits(families, shares=SHARES, seed=seed).iloc[0] for seed in range(40)}
    assert found == {"train", "val", "test"}


def test_records_without_entity_have_no_split():
    found = split(records_of([*[f"f{number}" for number in range(10)], None]))
    assert found["split"].iloc[-1] == "none"
    assert "none" not in found["split"].iloc[:-1].tolist()


def test_without_any_truth_every_split_is_none():
    assert set(split(records_of([None, None]))["split"]) == {"none"}


def test_an_empty_split_is_one_line():
    with pytest.raises(ValueError, match=r"split 'test' is empty; 2 groups of entities were found"):
        split(records_of(["f1", "f2", "f1"]))


@pytest.mark.parametrize(
    ("shares", "left"),
    [
        ({"train": 0, "val": 0, "test": 1}, {"test"}),
        ({"train": 0.5, "val": 0, "test": 0.5}, {"train", "test"}),
        ({"train": 0, "val": 0.4, "test": 0.6}, {"val", "test"}),
    ],
)
def test_a_share_of_zero_leaves_a_split_empty(shares, left):
    records = records_of([*[f"f{number}" for number in range(40)], None])
    splits = assign_splits(records, shares=shares, seed=0)
    assert set(splits.iloc[:-1]) == left and splits.iloc[-1] == "none"


def test_a_small_share_without_entities_is_still_an_error():
    with pytest.raises(ValueError, match=r"split 'test' is empty; .* expected enough for each of val, test"):
        assign_splits(records_of(["f1"]), shares={"train": 0, "val": 0.9, "test": 0.1}, seed=0)


def test_all_entities_may_be_tested_even_a_single_one():
    splits = assign_splits(records_of(["f1", "f1"]), shares={"train": 0, "val": 0, "test": 1}, seed=0)
    assert splits.tolist() == ["test", "test"]


def folds_of(records, count, seed=0):
    """The split of each record, one column a fold."""
    tested = records.assign(fold=assign_folds(records, folds=count, seed=seed), split="test")
    return pd.DataFrame({n: in_fold(tested, n)["split"] for n in range(1, count + 1)})


def test_the_same_fold_tests_an_entity_as_ever():
    """Folds of earlier runs stay: their models have seen all entities but those that their fold tests."""
    fold = assign_folds(records_of([f"f{number:02d}" for number in range(12)]), folds=3, seed=0)
    assert fold.tolist() == [2, 3, 1, 2, 3, 3, 1, 2, 1, 3, 2, 1]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.integers(3, 6))
def test_every_entity_is_tested_once_and_validates_once(seed, count):
    records = many(seed % 3, queries=300, targets=500, firms=300)
    found = folds_of(records, count, seed)
    for split in ("test", "val"):
        assert ((found == split).sum(axis=1) == 1).all()
    assert ((found == "train").sum(axis=1) == count - 2).all()
    assert (found.groupby(records["homonym"]).nunique() == 1).all(axis=None)


def test_folds_are_alike_in_size_and_the_next_fold_validates():
    records = many()
    found = folds_of(records, 5)
    sizes = [
        records.loc[found[n] == "test"].query("side == 'query'")["entity"].nunique() for n in range(1, 6)
    ]
    assert max(sizes) - min(sizes) <= 3
    for number in range(1, 6):
        assert (found[number][found[number % 5 + 1] == "test"] == "val").all()


def test_a_component_stays_together_and_joins_what_homonyms_do_not():
    entities = [f"f{number:02d}" for number in range(40)]
    records = records_of(entities).assign(component=[f"c{number // 8}" for number in range(40)])
    assert (folds_of(records, 5).groupby(records["component"]).nunique() == 1).all(axis=None)
    shared = records.assign(component=["c0"] * 20 + [None] * 20)
    assert split(shared)["split"].iloc[:20].nunique() == 1


def test_records_without_entity_are_in_no_fold():
    assert (folds_of(records_of([*[f"f{number}" for number in range(10)], None]), 5).iloc[-1] == "none").all()


def test_more_folds_than_groups_are_one_line():
    with pytest.raises(
        ValueError, match=r"fold '\d' is empty; 4 groups of entities were found, expected .* 5, 6"
    ):
        folds_of(records_of(["f1", "f2", "f3", "f4"]), 6)
