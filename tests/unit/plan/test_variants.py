"""Variants of a dataset: where their crops and truth lie, what is refused, and the steps of a sweep."""

import shutil
from copy import deepcopy
from types import SimpleNamespace

import pytest

from clippings.plan import load_plan, read_config

OWN = """
task: link
input: pages
dpi: 300
sources:
  pr: {orientation: horizontal, sides: {partner: query}, pages: scans/pr, layout: {roles: {labels: [a.csv]}}}
  tk: {orientation: horizontal, sides: {name: target}, pages: scans/tk}
ocr: {noisy: tesseract, clean: ppocr}
truth: [truth.csv]
labels: [said.csv]
folds: 5
encoder: {models: []}
export: [levenshtein/noisy]
"""
TEXTS = (
    "{task: none, input: records, records: published, sources: {pr: {orientation: horizontal, sides: {}}}}"
)
POOR = {"of": "own", "rescan": {"dpi": 66}}


@pytest.fixture
def folder(tmp_path, monkeypatch, pytestconfig):
    """A working folder with a page of each source of a dataset `own`, and labels of lines."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(pytestconfig.rootpath / "config", tmp_path / "config")
    for name in ("pr/1.png", "tk/1.png"):
        (tmp_path / "scans" / name).parent.mkdir(parents=True)
        (tmp_path / "scans" / name).touch()
    (tmp_path / "a.csv").write_text("page,line,role\npr-1,l1,name\n")
    (tmp_path / "truth.csv").write_text(
        "mention,page,source,role,orientation,text,entity\na,pr-1,pr,name,horizontal,A,e\n"
    )
    (tmp_path / "said.csv").write_text("query_id,target_id,verdict\n")
    (tmp_path / "config/datasets/own.yaml").write_text(OWN)
    (tmp_path / "config/datasets/texts.yaml").write_text(TEXTS)
    return tmp_path


@pytest.fixture
def planned(folder):
    """Return a function that plans variants by name, alone or with other datasets of the config."""

    def planned(datasets=None, **variants):
        config = deepcopy(read_config("config/config.yaml"))
        return load_plan(config | {"datasets": datasets or list(variants), "variants": variants})

    return planned


def named(dataset, shard="pr-000", **others):
    return SimpleNamespace(dataset=dataset, shard=shard, **others)


def test_a_new_scan_has_crops_and_readings_of_its_own_and_the_pages_of_its_origin(planned):
    plan = planned(poor=POOR)
    assert list(plan.datasets) == ["poor", "own"] and plan.names() == ["poor"]
    assert plan.crop(named("poor")) == "results/poor/synthesis/rescans/pr-000.parquet"
    assert plan.crop_before_rescan(named("poor")) == "results/own/layout/crops/pr-000.parquet"
    assert plan.readings("noisy")(named("poor"))[0] == "results/poor/ocr/tesseract/pr-000.parquet"
    assert plan.mentions(named("poor")) == ["truth.csv"] and plan.datasets["poor"].folds == 5
    defaults = {"blur": 0.55, "noise": 22, "contrast": 0.2, "brightness": 20, "binarise": False, "seed": 0}
    assert plan.rescan_settings(named("poor")) == {"scale": 66 / 300} | defaults
    assert plan.outside_files(plan.datasets["poor"])[0] == "truth.csv"
    assert "config/datasets/own.yaml" in plan.outside_files(plan.datasets["poor"])


def test_what_people_correct_is_print_as_it_is(planned):
    plan = planned(["own", "poor"], poor=POOR)
    shown = plan.summary_files()
    assert shown["poor"]["pages"] == shown["own"]["pages"] == "results/own/layout/page_status.tsv"
    apart = {"review", "sample", "labels", "layout", "overlays", "label_page", "roles", "export"}
    assert not apart & set(shown["poor"]) and apart - {"layout"} <= set(shown["own"])
    assert plan.label_pages() == ["results/own/layout/label.html"]
    assert plan.simulated() == {"poor": "own scanned again at 66 dpi, simulated"}


def test_drawn_pages_that_are_scanned_again_have_the_truth_of_their_origin(planned, folder):
    file = folder / "config/datasets/firms.yaml"
    file.write_text(file.read_text() + "dpi: 300\n")
    plan = planned(poor={"of": "firms", "rescan": {"dpi": 100}, "network": False})
    assert plan.mentions(named("poor")) == ["results/firms/synthesis/mentions.parquet"]
    assert plan.annotations(named("poor"))[0] == "results/firms/synthesis/annotations/pr-000.parquet"
    assert plan.shard_rows(named("poor")) == plan.shard_rows(named("firms"))
    assert plan.crop_before_rescan(named("poor")) == "results/firms/layout/crops/pr-000.parquet"


def test_a_dataset_may_be_drawn_older_than_the_config_says(planned):
    plan = planned(["firms", "worn"], worn={"of": "firms", "ageing": {"strength": 1}})
    assert plan.ageing(named("worn")) == {"strength": 1, "skew": 0.7, "seed": 0}
    assert plan.ageing(named("firms"))["strength"] == plan.ageing(named("names"))["strength"] == 0.67
    assert plan.crop(named("worn")) == "results/worn/layout/crops/pr-000.parquet"
    assert plan.mentions(named("worn")) == ["results/worn/synthesis/mentions.parquet"]
    assert plan.drawn_datasets() == ["firms"]
    assert plan.simulated() == {"worn": "firms drawn with ageing of strength 1"}


def test_steps_go_from_good_print_to_poor_and_one_alone_is_none(planned):
    scans = {f"own_{dpi}": {"of": "own", "rescan": {"dpi": dpi}} for dpi in (66, 300)}
    parted = {"parted": {"of": "own", "rescan": {"dpi": 300, "binarise": True}}}
    worn = {f"worn{s}": {"of": "firms", "ageing": {"strength": s}, "network": False} for s in (1, 0)}
    plan = planned(**worn, **parted, **scans)
    assert [step["dataset"] for step in plan.steps] == ["worn0", "worn1", "own_300", "parted", "own_66"]
    assert plan.steps[0] == {
        "dataset": "worn0",
        "of": "firms",
        "dpi": None,
        "strength": 0,
        "binarised": False,
    }
    assert plan.simulated()["parted"] == "own scanned again at 300 dpi, simulated, black and white"
    assert plan.step_files("ocr")[-1] == "results/own_66/scores/ocr.csv"
    assert "results/sweep/quality.md" in plan.table_files("md")
    alone = planned(poor=POOR, worn={"of": "firms", "ageing": {"strength": 0}})
    assert alone.steps == [] and not any("sweep" in file for file in alone.table_files("md", "csv"))


@pytest.mark.parametrize(
    ("variant", "line"),
    [
        (
            {"of": "owm", "rescan": {"dpi": 66}},
            "config: variants/poor: of: config/datasets/owm.yaml: no such file; declared beside it:",
        ),
        (
            {"of": "catalogues_66dpi", "rescan": {"dpi": 50}},
            "config: variants/poor: of: catalogues_66dpi is itself one of catalogues, expected that one",
        ),
        (
            {"of": "own", "rescan": {"dpi": 400}},
            "config: variants/poor: rescan/dpi: found 400, expected at most the 300",
        ),
        ({"of": "own", "rescan": {}}, "config: variants/poor: rescan: 'dpi' is a required property"),
        (
            {"of": "firms", "rescan": {"dpi": 66}},
            "config: variants/poor: rescan: the resolution of firms is not known",
        ),
        (
            {"of": "texts", "dpi": 300, "rescan": {"dpi": 66}},
            "config: variants/poor: rescan: found of texts, which has texts alone; expected one with crops",
        ),
        (POOR | {"dpi": 600}, "config: variants/poor: rescan: found dpi of its own, expected those of own"),
        (
            POOR | {"ageing": {"strength": 1}},
            "config: variants/poor: ageing: found {'strength': 1}, expected pages",
        ),
    ],
)
def test_a_variant_that_cannot_be_made_is_refused_in_one_line(planned, variant, line):
    with pytest.raises(ValueError) as refused:
        planned(poor=variant)
    assert str(refused.value).startswith(line) and "\n" not in str(refused.value)


def test_a_scan_of_nothing_is_refused(planned, folder):
    (folder / "config/datasets/own.yaml").write_text(OWN + "rescan: {dpi: 66}\n")
    with pytest.raises(ValueError, match="own.yaml: rescan: found without `of`, expected the dataset"):
        planned(["own"])
