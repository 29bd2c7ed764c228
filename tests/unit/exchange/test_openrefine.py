"""Links as OpenRefine holds reconciliation."""

import csv

from clippings import frames, tables
from clippings.exchange.openrefine import reconciliation

WRITTEN = [
    ["query_id", "query", "id", "name", "score", "match", "judgment", "probability"],
    ["q1", "甲商店", "t1", "甲商店", "0.875", "True", "matched", "0.75"],
    ["q1", "甲商店", "t2", "乙", "0.25", "False", "matched", ""],
    ["q2", '"=1+1"', "t2", "乙", "0.5", "False", "none", "0.5"],
    ["q3", "丙", "", "", "", "", "none", "0.0"],
]


def test_any_program_reads_a_row_per_candidate(links, tmp_path):
    frames.write(reconciliation(links), tmp_path / "openrefine.csv", tables.OPENREFINE)
    with open(tmp_path / "openrefine.csv", encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == WRITTEN
