"""The script that reports blocking, from a table of records to a table of CSV."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from clippings import frames, tables
from clippings.block_rules import write_rules

SCRIPT = Path(__file__).resolve().parents[3] / "workflow/scripts/report_blocking.py"


def test_the_script_reports_the_rules_that_records_carry(make_records, tmp_path):
    records = make_records(
        ("q1", "query", "test", "a", "森"),
        ("t1", "target", "test", "a", "森"),
        ("t2", "target", "test", "b", "林"),
    )
    years = pd.DataFrame({"year": ["1900", "1901", "1905"]})
    records["blocking"] = write_rules(years, [{"year": 2}], kinds={"year": "date"})
    frames.write(records, tmp_path / "records.parquet", tables.RECORDS)
    step = SimpleNamespace(
        input=SimpleNamespace(records=tmp_path / "records.parquet"),
        output=SimpleNamespace(blocking=tmp_path / "blocking.csv"),
        log=[str(tmp_path / "report_blocking.log")],
    )
    runpy.run_path(str(SCRIPT), init_globals={"snakemake": step})
    found = frames.read(tmp_path / "blocking.csv", tables.BLOCKING)
    assert found["rule"].tolist() == ["year ± 2", "any rule"]
    assert found[["pairs", "share", "completeness"]].eq([1, 0.5, 1]).all(axis=None)
