"""The plan of a run: what the configs of the project come to, without Snakemake."""

import re
import shutil
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from clippings.plan import load_plan, read_config
from clippings.plan.names import TAKEN
from clippings.spelling import STEPS

ROOT = Path(__file__).parents[3]
CONFIG = ROOT / "config/config.yaml"


@pytest.fixture(autouse=True)
def at_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def default():
    return read_config(CONFIG)


@pytest.fixture(scope="module")
def untrained(default):
    """Return the default config with an encoder that does not come trained."""
    return default | {"encoder": default["encoder"] | {"name": "ppocr"}}


def plan_of(config, **changes):
    return load_plan(deepcopy(config) | changes)


def named(dataset, **others):
    return SimpleNamespace(dataset=dataset, **others)


def test_config_files_merge_as_snakemake_merges_them(tmp_path):
    (tmp_path / "one.yaml").write_text("a: {b: 1, c: [1, 2]}\nd: 4\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("a: {c: [3], e: 5}\n", encoding="utf-8")
    merged = read_config(tmp_path / "one.yaml", tmp_path / "two.yaml")
    assert merged == {"a": {"b": 1, "c": [3], "e": 5}, "d": 4}


def test_a_run_knows_the_datasets_that_its_trainings_draw_on(untrained):
    plan = plan_of(untrained, datasets=["pr_tk"])
    assert list(plan.datasets) == ["pr_tk", "names"]
    assert plan.names() == ["pr_tk"]
    assert plan.trained_with(plan.datasets["pr_tk"]) == ["pr_tk", "names"]


def test_a_trained_encoder_is_the_model_without_labels_of_every_dataset(default):
    plan = plan_of(default, datasets=["firms", "pr_tk"])
    trained = "resources/encoders/names/model.safetensors"
    wildcards = named("firms", encoder="names", seed="7")
    assert "pretrained" not in plan.encoder_settings(wildcards)
    for dataset in plan.run:
        assert plan.model_files(named(dataset.name, encoder="names", seed="7"))[0].endswith(trained)
        assert plan.trained_with(dataset) == [dataset.name]
        assert any(file.endswith(trained) for file in plan.outside_files(dataset))
    (start,) = plan.starting_model(SimpleNamespace(**vars(wildcards), model="sup_visual"))
    assert start.endswith(trained)
    assert plan.starting_model(SimpleNamespace(**vars(wildcards), model="unaligned_visual")) == []
    assert plan.training_datasets(wildcards) == ["firms"]
    assert not any("surnames" in file or "results/names/" in file for file in plan.resources())


def test_shards_are_slices_of_one_source(untrained):
    plan = plan_of(untrained, datasets=["firms"], layout=untrained["layout"] | {"pages_per_shard": 36})
    shards = plan.shards_of["firms"]
    assert list(shards) == ["pr-000", "pr-001", "tk-000", "tk-001"]
    assert [len(shard.rows) for shard in shards.values()] == [36, 36, 36, 10]
    last = plan.shard_rows(named("firms", shard="tk-001"))[-1]
    path = "results/firms/synthesis/pages/tk-001.tif"
    assert last == {"page": "tk-0046", "path": path, "source": "tk", "frame": 9}
    assert plan.shard_files(named("firms", shard="tk-001")) == [path]
    assert plan.shard_numbers(named("names", shard="tk-000")) == [0, 2500]


def test_rows_of_the_results_table_come_by_measure_and_model(default):
    plan = plan_of(default, datasets=["newspapers"], seeds=[3, 4])
    rows = plan.rows(plan.datasets["newspapers"])
    assert [(row.name, row.seed, row.encoder, row.model) for row in rows[:3]] == [
        ("jaccard_words/noisy", None, None, None),
        ("phash/none", None, "hashes", "phash"),
        ("selfsup_visual/none", 3, "lite0_minilm", "selfsup"),
    ]
    assert len(rows) == 2 + 2 * 6 + 2 * 2
    assert [(row.name, row.seed, row.encoder, row.model) for row in rows[-4:-2]] == [
        ("selfsup_all_evidence/noisy", 3, "evidence", None),
        ("sup_all_evidence/noisy", 3, "evidence", None),
    ]
    searched = plan.searched_params(named("newspapers", encoder="lite0_minilm", seed="4"))
    assert len(searched) == 6 and {row["seed"] for row in searched} == {4}
    assert [
        row["method"] for row in plan.searched_params(named("newspapers", encoder="hashes", seed="0"))
    ] == ["phash"]
    assert plan.neighbours(named("newspapers")) == [
        *(
            f"results/newspapers/linkage/{folder}/neighbours/1-of-1.parquet"
            for folder in ("strings", "hashes/s0", "lite0_minilm/s3", "lite0_minilm/s4")
        ),
        *(f"results/newspapers/linkage/evidence/{seed}/neighbours" for seed in ("s3", "s4")),
    ]


def test_in_portions_the_first_chooses_where_validation_tunes_a_row(plan_of_own):
    plan = plan_of_own({"of": "newspapers", "portions": 2})
    searched = {"encoder": "lite0_minilm", "seed": "0", "portions": "2"}
    assert plan.chosen(named("own", portion="1", **searched)) == []
    assert plan.chosen(named("own", portion="2", **searched)) == [
        "results/own/linkage/lite0_minilm/s0/choices/1-of-2.csv"
    ]
    assert plan.chosen(named("own", portion="2", portions="2")) == [
        "results/own/linkage/strings/choices/1-of-2.csv"
    ]
    hashes = named("own", encoder="hashes", seed="0", portion="2", portions="2")
    assert plan.chosen(hashes) == [], "nothing of it is tuned"
    compared = plan.compared_pairs(named("own", seed="0"))
    assert compared == [f"results/own/linkage/evidence/s0/pairs/{place}-of-2.parquet" for place in (1, 2)]
    assert len(plan.united_neighbours(named("own", seed="0", portion="2", portions="2"))) == 3


def test_texts_without_images_have_language_rows_alone(default):
    plan = plan_of(default, datasets=["pr_tk"])
    trained = [row.name for row in plan.rows(plan.datasets["pr_tk"]) if row.encoder]
    assert trained == [
        *("selfsup_language/noisy", "sup_language/noisy"),
        *("selfsup_all_evidence/noisy", "sup_all_evidence/noisy"),
    ]


def test_links_are_explained_where_a_row_of_all_evidence_is_reviewed(default):
    plan = plan_of(default, datasets=["pr_tk_fields"])
    fields = plan.datasets["pr_tk_fields"]
    assert plan.explains(fields) and not plan.explains(replace(fields, export=("levenshtein/noisy",)))
    of_two = plan.explained("terms.parquet", "comparisons.csv")
    folder = "results/pr_tk_fields/linkage/evidence/s0"
    assert of_two(named("pr_tk_fields")) == [f"{folder}/terms.parquet", f"{folder}/comparisons.csv"]
    shown = plan.summary_files()
    assert shown["pr_tk_fields"]["explain"] == "results/pr_tk_fields/review/explain.html"
    other = plan_of(
        default, datasets=["pr_tk_fields"], review=default["review"] | {"method": "levenshtein/noisy"}
    )
    assert not other.explains(other.datasets["pr_tk_fields"])
    assert other.explained("terms.parquet")(named("pr_tk_fields")) == []
    assert "explain" not in other.summary_files()["pr_tk_fields"]


def test_weights_are_drawn_of_every_seed(default):
    plan = plan_of(default, datasets=["newspapers"], seeds=[3, 4])
    files = plan.weights(named("newspapers"))
    assert files == [f"results/newspapers/linkage/evidence/s{seed}/weights.csv" for seed in (3, 4)]


def test_only_trainings_with_labels_have_folds(untrained):
    plan = plan_of(untrained, datasets=["pr_tk"])
    wildcards = named("pr_tk", encoder="ppocr", seed="0")
    assert plan.model_params(wildcards) == [
        {"model": "selfsup", "fold": 0},
        *({"model": "sup_language", "fold": fold} for fold in range(1, 6)),
    ]
    files = plan.model_files(wildcards)
    assert files[0] == "results/names/encoder/ppocr/s0/selfsup/model.safetensors"
    assert files[5] == "results/pr_tk/encoder/ppocr/s0/sup_language-fold5/model.safetensors"
    assert plan.fold_number(SimpleNamespace(fold="-fold5")) == 5
    assert plan.fold_number(SimpleNamespace(fold="")) == 0


def test_the_network_that_reads_sees_a_crop_once(untrained):
    plan = plan_of(untrained, datasets=["firms", "newspapers"])
    assert plan.recognised == [("firms", "ppocr"), ("names", "ppocr")]
    images = plan.training_images(named("firms", encoder="ppocr"))
    assert images[0] == "results/firms/ocr/ppocr/pr-000.npz"
    assert images[-1] == "results/names/ocr/ppocr/tk-000.npz"
    photographs = plan.images(named("newspapers", encoder="lite0_minilm"))
    assert photographs[0] == "results/newspapers/encoder/lite0_minilm/images/paper-000.npz"
    other = deepcopy(untrained)
    other["ocr"]["ppocr"] = {"model": "resources/ppocr/another.onnx"}
    assert plan_of(other, datasets=["firms"]).recognised == []


def test_embedding_is_cut_into_portions_of_shards(default):
    config = deepcopy(default)
    config["layout"]["pages_per_shard"] = 2
    plan = load_plan(config | {"datasets": ["firms"]})
    assert len(plan.shards_of["firms"]) == 36 + 23
    vectors = plan.vectors(named("firms", encoder="ppocr", seed="0"))
    assert [Path(file).name for file in vectors] == [f"{number}-of-4.parquet" for number in range(1, 5)]


def test_photographs_and_their_networks_are_fetched_only_where_they_are_used(default):
    firms, newspapers = (plan_of(default, datasets=[name]).resources() for name in ("firms", "newspapers"))
    occasional = {"resources/minilm/config.json", "resources/photographs/lomiri.zip"}
    assert not occasional & set(firms) and occasional <= set(newspapers)
    assert "resources/ppocr/PP-OCRv6_rec_small.onnx" in firms


def test_files_of_one_package_are_one_download(default):
    packages = plan_of(default, datasets=["firms"]).packages
    assert packages["rapidocr"].targets == ("ppocr/PP-OCRv6_det_small.onnx", "ppocr/PP-OCRv6_rec_small.onnx")
    assert len(packages) == 11 and sum(len(package.targets) for package in packages.values()) == 15


@pytest.mark.parametrize(
    ("section", "key", "line"),
    [
        ((), "press", "config: press: this key is now called synthesis"),
        (("linkage",), "bootstrap", "config: linkage/bootstrap: this key is now called evaluation/bootstrap"),
        (("figures",), "review", "config: figures/review: this key is now called review"),
        (
            ("encoder", "finetuning", "contrast"),
            "forget_text",
            "config: encoder/finetuning/contrast/forget_text: this key is now called"
            " encoder/finetuning/contrast/text_dropout",
        ),
    ],
)
def test_a_key_of_an_earlier_version_is_refused_with_its_new_name(default, section, key, line):
    config = deepcopy(default)
    inner = config
    for step in section:
        inner = inner[step]
    inner[key] = {}
    with pytest.raises(ValueError) as refused:
        load_plan(config)
    assert str(refused.value) == line


def test_the_numbers_of_the_paper_belong_to_two_datasets(default):
    plan = plan_of(default)
    assert plan.names(lambda dataset: dataset.paper) == ["firms", "newspapers"]


def test_no_face_draws_both_pages_and_training_names(default):
    for key in ("path", "family", "name"):
        pages, names = ({font[key] for font in fonts} for fonts in default["synthesis"]["fonts"].values())
        assert not pages & names


@pytest.mark.parametrize("key", ["path", "family"])
def test_a_file_or_family_of_both_is_refused(default, key):
    config = deepcopy(default)
    fonts = config["synthesis"]["fonts"]
    fonts["names"][1][key] = fonts["pages"][4][key]
    with pytest.raises(ValueError) as refused:
        load_plan(config)
    assert str(refused.value) == (
        f"config: synthesis/fonts: takao_mincho of names and ume_gothic of pages share the {key}"
        f" {fonts['pages'][4][key]}, expected one that draws either pages or names"
    )


def test_a_link_to_a_file_is_that_file(default, tmp_path):
    config = deepcopy(default)
    fonts = config["synthesis"]["fonts"]
    file, link = tmp_path / "face.ttf", tmp_path / "another.ttf"
    file.touch()
    link.symlink_to(file)
    fonts["pages"][0]["path"], fonts["names"][0]["path"] = str(file), str(link)
    with pytest.raises(ValueError, match="share the path"):
        load_plan(config)


def test_normalised_rows_fold_by_every_step_that_is_not_switched_off(default):
    config = deepcopy(default)
    config["linkage"]["normalisation"] = {"case": False}
    switches = load_plan(config).config["linkage"]["normalisation"]
    assert switches == {step: step != "case" for step in STEPS}


def test_a_learning_curve_is_traced_of_datasets_to_link_where_the_config_asks_for_it(default):
    plan = plan_of(default)
    traced = [dataset.name for dataset in plan.run if plan.learning_rows(dataset)]
    assert traced == [dataset.name for dataset in plan.run if dataset.task == "link"] != []
    rows = plan.learning_params(named("firms"))
    assert [(row["method"], row["ocr"], row["seed"]) for row in rows] == [
        ("selfsup_all_evidence", "both", 0),
        ("sup_all_evidence", "both", 0),
    ]
    evidence = "results/firms/linkage/evidence/s0/evidence.parquet"
    assert plan.learning_file("evidence.parquet")(named("firms")) == evidence
    assert "results/figures/firms/learning.png" in plan.figures(plan.datasets["firms"])
    without = plan_of(default, linkage=default["linkage"] | {"learning": {"labels": [], "repeats": 5}})
    assert not any(map(without.learning_rows, without.run))


@pytest.mark.parametrize(
    ("name", "encoder", "line"),
    [
        ("vectors", "names", "a dataset called 'vectors', expected a name of A–Z, a–z, 0–9 and _,"),
        ("figures", "names", "a dataset called 'figures'"),
        (
            "own",
            "My-Enc",
            "an encoder called 'My-Enc', expected a name of a–z, 0–9 and _, other than 'hashes'",
        ),
        ("own", "hashes", "an encoder called 'hashes'"),
    ],
)
def test_names_that_rules_cannot_run_or_keep_apart_are_refused(
    default, tmp_path, monkeypatch, name, encoder, line
):
    shutil.copytree(ROOT / "config/encoders", tmp_path / "config/encoders")
    shutil.copy(ROOT / "config/encoders/names.yaml", tmp_path / f"config/encoders/{encoder}.yaml")
    monkeypatch.chdir(tmp_path)
    own = {"of": "firms", "network": False, "encoder": {"name": encoder}}
    with pytest.raises(ValueError, match=line):
        load_plan(deepcopy(default) | {"datasets": [name], "variants": {name: own}})


def test_no_dataset_is_called_like_a_folder_of_what_rules_make_of_several():
    rules = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "workflow/rules").glob("*.smk"))
    found = set(re.findall(r"\bresults/([a-z_]+)/", rules))
    assert {"figures", "logs"} <= found <= {*TAKEN}
