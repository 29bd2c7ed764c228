"""Bad input known before anything runs: one clear line, exit status not 0, at once."""

import pytest
from photographs import ALBUM, lay_out_album
from toy import DATASET, SCANS, TOY, copy_project, edit, planned, snakemake

CONFIG = "config/config.yaml"
FIRMS = "config/datasets/firms.yaml"
RECORDS = """
task: link
input: records
records: [firms.csv]
fields: [adress]
sources:
  pr: {orientation: horizontal, sides: {name: query}}
  tk: {orientation: vertical, sides: {name: target}}
encoder: {trained_on: firms}
"""
OWN = [*TOY, "config/own.yaml"]


def declare_own(folder, dataset, rows):
    """Declare the dataset `own`, enter its table of records, and name it in a config."""
    (folder / "firms.csv").write_text(rows, encoding="utf-8")
    (folder / "config/datasets/own.yaml").write_text(dataset, encoding="utf-8")
    (folder / "config/own.yaml").write_text("datasets: [own]\n", encoding="utf-8")


def with_settings(more):
    """The dataset of records without fields, and with other settings in place of its encoder."""
    return RECORDS.replace("fields: [adress]\n", "").replace("encoder: {trained_on: firms}", more)


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
            "config/toy.yaml",
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
        (FIRMS, "input: pages", "dor: pages", "config/datasets/firms.yaml: "),
        (
            CONFIG,
            "resolution: 160",
            "resolutoin: 160",
            "unknown key 'resolutoin', expected contacts, networks, paper",
        ),
        (
            CONFIG,
            "export: [sup_multimodal/clean",
            "export: [sup_multimodl/clean",
            "linkage/export: found 'sup_multimodl/clean'",
        ),
        (
            CONFIG,
            "networks: {g1: sup_multimodal/clean",
            "networks: {g1: sup_visual/none",
            "figures/networks: found 'sup_visual/none', expected rows that firms exports: sup_multi",
        ),
        (
            CONFIG,
            "review: {candidates: 6",
            "review: {method: sup_visual/clean, candidates: 6",
            "figures/review/method: found 'sup_visual/clean', expected one that firms exports: sup_multi",
        ),
        (
            FIRMS,
            "truth: drawn",
            "truth: drawn\nlabels: [config/none.csv]",
            "config/none.csv: no such file; expected a labels table",
        ),
        (
            FIRMS,
            "truth: drawn",
            "truth: drawn\nfields: [address]",
            "fields: found ['address'], expected a table of crops or records",
        ),
        (FIRMS, "truth: drawn", "truth: drawn\nfolds: 2", "folds: 2 is less than the minimum of 3"),
        (
            CONFIG,
            "reprints: {singletons: 0.4",
            "reprints: {wordings: {wire: 0, edited: 0, local: 0, bare: 0}, singletons: 0.4",
            "synthesis: reprints/wordings: found wire: 0, edited: 0, local: 0, bare: 0 (Shares of",
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


def test_a_column_that_a_table_of_records_lacks_is_refused_before_anything_runs(bare):
    declare_own(bare, RECORDS, "record,source,noisy,address\n1,pr,a,b\n")
    line = refusal(bare, config=OWN)
    assert "firms.csv: column 'adress' is missing; found record, source, noisy, address" in line


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("", "found unaligned_visual, sup_visual, trained with images, and none in own; expected `models:`"),
        ("truth: table\nencoder: {pretrained_on: names}", "found unaligned_visual, sup_visual, trained with"),
        (
            "truth: table\nencoder: {models: [selfsup]}",
            "found selfsup, trained with pairs of image and text, and none in own; expected `models: []`, or",
        ),
        (
            "encoder: {pretrained_on: names, models: [selfsup, sup_language]}",
            "found sup_language, trained with truth, and none in own; expected `truth:`, `trained_on:` or",
        ),
    ],
)
def test_models_that_a_dataset_cannot_train_are_refused_before_anything_runs(bare, more, line):
    declare_own(bare, with_settings(more), "record,source,noisy\n1,pr,a\n2,tk,b\n")
    assert line in refusal(bare, config=OWN)


@pytest.mark.parametrize(
    "more",
    [
        "truth: none\nencoder: {trained_on: firms}",
        "pairs: [pairs.csv]\nencoder: {pretrained_on: names, models: [selfsup, sup_language]}",
        "truth: none\nencoder: {models: []}\nexport: [levenshtein/clean]",
    ],
)
def test_models_that_a_dataset_can_have_are_planned(bare, more):
    own = with_settings(more) + ("" if "export" in more else "export: [levenshtein/clean]\n")
    declare_own(bare, own, "record,source,noisy,clean\n1,pr,a,a\n2,tk,b,b\n")
    (bare / "pairs.csv").write_text("record,other\n1,2\n", encoding="utf-8")
    assert planned(bare, config=OWN)["write_summary"] == 1


def test_photographs_reprinted_by_two_sources_are_refused_before_anything_runs(bare):
    paper = "{orientation: horizontal, sides: {photograph: member}}"
    edit(bare / "config/datasets/newspapers.yaml", f"paper: {paper}", f"paper: {paper}\n  weekly: {paper}")
    (bare / "config/own.yaml").write_text("datasets: [newspapers]\n", encoding="utf-8")
    line = refusal(bare, config=OWN)
    assert "config/datasets/newspapers.yaml: sources: found paper, weekly, expected at most 1" in line


@pytest.fixture(scope="module")
def album(tmp_path_factory):
    """A copy of the project with a user's photographs; tests put back what they change."""
    folder = copy_project(tmp_path_factory.mktemp("album"))
    lay_out_album(folder)
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (
            "album/captions.csv",
            "album/p03-0.png",
            "album/lost.png",
            "album/lost.png: no such file; album lists it as record lost",
        ),
        (
            "album/verdicts.csv",
            "p00-0,p01-0,Different",
            "p01-2,p01-0,different",
            "'p01-2' and 'p01-0' are different in album/verdicts.csv line 4, but the same by 'p01-2'–'p01-1'"
            " (album/verdicts.csv line 3), 'p01-1'–'p01-0' (album/verdicts.csv line 2)",
        ),
        (
            "album/verdicts.csv",
            "p00-0,p01-0,Different",
            "p00-0,p05-0,Same",
            "stand on one scan, '0-0', but are the same by",
        ),
        ("album/verdicts.csv", "p00-0,p01-0,Different", "p00-0,p01-0,Unlike", "line 4: verdict 'Unlike'"),
        (
            "config/datasets/album.yaml",
            "path: image",
            "path: picture",
            "album/captions.csv: column 'picture' is missing, which `columns` takes as 'path'",
        ),
        (
            "config/datasets/album.yaml",
            "{photograph: member}",
            "{photograph: query}",
            "sources: found the sides query, expected member of a dataset to cluster",
        ),
    ],
)
def test_bad_photographs_captions_and_verdicts_are_refused_before_anything_runs(album, file, old, new, line):
    before = (album / file).read_text(encoding="utf-8-sig")
    (album / file).write_text(before.replace(old, new, 1), encoding="utf-8-sig")
    assert line in refusal(album, config=ALBUM)
    (album / file).write_text(before, encoding="utf-8-sig")


def test_captions_in_another_encoding_are_named_by_line_and_byte(album):
    captions = album / "album/captions.csv"
    before = captions.read_bytes()
    captions.write_bytes(before.replace("Malmö".encode(), "Malmö".encode("cp1252")))
    line = refusal(album, config=ALBUM)
    captions.write_bytes(before)
    assert "album/captions.csv: line " in line and "found 0xf6 in another encoding, expected UTF-8" in line
