"""Portions of a dataset's records, by a hand table: each record in one, with its image and no other file."""

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.encoder.corpus import read_corpus, read_portion
from clippings.encoder.prepared import Features, files_with, write_prepared

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
def test_portions_are_the_whole_in_its_order(files, portions):
    found = [read_portion(*files, portion=1 + n, portions=portions) for n in range(portions)]
    whole = seen(read_corpus([files[0]], files[1]))
    joined = [pair for corpus in found for pair in seen(corpus).items()]
    assert joined == list(whole.items())
    assert whole == {name: name if name not in "dg" else None for name in RECORDS}
    sizes = [len(corpus.records) for corpus in found]
    assert max(sizes) - min(sizes) <= 1


def test_a_portion_reads_no_file_of_others(files):
    assert read_portion(*files, portion=1, portions=3).images.records.tolist() == ["a", "b", "c"]
    assert read_portion(*files, portion=7, portions=7).images.records.tolist() == []


def test_files_are_named_in_the_order_given(files):
    paths = files[1]
    assert files_with(["e", "a"], paths) == [paths[0], paths[2]]
    assert files_with(["d"], paths) == files_with([], paths) == []
