"""Links in splink's columns: its names and their order, levels by its thresholds, weights that add up."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames
from clippings.exchange.splink_pairs import splink_pairs, table_of_pairs
from clippings.tables import SPLINK

# What splink 5.0.0 writes for two tables to link, retain_matching_columns and
# retain_intermediate_calculation_columns set: LevenshteinAtThresholds("noisy"), ExactMatch("clean").
WRITTEN = [
    *("match_weight", "match_probability", "source_dataset_l", "source_dataset_r"),
    *("unique_id_l", "unique_id_r", "noisy_l", "noisy_r", "gamma_noisy", "mw_noisy"),
    *("clean_l", "clean_r", "gamma_clean", "mw_clean", "match_key"),
]


@pytest.fixture
def make(links, records, candidates):
    return lambda **more: splink_pairs(links, records, candidates=candidates, **more)


def test_columns_are_named_and_ordered_as_splink_writes_them(make):
    columns = list(make().columns)
    shared = [name for name in WRITTEN if not name.startswith(("gamma_", "mw_"))]
    assert [name for name in columns if name in shared] == shared
    assert [name for name in columns if name.startswith("gamma_")] == [
        *("gamma_visual", "gamma_language_noisy", "gamma_language_clean"),
        *("gamma_levenshtein_noisy", "gamma_levenshtein_clean"),
    ]


def test_a_pair_has_both_records_and_the_query_is_on_the_left(make):
    table = make(fields=["address"]).astype(object)
    first = table.where(table.notna(), None).iloc[0].to_dict()
    expected = {
        "source_dataset_l": "pr",
        "source_dataset_r": "tk",
        "unique_id_l": "q1",
        "unique_id_r": "t1",
        "clean_l": "甲商店",
        "clean_r": "甲商店",
        "noisy_l": "申商店",
        "noisy_r": "甲商店",
        "address_clean_l": "東京",
        "address_clean_r": "大阪",
        "address_noisy_l": "東京",
        "address_noisy_r": None,
        "score": 0.875,
        "rank": 1,
        "decision": "link",
        "probability": 0.75,
        "match_key": "0",
    }
    assert {name: first[name] for name in expected} == expected
    assert list(zip(table["unique_id_l"], table["unique_id_r"], strict=True)) == [
        *[("q1", "t1"), ("q2", "t2"), ("q1", "t2")]
    ], "q3 has no candidate"


def test_a_level_is_that_of_the_highest_threshold_reached(make):
    levels = make().set_index(["unique_id_l", "unique_id_r"]).filter(like="gamma_")
    assert levels.loc[("q1", "t1")].tolist() == [2, -1, 0, 1, 3]
    assert levels.loc[("q1", "t2")].tolist() == [0, -1, 1, 0, 0]
    assert levels.loc[("q2", "t2")].tolist() == [-1, -1, -1, -1, 2]


def test_weights_are_log2_odds_of_the_calibrated_probability(make):
    table = make()
    assert table["match_probability"].tolist()[:2] == [0.75, 0.5]
    assert table["match_weight"].tolist()[:2] == pytest.approx([np.log2(3), 0.0])
    assert table[["match_weight", "match_probability"]].iloc[2].isna().all(), "only the first has one"


def test_weights_of_all_evidence_are_its_log_odds_in_bits_and_add_up(make, terms):
    table = make(terms=terms)
    assert table["match_weight"].tolist() == pytest.approx(np.array([0.875, 0.5, 0.25]) / np.log(2))
    odds = table["match_probability"] / (1 - table["match_probability"])
    assert np.log2(odds).tolist() == pytest.approx(table["match_weight"].tolist())
    parts = table[["mw_intercept", "mw_sup_visual"]]
    assert parts.sum(axis=1, skipna=False).tolist()[:2] == pytest.approx(table["match_weight"].tolist()[:2])
    assert parts.iloc[2].isna().all(), "terms explain the first two candidates"


def test_a_dataset_of_one_ocr_has_no_text_of_the_other(links, records, candidates):
    table = splink_pairs(links, records.assign(noisy=None), candidates=candidates)
    assert table["noisy_l"].isna().all() and table["clean_l"].notna().all()


def test_certainty_is_an_infinite_weight(links, records, candidates, tmp_path):
    links.loc[links["rank"] == 1, "probability"] = [1.0, 0.0, 0.0]
    table = splink_pairs(links, records, candidates=candidates)
    frames.write(table, tmp_path / "splink.csv", SPLINK)
    read = frames.read(tmp_path / "splink.csv", SPLINK)
    assert read.set_index("unique_id_l").loc["q2", "match_weight"] == -np.inf
    assert read["match_weight"].iloc[0] == np.inf


def test_what_is_written_is_read(make, terms, tmp_path):
    table = make(terms=terms, fields=["address"])
    form = table_of_pairs(table.columns)
    frames.write(table, tmp_path / "splink.csv", form)
    pd.testing.assert_frame_equal(
        frames.read(tmp_path / "splink.csv", form), frames.check(table, form, where="")
    )
