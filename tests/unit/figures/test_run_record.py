"""What run.json says of a run."""

from importlib.metadata import version

from clippings.figures.run_record import describe_run, package_versions
from clippings.provenance import file_digest


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
        )
        for note in ("a", "b")
    )
    assert first["seeds"] == [0, 1]
    assert first["inputs"] == {str(tmp_path / "names.csv"): file_digest(tmp_path / "names.csv")}
    assert first["config"] != other["config"] and first["declaration"] == other["declaration"]
