"""The list of resources is complete, and resources/README.md says the same."""

import csv
from pathlib import Path

import pytest

from clippings.provenance import file_digest

ROOT = Path(__file__).parents[3]
COLUMNS = ["target", "index", "package", "version", "member", "sha256", "licence", "about"]

with open(ROOT / "config/resources.tsv", encoding="utf-8") as table:
    LINES = list(csv.DictReader(table, delimiter="\t"))


def test_each_line_is_whole():
    assert all(list(line) == COLUMNS and all(line.values()) for line in LINES)
    assert all(len(line["sha256"]) == 64 for line in LINES)
    assert len({line["target"] for line in LINES}) == len(LINES)


def test_readme_lists_each_file_and_no_other():
    text = (ROOT / "resources/README.md").read_text(encoding="utf-8")
    rows = [
        f"| `{x['target']}` | {x['about']} | {x['package']} {x['version']} | {x['licence']} |" for x in LINES
    ]
    sums = [f"{line['sha256']}  {line['target']}" for line in LINES]
    assert [line for line in text.splitlines() if line.startswith("| `")] == rows
    assert [line for line in text.splitlines() if line[:64].isalnum() and len(line) > 66] == sums


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["target"])
def test_file_at_hand_is_the_listed_one(line):
    path = ROOT / "resources" / line["target"]
    if not path.exists():
        pytest.skip(f"{line['target']} is not at hand")
    assert file_digest(path) == line["sha256"]
