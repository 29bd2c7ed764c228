"""The descriptions of tables are plain Table Schema, say something, and agree with the words of the code."""

import subprocess
import sys

import pyarrow as pa
import pytest
import yaml

from clippings import tables

# The properties and types of Table Schema that we use, and our own `arrow`.
TABLE_KEYS = {"title", "description", "primaryKey", "uniqueKeys", "missingValues", "fields"}
FIELD_KEYS = {"name", "type", "description", "constraints", "arrow"}
TYPES = {"string", "integer", "number", "boolean", "any", "array"}
CONSTANTS = tables.constants()


@pytest.mark.parametrize("constant", CONSTANTS)
def test_a_description_is_a_table_schema(constant):
    schema = tables.table_schema(constant)
    assert schema.keys() <= TABLE_KEYS and schema["title"] and schema["description"]
    assert schema["missingValues"] == [""]
    for field in schema["fields"]:
        assert field.keys() <= FIELD_KEYS and field["description"] and field["type"] in TYPES
        assert ("arrow" in field) is (field["type"] in ("any", "array"))
        constraints = field.get("constraints", {})
        assert constraints.keys() <= {"required", "enum"}
        assert all(isinstance(word, str) for word in constraints.get("enum", []))


@pytest.mark.parametrize("constant", CONSTANTS)
def test_a_key_consists_of_columns_and_a_primary_key_is_never_empty(constant):
    schema, table = tables.table_schema(constant), getattr(tables, constant)
    assert len(set(table.names)) == len(table.names) and set(table.key) <= set(table.names)
    assert not ("primaryKey" in schema and "uniqueKeys" in schema)
    optional = {name for name in table.key if table.column(name).optional}
    assert ("uniqueKeys" in schema) is bool(optional)


def test_every_shared_column_is_shared():
    shared = yaml.safe_load((tables.SCHEMAS / tables.SHARED).read_text(encoding="utf-8"))
    text = "".join(
        (tables.SCHEMAS / f"{name.lower()}.yaml").read_text(encoding="utf-8") for name in CONSTANTS
    )
    for name in shared:
        assert text.count(f"columns.yaml#/{name}\n") + text.count(f"columns.yaml#/{name},") >= 2, name


@pytest.mark.parametrize(
    ("words", "table", "column"),
    [
        (tables.ROLES, "BOXES", "role"),
        (tables.SIDES, "RECORDS", "side"),
        (tables.SPLITS, "RECORDS", "split"),
        (tables.SPLITS, "CLUSTERS", "split"),
        (tables.OCRS, "READING_SCORES", "ocr"),
        ((*tables.OCRS, "both", "none"), "NEIGHBOURS", "ocr"),
        ((*tables.OCRS, "both", "none"), "PAIRED", "other_ocr"),
        (("printed", *tables.OCRS), "CEILINGS", "ocr"),
        (tables.VERDICTS, "LABELS", "verdict"),
    ],
)
def test_words_of_the_code_are_those_of_the_table(words, table, column):
    assert getattr(tables, table).column(column).choices == words


def test_names_of_the_code_are_columns():
    assert set(tables.CORNERS) <= set(tables.BOXES.names) & set(tables.CROPS.names)
    assert set(tables.FIELDS) <= set(tables.ENTRIES.names)
    assert set(tables.OCRS) <= set(tables.RECORDS.names) & set(tables.VECTORS.names)
    assert all(word in tables.PAIRS.column("verdict").about for word in tables.PAIR_VERDICTS)


def test_each_number_of_the_scores_is_averaged():
    numbers = [
        column.name
        for column in tables.SCORES.columns
        if column.type in (tables.INTEGER, tables.NUMBER)
        and column.name != "seed"
        and not column.name.endswith(("_low", "_high"))
    ]
    assert list(tables.AVERAGES.column("score").choices) == numbers


def test_a_shared_column_takes_the_keys_beside_its_reference():
    low = tables.SCORES.column("top1_low")
    assert (low.type, low.optional, low.choices) == (pa.float64(), False, ())
    assert tables.SCORES.column("ari_low").optional
    assert "95 %" in low.about


def test_types_of_parquet_files():
    schema = tables.CROPS.schema()
    assert schema.field("image").type == pa.binary() and schema.field("parts").type == pa.int64()
    assert tables.VECTORS.schema().field("visual").type == pa.list_(pa.float32())
    assert tables.OUTCOMES.schema().field("linked").type == pa.bool_()


def test_further_texts_must_be_there_and_may_be_empty():
    table = tables.ITEMS.with_texts(["address", "noisy", "address"])
    assert table.names == [*tables.ITEMS.names, "address"]
    assert table.column("address") == tables.Column("address", pa.string(), "", optional=True, present=True)


def test_a_description_is_not_part_of_what_a_table_is():
    one, other = (tables.Column("page", pa.string(), about) for about in ("page id", "id of the page"))
    assert one == other and repr(one) == repr(other)
    assert one != tables.Column("page", pa.string(), "page id", optional=True)


def test_an_unknown_constant_is_no_table():
    with pytest.raises(AttributeError, match="'clippings.tables' has no attribute 'RECORD'"):
        tables.RECORD  # noqa: B018
    assert tables.find("COLUMNS") is None and tables.find("records") is None


def test_a_job_parses_the_tables_that_it_uses_alone():
    code = "from clippings import tables; tables.OCRS; tables.PAGES; print(tables._parse.cache_info().misses)"
    path = str(tables.SCHEMAS.parents[1] / "lib")
    run = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": path}, capture_output=True, text=True
    )
    assert run.stdout == "2\n", run.stderr  # pages.yaml and columns.yaml
