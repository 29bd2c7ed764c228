"""What run.json says of a run."""

from importlib.metadata import version

import pandas as pd

from clippings.figures.run_record import describe_run, package_versions, stage_times
from clippings.provenance import file_digest


def write_benchmark(path, seconds, memory):
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame({"s": [seconds], "h:m:s": ["0:00:01"], "max_rss": [memory]}).to_csv(
        path, sep="\t", index=False
    )


def test_times_are_summed_per_stage(tmp_path):
    write_benchmark(tmp_path / "detect_layout/pr-000.tsv", 2.0, 100)
    write_benchmark(tmp_path / "detect_layout/tk-000.tsv", 3.5, 300)
    write_benchmark(tmp_path / "read_names/ppocr/pr-000.tsv", 1.0, "-")
    stages = stage_times([tmp_path])
    assert stages["detect_layout"] == {"jobs": 2, "seconds": 5.5, "longest": 3.5, "memory_mb": 300}
    assert stages["read_names"] == {"jobs": 1, "seconds": 1.0, "longest": 1.0, "memory_mb": 0}
    assert stage_times([tmp_path / "none"]) == {}


def test_versions_are_those_installed_or_else_those_pinned(tmp_path):
    (tmp_path / "env.yaml").write_text(
        "dependencies:\n  - pip:\n      - pandas==0.0\n      - no-such-part==1.2\n"
    )
    found = package_versions([tmp_path / "env.yaml"])
    assert found["pandas"] == version("pandas")
    assert found["no-such-part"] == "1.2"
    assert found["python"].startswith("3.")


def test_a_run_is_described_by_settings_seeds_and_checksums(tmp_path):
    (tmp_path / "names.csv").write_text("日本\n", encoding="utf-8")
    settings = {"seeds": [0, 1], "linkage": {"candidates": 10}}
    first, other = (
        describe_run(
            {**settings, "note": note},
            {"task": "link"},
            inputs=[tmp_path / "names.csv"],
            environments=[],
            benchmarks=[tmp_path],
        )
        for note in ("a", "b")
    )
    assert first["seeds"] == [0, 1]
    assert first["inputs"] == {str(tmp_path / "names.csv"): file_digest(tmp_path / "names.csv")}
    assert first["config"] != other["config"] and first["declaration"] == other["declaration"]
