"""Portions of a dataset's records, by a hand table: each record in one, with its image and no other file."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.encoder.corpus import join_tables, read_portion, read_tables
from clippings.encoder.prepared import Features, places_in_files, read_prepared, write_prepared

RECORDS = ["a", "b", "c", "d", "e", "f", "g"]
IMAGES = {"pr-000": ["a", "b"], "pr-001": ["c"], "tk-000": ["f", "e"]}  # d and g have none


@pytest.fixture
def files(tmp_path):
    """Seven records, and their prepared images in three files; one feature says which image it is."""
    columns = {"source": "pr", "side": "query", "role": "name", "orientation": "horizontal", "split": "none"}
    records = pd.DataFrame({"record": RECORDS, **columns})
    frames.write(records.reindex(columns=tables.RECORDS.names), tmp_path / "r.parquet", tables.RECORDS)
    paths = [tmp_path / f"{shard}.npz" for shard in IMAGES]
    for path, held in zip(paths, IMAGES.values(), strict=True):
        views = np.array([ord(record) for record in held], np.float16)[:, None, None]
        write_prepared(Features(np.array(held), views), path)
    return tmp_path / "r.parquet", paths


def seen(corpus):
    """Map each record to what its image shows, None where it has none."""
    names = corpus.records["record"]
    rows = [None if row < 0 else np.array([row]) for row in corpus.image_rows]
    shown = [None if row is None else chr(int(corpus.images.batch(row).item())) for row in rows]
    return dict(zip(names, shown, strict=True))


@pytest.mark.parametrize("portions", [1, 2, 3, 7, 9])
def test_each_record_is_in_one_portion_with_its_own_image(files, portions):
    found = [read_portion(*files, portion=1 + n, portions=portions) for n in range(portions)]
    whole = seen(join_tables(read_tables([files[0]]), read_prepared(files[1])))
    joined = [pair for corpus in found for pair in seen(corpus).items()]
    assert sorted(joined) == sorted(whole.items())
    assert whole == {name: name if name not in "dg" else None for name in RECORDS}
    sizes = [len(corpus.records) for corpus in found]
    assert max(sizes) - min(sizes) <= 1


def test_one_portion_is_the_whole_in_its_order(files):
    assert read_portion(*files, portion=1, portions=1).records["record"].tolist() == RECORDS


def test_records_of_an_index_are_in_no_portion(files):
    """They have vectors there, and their pictures stayed where they were cut."""
    records = frames.read(files[0], tables.RECORDS)
    part = records["record"].isin(["b", "g"]).map({True: "digest", False: None})
    frames.write(records.assign(part=part), files[0], tables.RECORDS)
    found = [read_portion(*files, portion=n, portions=2).records["record"].tolist() for n in (1, 2)]
    assert sorted(sum(found, [])) == ["a", "c", "d", "e", "f"]


def test_records_of_one_file_stay_together_and_no_other_file_is_read(files):
    """In the order of their files: a b, c, e f, then d and g, which have no image."""
    found = [read_portion(*files, portion=n, portions=3) for n in (1, 2, 3)]
    assert [list(corpus.records["record"]) for corpus in found] == [["a", "b", "c"], ["e", "f"], ["d", "g"]]
    assert [list(corpus.images.records) for corpus in found] == [["a", "b", "c"], ["f", "e"], []]


def test_each_record_is_placed_in_the_file_of_its_image(files):
    assert places_in_files(["e", "d", "c", "a"], files[1]).tolist() == [2, 3, 1, 0]
    assert places_in_files(["a"], []).tolist() == [0]


@pytest.mark.parametrize("fold", [1, 2, 3])
def test_a_training_in_a_fold_never_sees_what_the_fold_tests(fold, tmp_path):
    """Two records an entity and an entity a fold; a fourth entity is only trained with, one has no truth."""
    columns = {"source": "pr", "side": "query", "role": "name", "orientation": "horizontal", "split": "test"}
    own = pd.DataFrame({"record": list("aabbccx"), "entity": [*"aabbcc", None], **columns})
    own = own.assign(fold=[1, 1, 2, 2, 3, 3, None], record=[f"{i}" for i in range(7)])
    own.loc[6, "split"] = "none"
    other = own.head(1).assign(record="z", entity="z", fold=None, split="test")
    for name, records in (("own", own), ("other", other)):
        frames.write(records, tmp_path / f"{name}.parquet", tables.RECORDS)
    paths = [tmp_path / "own.parquet", tmp_path / "other.parquet"]
    corpus = join_tables(read_tables(paths, fold=fold), read_prepared([]))
    tested, validated = "abc"[fold - 1], "abc"[fold % 3]
    assert set(corpus.training_members(own=True)) == set("abc") - {tested, validated}
    assert set(corpus.training_members(own=False)) == {"z"}
    splits = corpus.records.groupby("entity")["split"].unique().map(list).to_dict()
    assert splits[tested] == ["test"] and splits[validated] == ["val"]
    assert read_tables(paths)[0]["split"].tolist() == ["test"] * 6 + ["none"]
