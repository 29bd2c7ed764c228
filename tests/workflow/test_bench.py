"""The bench runs at small sizes and prints each stage; what it measures there says nothing about speed."""

import importlib.util
import sys
from pathlib import Path

import pytest
from toy import ROOT

pytestmark = pytest.mark.chains

NEEDED = [
    ROOT / "resources" / name
    for name in ("name_lists/surnames.csv", "strokes/kanjivg.zip", "ppocr/PP-OCRv6_rec_small.onnx")
]


@pytest.fixture
def bench(monkeypatch):
    """Load the bench and let its stages, which run in processes of their own, find library and neighbours."""
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'bench'}:{ROOT / 'workflow/lib'}")
    monkeypatch.syspath_prepend(ROOT / "bench")
    spec = importlib.util.spec_from_file_location("measure_speed", ROOT / "bench/measure_speed.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "measure_speed", module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(
    not all(map(Path.is_file, NEEDED)), reason="needs `snakemake fetch`: resources are absent"
)
def test_small_sizes_give_both_tables(bench, tmp_path, capsys):
    output = tmp_path / "bench.md"
    sizes = ["--paper", "60", "60", "--sizes", "40", "--queries", "20", "--threads", "1"]
    bench.main([*sizes, "--output", str(output)])
    text = output.read_text(encoding="utf-8")
    assert text == capsys.readouterr().out
    for line in (
        "| strings: jaccard_normalised |",
        "| strings: all rows |",
        "| search: exact, width 512, random vectors |",
        "| string rows, all together | 40 | 20 |",
        "| search | 40 | 20 |",
        "| embedding: prepared images and texts |",
        "| embedding | 40 | 40 |",
        "| networks: 60 edges, layout, pictures and pages |",
        "| networks, edges for records | 40 | 40 |",
    ):
        assert line in text


def test_made_chains_have_as_many_edges_as_asked_and_some_are_wrong(bench):
    from networks import made_chains

    chains = made_chains(3_000)
    assert len(chains["g0"]) == 3_000 and not chains["g0"].duplicated().any()
    both = chains["g0"].merge(chains["g2"], on=["supplier", "customer"])
    assert 1_500 <= len(both) < 2_500 < len(chains["g2"])


def test_made_records_pair_new_with_old_forms(bench):
    from made import LISTS, made_records

    if not LISTS.is_dir():
        pytest.skip("needs `snakemake fetch`: the name lists are absent")
    records = made_records(20, 50)
    assert records["side"].value_counts().to_dict() == {"target": 50, "query": 20}
    assert records["record"].is_unique and records["entity"].nunique() == 50
    assert "train" in set(records["split"])
