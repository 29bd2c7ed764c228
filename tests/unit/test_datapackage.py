import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from clippings import datapackage, frames, tables

LABELS = pd.DataFrame({"query_id": ["q"], "verdict": ["match"]})


@pytest.mark.parametrize(
    ("path", "constant"),
    [
        ("linkage/links.csv", "LINKS"),
        ("scores/layout.csv", "LAYOUT_SCORES"),
        ("scores/ocr.csv", "READING_SCORES"),
        ("scores/paired_clusters.csv", "PAIRED_CLUSTERS"),
        ("review/sample.csv", "REVIEW_SAMPLE"),
        ("linkage/strings/choices/1-of-2.csv", "CHOICES"),
        ("records/other.csv", None),
        ("table1.csv", None),
    ],
)
def test_a_table_is_found_by_the_name_of_its_file(path, constant):
    assert datapackage.table_of(Path(path)) == constant


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "PR TK"
    frames.write(LABELS, folder / "review/labels.csv", tables.LABELS)
    (folder / "own.csv").write_text("a,b\n", encoding="utf-8")
    return folder, datapackage.describe(folder, [folder / "review/labels.csv", folder / "own.csv"])


def test_a_package_lists_the_tables_of_a_folder_in_order(package):
    _, found = package
    assert found["$schema"].endswith("/2.0/datapackage.json") and found["name"] == "pr-tk"
    assert [resource["path"] for resource in found["resources"]] == ["own.csv", "review/labels.csv"]
    assert all(re.fullmatch(r"[a-z0-9._-]+", resource["name"]) for resource in found["resources"])
    assert json.loads(json.dumps(found)) == found


def test_a_resource_says_what_its_file_is(package):
    folder, found = package
    own, labels = found["resources"]
    data = (folder / "review/labels.csv").read_bytes()
    assert labels["format"] == "csv" and labels["mediatype"] == "text/csv" and labels["encoding"] == "utf-8"
    assert labels["bytes"] == len(data) and labels["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert labels["title"] == "Labels" and labels["description"]
    assert own["format"] == "csv" and "schema" not in own


def test_a_schema_is_plain_table_schema(package):
    _, found = package
    labels = found["resources"][1]["schema"]
    assert labels.keys() == {"fields", "uniqueKeys", "missingValues"}
    assert labels["fields"][2] == {
        "name": "verdict",
        "type": "string",
        "description": "verdict on the candidate",
        "constraints": {"required": True, "enum": ["match", "no match", "can't tell"]},
    }
    assert "$ref" not in json.dumps(found)


def test_each_field_is_a_column_of_the_file(package):
    folder, found = package
    header = pd.read_csv(folder / "review/labels.csv", encoding="utf-8-sig").columns
    assert [field["name"] for field in found["resources"][1]["schema"]["fields"]] == list(header)
