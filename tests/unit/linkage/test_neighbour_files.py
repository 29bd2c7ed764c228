"""Files of neighbours: one row group for each row and fold, of which one alone is read."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from clippings import frames, tables
from clippings.linkage.neighbours import (
    FOUND,
    Searched,
    chosen_values,
    read_neighbours,
    write_searches,
)

STRING = {"method": "levenshtein", "ocr": "noisy", "seed": None, "modality": "string"}
SUP = {"method": "sup_multimodal", "ocr": "noisy", "seed": 0, "modality": "multimodal"}


def found(target, count=3):
    rows = [(f"q{number}", target, 1, 0.5) for number in range(count)]
    return pd.DataFrame(rows, columns=FOUND)


def tried(*weights, chosen):
    rows = [(weight, weight == chosen) for weight in weights]
    return pd.DataFrame(rows, columns=["value", "chosen"]).assign(
        setting="image_weight", objective="top1", score=0.5, tie_breaker=0.0, n=2
    )


SEARCHES = [
    Searched(STRING, 0, found("t0")),
    Searched(SUP, 1, found("t1"), tried(0.2, 0.8, chosen=0.2)),
    Searched(SUP, 2, found("t2", 2), tried(0.2, 0.8, chosen=0.8)),
    Searched({**SUP, "seed": 1}, 1, found("t3")),
    Searched({**SUP, "ocr": "clean"}, 1, found("t4", 0)),
]


@pytest.fixture
def written(tmp_path):
    write_searches(iter(SEARCHES), tmp_path / "n.parquet", choices=tmp_path / "c.csv")
    return tmp_path


def test_each_row_and_fold_has_a_row_group_of_its_own(written):
    file = pq.ParquetFile(written / "n.parquet")
    groups = [file.read_row_group(number).to_pandas() for number in range(file.num_row_groups)]
    names = [group[["method", "ocr", "fold"]].drop_duplicates().values.tolist() for group in groups]
    assert names == [
        [["levenshtein", "noisy", 0]],
        [["sup_multimodal", "noisy", 1]],
        [["sup_multimodal", "noisy", 2]],
        [["sup_multimodal", "noisy", 1]],
    ]
    frames.read(written / "n.parquet", tables.NEIGHBOURS)


def test_a_row_is_read_in_its_fold_and_what_depends_on_none_in_all(written):
    files = [written / "n.parquet"]
    for search in SEARCHES[:4]:
        pd.testing.assert_frame_equal(
            read_neighbours(files, search.row, fold=search.fold)[FOUND], search.neighbours, check_dtype=False
        )
    assert read_neighbours(files, STRING, fold=2)["target"].unique().tolist() == ["t0"]
    assert read_neighbours(files, {**SUP, "ocr": "clean"}, fold=1).empty


def test_rows_are_found_in_whichever_file_holds_them(written):
    others = [Searched({**SUP, "method": "sup_visual"}, 0, found("t9"))]
    write_searches(others, written / "other.parquet", choices=written / "none.csv")
    files = [written / "n.parquet", written / "other.parquet"]
    assert read_neighbours(files, others[0].row, fold=2)["target"].unique().tolist() == ["t9"]
    assert read_neighbours(files, SUP, fold=2)["target"].unique().tolist() == ["t2"]


def test_other_row_groups_are_not_read(written):
    """Pages of the other row groups are overwritten with rubbish, and nobody notices."""
    path = written / "n.parquet"
    layout, data = pq.ParquetFile(path).metadata, bytearray(path.read_bytes())
    for group in (0, 1, 3):
        for column in range(layout.num_columns):
            chunk = layout.row_group(group).column(column)
            start = chunk.dictionary_page_offset or chunk.data_page_offset
            data[start : start + chunk.total_compressed_size] = b"\xff" * chunk.total_compressed_size
    path.write_bytes(data)
    assert read_neighbours([path], SUP, fold=2)["target"].unique().tolist() == ["t2"]
    with pytest.raises(OSError):
        read_neighbours([path], STRING, fold=0)


def test_searches_are_written_one_by_one_and_whole_or_not_at_all(tmp_path):
    def failing():
        yield SEARCHES[0]
        assert next(tmp_path.glob(".n.*")).stat().st_size > 0
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        write_searches(failing(), tmp_path / "n.parquet", choices=tmp_path / "c.csv")
    assert not list(tmp_path.iterdir())


def test_what_was_chosen_is_found_by_row_and_fold(written):
    choices = frames.read(written / "c.csv", tables.CHOICES)
    assert len(choices) == 4
    assert chosen_values(choices, SUP, fold=1) == {"image_weight": 0.2}
    assert chosen_values(choices, SUP, fold=2) == {"image_weight": 0.8}
    assert chosen_values(choices, STRING, fold=1) == {}
    assert chosen_values(choices, {**SUP, "modality": "visual", "seed": 3}, fold=1) == {"image_weight": 1.0}
