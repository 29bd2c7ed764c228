"""A user's image files and tables, good and bad; the scripts."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from clippings import frames, tables
from clippings.frames import gather
from clippings.images import decode_png
from clippings.records.importing import import_crops

SCRIPTS = Path(__file__).resolve().parents[3] / "workflow/scripts"


@pytest.fixture
def rows(tmp_path):
    """Rows of an items table: a 1-bit PNG, a CMYK JPEG of another orientation, and one without a file."""
    Image.new("1", (30, 10), 1).save(tmp_path / "0001.png")
    Image.new("CMYK", (10, 30)).save(tmp_path / "0002.jpg")
    common = {"source": "pr", "role": None, "orientation": None, "page": None, "entry": None}
    return [
        {**common, "record": "0001", "path": str(tmp_path / "0001.png")},
        {**common, "record": "0002", "path": str(tmp_path / "0002.jpg"), "orientation": "vertical"},
        {**common, "record": "0003", "path": None},
    ]


def test_image_files_become_crops_and_rows_without_a_file_none(rows):
    crops = frames.check(import_crops(rows, orientation="horizontal"), tables.CROPS, where="crops")
    assert crops["crop"].tolist() == ["0001", "0002"]
    assert crops["orientation"].tolist() == ["horizontal", "vertical"]
    assert set(crops["role"]) == {"name"}
    assert [decode_png(data).shape[:2] for data in crops["image"]] == [(10, 30), (30, 10)]
    assert all(np.all(decode_png(data) == 255) for data in crops["image"])


def test_a_missing_image_file_is_one_line(rows, tmp_path):
    (tmp_path / "0002.jpg").unlink()
    with pytest.raises(ValueError, match=r"0002\.jpg: no such file"):
        import_crops(rows, orientation="horizontal")


def test_an_unreadable_image_file_is_one_line_that_names_the_record(rows, tmp_path):
    (tmp_path / "0002.jpg").write_bytes(b"no picture")
    with pytest.raises(ValueError, match=r"record '0002': .*0002\.jpg: not a readable image"):
        import_crops(rows, orientation="horizontal")


@pytest.mark.parametrize("name", ["two.tif", "two.pdf"])
def test_an_image_file_of_several_pages_is_refused(rows, tmp_path, name):
    page = Image.new("L", (30, 10), 255)
    page.save(tmp_path / name, save_all=True, append_images=[page])
    with pytest.raises(
        ValueError, match=r"record '0001': .*2 frames and none named, expected an image of one"
    ):
        import_crops([{**rows[0], "path": str(tmp_path / name)}], orientation="horizontal")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("record,source\n1,pr\n1,pr\n", r"\{'record': '1'\} appears more than once"),
        ("id,source\n1,pr\n", r"items\.csv: column 'record' is missing; found id, source"),
        ("record,source,entiy\n1,pr,f\n", r"items\.csv: column 'entiy' is not known, expected 'entity'"),
        ("record,source\n1,\n", r"row 1 has no 'source'"),
        ("record,source,role\n1,pr,boss\n", r"role is 'boss', expected one of name, partner"),
    ],
)
def test_a_bad_table_is_one_line(text, line, tmp_path):
    (tmp_path / "items.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=line):
        gather([tmp_path / "items.csv"], tables.ITEMS)


def test_the_same_id_in_two_tables_is_one_line(tmp_path):
    for name in ("a.tsv", "b.tsv"):
        (tmp_path / name).write_text("record\tsource\n0001\tpr\n", encoding="utf-8")
    with pytest.raises(ValueError, match="'0001'} appears more than once"):
        gather([tmp_path / "a.tsv", tmp_path / "b.tsv"], tables.ITEMS)


def test_ids_and_texts_that_look_like_numbers_stay_as_they_are(tmp_path):
    (tmp_path / "items.csv").write_text("record,source,clean,note\n0042,pr,007,x\n", encoding="utf-8-sig")
    row = gather([tmp_path / "items.csv"], tables.ITEMS).iloc[0]
    assert (row["record"], row["clean"]) == ("0042", "007")


def test_the_script_takes_in_a_shard(tmp_path, rows):
    step = SimpleNamespace(
        output=SimpleNamespace(crops=tmp_path / "crops.parquet"),
        params=SimpleNamespace(rows=rows, orientation="horizontal"),
        log=[str(tmp_path / "import_crops.log")],
    )
    runpy.run_path(str(SCRIPTS / "import_crops.py"), init_globals={"snakemake": step})
    assert len(frames.read(tmp_path / "crops.parquet", tables.CROPS)) == 2


def test_the_script_builds_records_of_a_table(tmp_path, sources, capsys):
    pd.DataFrame({"record": ["a", "b"], "source": ["pr", "tk"], "clean": ["三菱", "三菱"]}).to_csv(
        tmp_path / "items.csv", index=False
    )
    kinds = (
        "published",
        "crops",
        "noisy",
        "clean",
        "mentions",
        "annotations",
        "pairs",
        "labels",
        "withdrawn",
    )
    files = {name: [] for name in kinds}
    step = SimpleNamespace(
        input=SimpleNamespace(item_tables=[tmp_path / "items.csv"], **files),
        output=SimpleNamespace(records=tmp_path / "records.parquet"),
        params=SimpleNamespace(
            sources=sources,
            shares={"train": 0.6, "val": 0.2, "test": 0.2},
            folds=0,
            seed=0,
            extra=[],
            fields=[],
            block=None,
            blocking=[],
            columns={},
            task="none",
            index=[],
        ),
        log=[str(tmp_path / "build_records.log")],
    )
    runpy.run_path(str(SCRIPTS / "build_records.py"), init_globals={"snakemake": step})
    records = frames.read(tmp_path / "records.parquet", tables.RECORDS)
    assert records["side"].tolist() == ["context", "target"]
    assert records["path"].isna().all()
    step.params.sources = {"pr": sources["pr"]}
    with pytest.raises(SystemExit):
        runpy.run_path(str(SCRIPTS / "build_records.py"), init_globals={"snakemake": step})
    assert "build_records: record b: source 'tk', expected one of pr" in capsys.readouterr().err
