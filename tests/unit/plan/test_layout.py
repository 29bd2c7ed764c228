"""Where the lines of a source come from and what tells their roles: planned, and what is refused."""

import shutil
from copy import deepcopy
from types import SimpleNamespace

import pytest

from clippings.plan import load_plan, read_config

DATASET = """
task: link
input: pages
sources:
  pr: {orientation: horizontal, sides: {partner: query}, pages: scans/pr, LAYOUT}
  tk: {orientation: vertical, sides: {name: target}, pages: scans/tk, language: eng}
ocr: {noisy: tesseract, clean: ppocr}
encoder: {models: []}
export: [levenshtein/noisy]
"""
PR, TK = (
    SimpleNamespace(dataset="own", shard=f"{source}-000", engine="tesseract") for source in ("pr", "tk")
)
LABELLED = "layout: {roles: {labels: [labels.csv]}}"
TAGGED = "layout: {lines: transcription, roles: {tags: {title: name}}}"


@pytest.fixture
def folder(tmp_path, monkeypatch, pytestconfig):
    """A working folder with two pages of pr, the first with a transcription and a label, and one of tk."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(pytestconfig.rootpath / "config", tmp_path / "config")
    for name in ("pr/1.png", "pr/1.xml", "pr/2.png", "tk/1.png"):
        (tmp_path / "scans" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "scans" / name).touch()
    (tmp_path / "labels.csv").write_text("page,line,role\npr-1,l1,name\n")
    return tmp_path


@pytest.fixture
def planned(folder):
    """Return a function that plans the dataset with a layout of its first source."""

    def planned(layout="", old="", new="", **config):
        dataset = DATASET.replace("LAYOUT", layout).replace(old, new)
        (folder / "config/datasets/own.yaml").write_text(dataset)
        own = deepcopy(read_config("config/config.yaml")) | {"datasets": ["own"]}
        return load_plan(own | {"layout": own["layout"] | config})

    return planned


@pytest.fixture
def refusal(planned):
    """Return a function that gives the one line with which a plan is refused."""

    def refusal(*changes, **config):
        with pytest.raises(ValueError) as caught:
            planned(*changes, **config)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return refusal


def transcriptions(plan):
    return [row["transcription"] for row in plan.all_pages(PR)]


def test_lines_of_a_plain_source_are_detected_and_names_are_expected(planned):
    plan = planned()
    assert plan.detector(PR) == "lines" and plan.detector_settings(PR)["longest_side"] == 1800
    assert plan.detector_files(PR) == ["resources/ppocr/PP-OCRv6_det_small.onnx"]
    assert (
        plan.names_expected(PR) and plan.line_labels(PR) == plan.labelled(PR) == plan.all_labelled(PR) == []
    )
    assert plan.detection(PR) == {"orientation": "horizontal", "roles": ["partner"], "ink": False}
    assert "label_page" not in plan.summary_files()["own"]


def test_where_roles_are_learned_lines_are_whole_and_have_ink(planned):
    plan = planned(LABELLED)
    assert (plan.detector(PR), plan.detector(TK)) == ("whole_lines", "lines")
    assert plan.detector_settings(PR) == plan.detector_settings(TK)
    assert plan.detection(PR)["ink"] and not plan.detection(TK)["ink"]
    assert (plan.names_expected(PR), plan.names_expected(TK)) == (False, True)
    assert plan.line_labels(PR) == ["labels.csv"]
    assert (plan.labelled(PR), plan.labelled(TK)) == (["results/own/layout/labelled.parquet"], [])
    assert plan.taught_lines(PR) == plan.learned_lines(PR) == ["results/own/layout/lines/pr-000.parquet"]
    assert {"label_page", "roles", "export"} <= set(plan.summary_files()["own"])


def test_only_shards_with_labelled_pages_teach(planned):
    plan = planned(LABELLED, pages_per_shard=1)
    assert plan.taught_lines(PR) == ["results/own/layout/lines/pr-000.parquet"]
    assert len(plan.learned_lines(PR)) == 2


def test_labels_may_still_be_made(planned):
    plan = planned("layout: {roles: {labels: []}}")
    shown = plan.summary_files()["own"]
    assert "label_page" in shown and "roles" not in shown
    assert plan.labelled(PR) == plan.all_labelled(PR) == plan.taught_lines(PR) == []


def test_tags_of_a_transcription_give_roles(planned, folder):
    (folder / "scans/pr/2.xml").touch()
    plan = planned(TAGGED)
    assert plan.detector(PR) == "transcription" and not plan.names_expected(PR)
    assert plan.detector_settings(PR) == {"tags": {"title": "name"}} and plan.detector_files(PR) == []


def test_paths_of_a_detector_have_their_dataset_and_shard_filled_in_and_other_braces_stay(planned):
    """Snakemake would take what is left of braces in an input for wildcards."""
    coco = {"annotations": ["{dataset}/{shard}.json", "own/{0}.json", "own/{shard}-{}.json"], "labels": {}}
    plan = planned(detector="coco", coco=coco)
    assert plan.detector_settings(PR)["annotations"] == [
        "own/pr-000.json",
        "own/{0}.json",
        "own/pr-000-{}.json",
    ]
    assert plan.detector_files(PR) == ["own/pr-000.json"]


def test_a_transcription_lies_beside_its_image_or_in_a_folder_or_stands_for_all(planned, folder):
    assert transcriptions(planned()) == ["scans/pr/1.xml", None, None]
    (folder / "read/page").mkdir(parents=True)
    (folder / "read/page/2.xml").touch()
    assert transcriptions(planned("layout: {transcriptions: read}")) == [None, "read/page/2.xml", None]
    (folder / "all.zip").touch()
    plan = planned("layout: {transcriptions: all.zip}")
    assert transcriptions(plan) == ["all.zip", "all.zip", None]
    assert plan.shard_files(PR) == ["all.zip", "scans/pr/1.png", "scans/pr/2.png"]


@pytest.mark.parametrize(
    ("layout", "line"),
    [
        ("layout: {transcriptions: lost}", "sources/pr/layout/transcriptions: lost: no such file or folder"),
        ("layout: {lines: transcription}", "sources/pr/layout: lines: transcription without roles, expected"),
        (
            TAGGED,
            "sources/pr/layout: lines: transcription, but 1 of 2 pages have none; expected one such as 2.xml"
            " beside scans/pr/2.png, or `lines: detected`",
        ),
        ("layout: {roles: {tags: {title: name}}}", "layout/roles/tags: of lines that are detected, expected"),
        ("layout: {roles: {labels: [lost.csv]}}", "lost.csv: no such file; expected a line_labels table"),
    ],
)
def test_a_layout_that_contradicts_itself_is_refused(refusal, layout, line):
    assert line in refusal(layout)


def test_a_page_without_a_transcription_may_be_skipped_but_not_all_of_a_source(planned, refusal, folder):
    assert planned(TAGGED, on_bad_page="skip")
    (folder / "scans/pr/1.xml").unlink()
    assert "lines: transcription, but 2 of 2 pages have none" in refusal(TAGGED, on_bad_page="skip")


def test_transcriptions_of_one_image_that_differ_are_refused(refusal, folder):
    (folder / "scans/pr/1.hocr").write_text("<html>")
    assert "scans/pr/1.xml and scans/pr/1.hocr differ, expected one transcription" in refusal()


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("pr-9,l1,name", "labels.csv row 1: page 'pr-9', expected one of own, such as 'pr-1'"),
        (
            "pr-1,l1,name\ntk-1,l1,name",
            "labels.csv row 2: page 'tk-1' is of tk, which learns no roles; expect",
        ),
    ],
)
def test_labels_that_teach_nothing_are_refused(refusal, folder, rows, line):
    (folder / "labels.csv").write_text(f"page,line,role\n{rows}\n")
    assert line in refusal(LABELLED)


@pytest.mark.parametrize(("rows", "unlabelled"), [("", 1), ("pr-1,l1,name", 0)])
def test_a_source_of_which_no_line_is_labelled_is_named(planned, folder, rows, unlabelled):
    (folder / "labels.csv").write_text(f"page,line,role\n{rows}\n")
    plan = planned(LABELLED)
    lines = plan.unlabelled()
    assert len(lines) == unlabelled and plan.label_pages() == ["results/own/layout/label.html"]
    assert all("own.yaml: no line of pr is labelled yet: run `snakemake" in line for line in lines)


def test_labels_that_one_source_names_count_for_each_that_learns(planned, folder):
    (folder / "labels.csv").write_text("page,line,role\npr-1,l1,name\ntk-1,l1,name\n")
    plan = planned(LABELLED, "language: eng", "layout: {roles: {labels: []}}")
    assert plan.unlabelled() == [] and plan.labelled(PR) == plan.labelled(TK) == plan.all_labelled(TK) != []


def test_layout_of_what_has_no_pages_is_refused(refusal):
    line = refusal("layout: {corrected: true}", "input: pages", "input: crops\ncrops: drawn")
    assert "sources/pr/layout: found with `input: crops`, expected it with `input: pages`" in line


def test_transcriptions_as_an_engine_need_a_page_that_has_one(planned, refusal, folder):
    engine = ("clean: ppocr", "clean: transcription")
    assert planned("", *engine).readings("clean")(PR)[0] == "results/own/ocr/transcription/pr-000.parquet"
    (folder / "scans/pr/1.xml").unlink()
    assert "own.yaml: ocr: transcription, but no page has one beside it" in refusal("", *engine)


def test_the_language_of_a_source_replaces_that_of_an_engine_which_has_one(planned):
    plan = planned()
    assert [plan.engine_settings(place)["language"] for place in (PR, TK)] == ["jpn", "eng"]
    ppocr = SimpleNamespace(**vars(TK) | {"engine": "ppocr"})
    assert "language" not in plan.engine_settings(ppocr)
    assert plan.engine_model(ppocr) == ["resources/ppocr/PP-OCRv6_rec_small.onnx"]
    assert plan.engine_model(TK) == []


def test_sides_say_which_transcriptions_people_corrected(planned):
    sides = planned("layout: {corrected: true}").sides(PR)
    assert {name: own["corrected"] for name, own in sides.items()} == {"pr": True, "tk": False}
    assert sides["tk"]["sides"] == {"name": "target"} and sides["tk"]["orientation"] == "vertical"


def test_layout_is_scored_where_the_truth_has_places_or_lines(planned, folder):
    (folder / "truth.csv").write_text("mention,source,role,orientation\nl1,pr,name,horizontal\n")
    truth = ("ocr:", "truth: [truth.csv]\nocr:")
    for change, scored in (((), False), (truth, True)):
        plan = planned("", *change)
        assert plan.has_annotations(plan.datasets["own"]) == scored
    (folder / "scans/pr/1.xml").unlink()
    plan = planned("", *truth)
    assert not plan.has_annotations(plan.datasets["own"]), "without transcriptions truth has no places"
