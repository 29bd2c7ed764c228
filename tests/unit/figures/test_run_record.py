"""What run.json says of a run."""

from importlib.metadata import version

import pandas as pd

from clippings.figures.run_record import describe_run, package_versions, rule_times
from clippings.provenance import file_digest


def write_benchmark(path, seconds, memory):
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame({"s": [seconds], "h:m:s": ["0:00:01"], "max_rss": [memory]}).to_csv(
        path, sep="\t", index=False
    )


def test_times_are_summed_by_rule(tmp_path):
    folder = tmp_path / "benchmarks/firms"
    files = [folder / name for name in ("detect_layout/a.tsv", "detect_layout/b.tsv", "read_names/p/a.tsv")]
    for file, seconds, memory in zip(files, (2.0, 3.5, 1.0), (100, 300, "-"), strict=True):
        write_benchmark(file, seconds, memory)
    times = rule_times(files)
    assert times["detect_layout"] == {"jobs": 2, "seconds": 5.5, "longest": 3.5, "memory_mb": 300}
    assert times["read_names"] == {"jobs": 1, "seconds": 1.0, "longest": 1.0, "memory_mb": 0}
    assert rule_times([]) == {}


def test_benchmarks_of_jobs_that_are_no_longer_planned_do_not_count(tmp_path):
    planned, stale, absent = (tmp_path / f"benchmarks/firms/read_names/{name}.tsv" for name in "abc")
    for file in (planned, stale):
        write_benchmark(file, 2.0, 100)
    assert rule_times([planned, absent])["read_names"]["jobs"] == 1
    assert rule_times([absent]) == {}


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
            benchmarks=[],
        )
        for note in ("a", "b")
    )
    assert first["seeds"] == [0, 1]
    assert first["inputs"] == {str(tmp_path / "names.csv"): file_digest(tmp_path / "names.csv")}
    assert first["config"] != other["config"] and first["declaration"] == other["declaration"]
