"""Bad input known before anything runs: one clear line, exit status not 0, at once."""

import pytest
from toy import DATASET, SCANS, TOY, edit, snakemake

CONFIG = "config/config.yaml"
FIRMS = "config/datasets/firms.yaml"


def refusal(folder, config=TOY):
    """The one line with which a dry run is refused."""
    run = snakemake(folder, "--dry-run", config=config)
    assert run.returncode == 1
    lines = [line for line in (run.stdout + run.stderr).splitlines() if line.startswith("clippings: ")]
    assert len(lines) == 1, run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (
            CONFIG,
            "datasets: [firms]",
            "datasets: [frims]",
            "config/datasets/frims.yaml: no such file",
        ),
        (CONFIG, "detector: lines", "detector: linse", "layout: detector: found 'linse', expected one of"),
        (
            "config/toy.yaml",
            "name: tiny",
            "name: tinny",
            "config/encoders/tinny.yaml: no such file",
        ),
        (FIRMS, "noisy: tesseract", "noisy: tesserakt", "ocr/noisy: found 'tesserakt', expected one of"),
        (FIRMS, "door: pages", "dor: pages", "config/datasets/firms.yaml: "),
        (
            CONFIG,
            "resolution: 160",
            "resolutoin: 160",
            "unknown key 'resolutoin', expected paper",
        ),
        (
            CONFIG,
            "sup_multimodal/clean",
            "sup_multimodl/clean",
            "linkage/export: found 'sup_multimodl/clean'",
        ),
    ],
)
def test_a_wrong_word_is_named_with_those_expected(bare, file, old, new, line):
    edit(bare / file, old, new)
    assert line in refusal(bare)


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("page\tpath\tsource\na\tREADME.md\tpr\na\tREADME.md\tpr\n", "{'page': 'a'} appears more than once"),
        ("page\tpth\tsource\na\tREADME.md\tpr\n", "column 'path' is missing; found page, pth, source"),
        ("page\tpath\tsource\na\tnone.png\tpr\n", "none.png: no such file; scans lists it as page a"),
        ("page\tpath\tsource\na\tREADME.md\txx\n", "name the source 'xx', expected one of pr, tk"),
    ],
)
def test_a_bad_table_of_pages_is_refused_before_anything_runs(bare, rows, line):
    (bare / "config/datasets/scans.yaml").write_text(DATASET, encoding="utf-8")
    (bare / "config/pages/scans.tsv").write_text(rows, encoding="utf-8")
    (bare / "config/scans.yaml").write_text("datasets: [scans]\n", encoding="utf-8")
    assert line in refusal(bare, config=SCANS)
