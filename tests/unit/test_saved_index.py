"""An index saved, extended and read back, by hand tables of three records and two-dimensional vectors."""

import json

import numpy as np
import pandas as pd
import pytest

from clippings import frames, row_groups, tables
from clippings.api.command import main
from clippings.linkage.candidates.pooling import VectorFiles
from clippings.model_file import read_model, write_model
from clippings.saved_index import (
    Embedded,
    describe_index,
    expect_model,
    part_files,
    read_index,
    read_targets,
    save_index,
)

VALUES = {"a": [1, 0], "b": [0, 1], "c": [0.6, 0.8], "q": [1, 0], "new": [0, -1]}


@pytest.fixture
def records(make_records):
    """Three targets and a query, of which the index keeps the truth but no split."""
    rows = [(name, "target", "test", f"e{name}", name.upper()) for name in "abc"]
    table = make_records(*rows, ("q", "query", "test", "ea", "A"))
    return table.reindex(columns=tables.RECORDS.names).assign(path="cut/1.png", fold=2)


@pytest.fixture
def save(tmp_path, make_carried):
    """Save an index of records, the vectors of which a model of fold 1 made, beside those of another fold."""
    model = tmp_path / "m.clippings"
    write_model(make_carried(), model, card="# firms", encoder=None)

    def save(table, name="index", *, base=None, values=VALUES, kind="sup_multimodal"):
        own = table[table["part"].isna()]["record"]
        made = [
            pd.DataFrame({"record": own, "model": kind, "fold": fold, "clean": [given[r] for r in own]})
            for fold, given in ((1, values), (2, {record: [9, 9] for record in values}))
        ]
        file = tmp_path / f"{name}.parquet"
        row_groups.write_groups([part.assign(visual=None, noisy=None) for part in made], file, tables.VECTORS)
        save_index(
            table,
            tmp_path / name,
            dataset="firms",
            texts=["clean"],
            fields={"address": "address"},
            model=model,
            embedded=Embedded([str(file)], kind, 1),
            base=base,
        )
        return tmp_path / name

    return save


def vectors_in(folder, records):
    index = read_index(folder)
    files = VectorFiles(part_files(folder, index, "vectors.parquet"), records)
    return files.read("carried", 0, column="clean").tolist()


def test_targets_come_back_with_truth_and_vectors_and_without_split(save, records):
    folder = save(records)
    targets = read_targets(folder)
    assert targets["record"].tolist() == ["a", "b", "c"] and targets["entity"].tolist() == ["ea", "eb", "ec"]
    assert set(targets["split"]) == {"none"} and targets[["fold", "path"]].isna().all().all()
    (part,) = read_index(folder).parts
    assert set(targets["part"]) == {part.digest} and part.records == 3 and part.withdrawn == []
    expected = np.array([VALUES[name] for name in "abc"], np.float32).tolist()
    assert vectors_in(folder, targets) == expected
    assert expect_model(folder, read_index(folder)) == str(folder / "model.clippings")


def test_saving_the_same_again_gives_the_same_files(save, records):
    one, other = save(records), save(records.sample(frac=1, random_state=0), "again")
    assert (one / "index.json").read_bytes() == (other / "index.json").read_bytes()
    assert [file.name for file in one.glob("parts/*")] == [file.name for file in other.glob("parts/*")]


def test_an_index_is_extended_corrected_and_reduced_by_further_parts(save, records, make_records):
    """Record b is withdrawn, c is corrected, new is new; the part of before is shared and does not change."""
    base = save(records)
    kept = read_targets(base).query("record == 'a'")
    own = make_records(("c", "target", "none", None, "CC"), ("new", "target", "none", None, "N"))
    later = pd.concat([kept, own], ignore_index=True).reindex(columns=tables.RECORDS.names)
    folder = save(later, "later", base=base, values=VALUES | {"c": [0.8, 0.6]})
    first, second = read_index(folder).parts
    assert first.digest == read_index(base).parts[0].digest and first.withdrawn == ["b", "c"]
    assert (second.records, read_index(folder).targets) == (2, 3)
    for name in ("records", "vectors"):
        file = f"parts/{first.digest}/{name}.parquet"
        assert (base / file).samefile(folder / file)
    targets = read_targets(folder).sort_values("record", ignore_index=True)
    assert targets["clean"].tolist() == ["A", "CC", "N"]
    expected = np.array([[1, 0], [0.8, 0.6], [0, -1]], np.float32)
    assert vectors_in(folder, targets) == expected.tolist()
    assert read_targets(base)["clean"].tolist() == ["A", "B", "C"]


def test_a_part_of_which_all_is_withdrawn_is_left_out(save, records, make_records):
    base = save(records)
    own = make_records(("new", "target", "none", None, "N")).reindex(columns=tables.RECORDS.names)
    assert [part.records for part in read_index(save(own, "later", base=base)).parts] == [1]


def test_more_records_than_a_part_holds_make_several(save, records, monkeypatch):
    monkeypatch.setattr("clippings.saved_index.PART_RECORDS", 2)
    folder = save(records)
    assert [part.records for part in read_index(folder).parts] == [2, 1]
    assert read_targets(folder)["record"].tolist() == ["a", "b", "c"]


def test_without_an_encoder_an_index_has_texts_alone(save, records, tmp_path):
    save_index(
        records,
        tmp_path / "texts",
        dataset="firms",
        texts=["clean"],
        fields={},
        model=tmp_path / "m.clippings",
        embedded=Embedded([], None),
        base=None,
    )
    (file,) = part_files(tmp_path / "texts", read_index(tmp_path / "texts"), "vectors.parquet")
    assert frames.read(file, tables.VECTORS).empty


def test_a_record_without_vectors_is_named(save, records, tmp_path):
    folder = save(records)
    with pytest.raises(ValueError, match="no vectors of record 'a' by another"):
        save_index(
            records,
            tmp_path / "other",
            dataset="firms",
            texts=["clean"],
            fields={},
            model=folder / "model.clippings",
            embedded=Embedded([str(tmp_path / "index.parquet")], "another", 1),
            base=None,
        )


def test_the_model_of_an_index_is_a_copy(save, records, tmp_path, make_carried):
    folder = save(records)
    (tmp_path / "m.clippings").write_bytes(b"written over")
    assert expect_model(folder, read_index(folder)) == str(folder / "model.clippings")


def test_a_changed_part_another_model_and_another_format_are_refused(save, records, make_carried):
    folder = save(records)
    index = read_index(folder)
    write_model(make_carried(threshold=1.0), folder / "model.clippings", card="# other", encoder=None)
    with pytest.raises(ValueError, match="found another model than embedded the index, checksum"):
        expect_model(folder, index)
    file = folder / "parts" / index.parts[0].digest / "vectors.parquet"
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(ValueError, match="cut or changed since it was written"):
        read_targets(folder)
    file.unlink()
    with pytest.raises(ValueError, match="vectors.parquet: found no such file"):
        read_index(folder)
    said = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    for text, expected in (
        (json.dumps(said | {"format": 2}), "found format 2, expected 1"),
        (json.dumps(["parts"]), "found no index"),
        ("{", "found no index"),
        (json.dumps({"format": 1}), "found no index"),
    ):
        (folder / "index.json").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=expected) as refused:
            read_index(folder)
        assert "\n" not in str(refused.value)


def test_an_index_says_what_it_holds(save, records):
    folder = save(records)
    text = describe_index(folder)
    for line in ("| targets | 3 |", "| fields | address (address) |", "## Its model", "# firms"):
        assert line in text
    assert read_model(folder / "model.clippings").checksum in text


def test_the_command_shows_an_index(save, records, capsys):
    folder = save(records)
    main(["show", str(folder)])
    assert capsys.readouterr().out == describe_index(folder)
    with pytest.raises(SystemExit):
        main(["show", str(folder / "parts")])
    assert "parts/index.json: found no such file, expected an index" in capsys.readouterr().err
