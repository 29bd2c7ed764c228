"""Published pairs become items: nothing is lost, true pairs are entities, components stay together."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clippings import frames, tables
from clippings.folds import fold_numbers
from clippings.items import read_items
from clippings.published import read_candidates
from clippings.records.candidates import read_published, tabulate_candidates

ROOT = Path(__file__).resolve().parents[3]
FETCHED = ROOT / "resources/firm_records/jp_pr_tkv2.csv"
SOURCES = {
    "pr": {"orientation": "horizontal", "sides": {"name": "query"}},
    "tk": {"orientation": "vertical", "sides": {"name": "target"}},
}
ENDINGS = ("address", "product", "est_date", "capital", "bank", "shareholder")


def published(*pairs, address="奈良市油阪町1電奈良4531"):
    """Rows of the published table from (PR id, TK id, 1 if true); texts are the ids."""
    rows = [
        {
            "source": f"/crops/{pr}.png",
            "tk_path_value": f"/images/{tk}.png",
            "tk_truth": str(true),
            "source_firm_title": f"甲{pr}",
            "tk_firm_title": f"乙{tk}",
            **{f"source_{ending}": address for ending in ENDINGS},
            **{f"tk_{ending}": None for ending in ENDINGS},
        }
        for pr, tk, true in pairs
    ]
    return pd.DataFrame(rows)


def test_entities_and_components_by_hand():
    pairs = published(("1", "a", 0), ("1", "b", 1), ("2", "b", 0), ("2", "c", 0), ("3", "d", 1))
    items = tabulate_candidates(pairs).set_index("record")
    assert items["source"].value_counts().to_dict() == {"tk": 4, "pr": 3}
    assert items["entity"].to_dict() == {
        "pr-1": "pr-1",
        "tk-b": "pr-1",
        "tk-a": "tk-a",
        "pr-2": "pr-2",
        "tk-c": "tk-c",
        "pr-3": "pr-3",
        "tk-d": "pr-3",
    }
    assert set(items.loc[["pr-1", "pr-2", "tk-a", "tk-b", "tk-c"], "component"]) == {"pr-1"}
    assert set(items.loc[["pr-3", "tk-d"], "component"]) == {"pr-3"}
    assert items["noisy"].to_dict()["tk-a"] == "乙a"


def test_an_address_ends_where_the_telephone_or_a_line_begins():
    items = tabulate_candidates(published(("1", "a", 0))).set_index("record")
    assert items.loc["pr-1", ["address", "telephone"]].tolist() == ["奈良市油阪町1", "電奈良4531"]
    assert items.loc["tk-a", ["address", "telephone"]].isna().all()


@given(st.text(alphabet="町一ノ電\t〇 1(", max_size=12))
def test_no_character_of_an_address_is_lost(text):
    items = tabulate_candidates(published(("1", "a", 0), address=text or None)).set_index("record")
    assert "".join(items.loc["pr-1", ["address", "telephone"]].dropna()) == text


def test_the_fetched_table_has_the_sizes_that_the_docs_tell():
    items = tabulate_candidates(read_candidates(FETCHED))
    sides = items["source"].value_counts().to_dict()
    matched = set(items.loc[items["source"] == "tk", "entity"])
    assert sides == {"tk": 3401, "pr": 712}
    assert items.loc[items["source"] == "pr", "entity"].isin(matched).sum() == 596
    assert items["component"].nunique() == 594


def test_no_stage_drops_a_character_of_the_fetched_table():
    given_texts = pd.read_csv(FETCHED, dtype=str, keep_default_na=False).drop_duplicates("tk_path_value")
    items = tabulate_candidates(read_candidates(FETCHED)).set_index("record")
    ids = "tk-" + given_texts["tk_path_value"].map(lambda path: Path(path).stem)
    found = items.loc[ids].fillna("")
    assert found["noisy"].tolist() == given_texts["tk_firm_title"].tolist()
    assert (found["address"] + found["telephone"]).tolist() == given_texts["tk_address"].tolist()
    assert found["shareholders"].tolist() == given_texts["tk_shareholder"].tolist()


def test_published_items_are_those_that_a_table_of_them_would_give(tmp_path):
    """As 6e5e279 read them: written as a CSV file, then read as a user's table."""
    read = read_published([FETCHED], extra=["address", "telephone"], sources=SOURCES)
    tabulate_candidates(read_candidates(FETCHED)).to_csv(tmp_path / "items.csv", index=False)
    table = read_items([tmp_path / "items.csv"], columns={}, extra=["address", "telephone"], sources=SOURCES)
    pd.testing.assert_frame_equal(read, table)
    assert set(read["role"]) == {"name"}


@pytest.mark.parametrize("folds", [0, 5])
def test_the_script_builds_records_of_published_pairs(tmp_path, folds):
    kinds = (
        "item_tables",
        "crops",
        "noisy",
        "clean",
        "mentions",
        "annotations",
        "pairs",
        "labels",
        "withdrawn",
    )
    pairs = [(str(n), f"{n}{letter}", letter == "a") for n in range(20) for letter in "ab"]
    published(*((pr, tk, int(true)) for pr, tk, true in pairs)).to_csv(tmp_path / "pairs.csv", index=False)
    step = SimpleNamespace(
        input=SimpleNamespace(published=[tmp_path / "pairs.csv"], **{kind: [] for kind in kinds}),
        output=SimpleNamespace(records=tmp_path / "records.parquet"),
        params=SimpleNamespace(
            sources=SOURCES,
            shares={"train": 0.6, "val": 0.2, "test": 0.2},
            folds=folds,
            seed=0,
            extra=["address"],
            fields=["address"],
            block=None,
            blocking=[],
            columns={},
            task="link",
            index=[],
        ),
        log=[str(tmp_path / "build_records.log")],
    )
    runpy.run_path(str(ROOT / "workflow/scripts/build_records.py"), init_globals={"snakemake": step})
    records = frames.read(tmp_path / "records.parquet", tables.RECORDS).set_index("record")
    assert records.loc["pr-0", ["side", "noisy", "entity"]].tolist() == ["query", "甲0␟奈良市油阪町1", "pr-0"]
    assert len(records) == 60
    assert fold_numbers(records) == (list(range(1, 6)) if folds else [0])
    assert set(records["split"]) == ({"test"} if folds else {"train", "val", "test"})
