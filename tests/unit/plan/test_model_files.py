"""Models to carry in the plan: what one is packed from, what a dataset takes from it, what is refused."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from safetensors.numpy import save_file

from clippings.model_file import write_model

ROOT = Path(__file__).parents[3]
RECOGNISER = "resources/ppocr/PP-OCRv6_rec_small.onnx"
SETTINGS = {"vision": "ppocr", "recogniser": RECOGNISER, "language": "characters", "width": 64}


@pytest.fixture
def planned(plan_of_own):
    """Plan firms, or a variant `own` of a dataset."""

    def planned(*, of="firms", datasets=("own",), seeds=(0,), said=None, **declared):
        own = {"of": of, "network": False, **declared}
        return plan_of_own(own, datasets=datasets, seeds=seeds, labels=said or {})

    return planned


@pytest.fixture
def write(tmp_path, make_carried):
    """Write a model to carry and return its path."""

    def write(*, kind="sup_multimodal", ocr="clean", files=None, image_weight=0.3, encoder=True):
        given = {"kind": kind, "ocr": ocr, "files": files or {}, "image_weight": image_weight}
        own = tmp_path / "model.safetensors"
        header = {"settings": SETTINGS, "stages": {}, "shared": {}}
        save_file({"w": np.zeros(2, np.float32)}, own, {"clippings": json.dumps(header)})
        path = tmp_path / "firms.clippings"
        write_model(make_carried(**given), path, card="# firms", encoder=own if encoder else None)
        return str(path)

    return write


def named(dataset="own", **more):
    return SimpleNamespace(dataset=dataset, **more)


def test_the_model_that_links_best_is_packed_with_the_texts_of_one_ocr(planned):
    plan, own = planned(datasets=["firms"]), named("firms")
    origin = plan.packed_origin(own)
    assert plan.packs(plan.datasets["firms"])
    assert (origin["kind"], origin["fold"], origin["ocr"]) == ("sup_multimodal", 0, "clean")
    assert origin["labelled"] and origin["method"] == "sup_all_evidence"
    assert origin["row"]["method"] == "sup_multimodal" and origin["row"]["ocr"] == "clean"
    folder = "results/firms/encoder/names/s0/sup_multimodal"
    assert plan.packed_encoder(own) == [f"{folder}/model.safetensors"]
    assert plan.packed_networks(own) == [RECOGNISER]
    assert plan.packed_choices(own) == ["results/firms/linkage/names/s0/choices/1-of-1.csv"]
    assert plan.packed_evidence("terms.csv")(own) == "results/firms/linkage/evidence/s0/terms.csv"
    assert origin["languages"] == []


@pytest.mark.parametrize(
    ("export", "ocr", "languages"),
    [
        ("sup_all_evidence/noisy", "noisy", ["jpn"]),
        ("sup_all_evidence/both", "clean", []),
        ("levenshtein/noisy", "clean", []),
    ],
)
def test_the_exported_row_says_of_which_ocr(planned, export, ocr, languages):
    origin = planned(export=[export]).packed_origin(named())
    assert (origin["ocr"], origin["languages"]) == (ocr, languages)


def test_of_several_folds_the_encoder_of_the_first_is_packed(planned):
    plan = planned(folds=3)
    assert plan.packed_origin(named())["fold"] == 1
    assert plan.packed_encoder(named()) == [
        "results/own/encoder/names/s0/sup_multimodal-fold1/model.safetensors"
    ]


def test_without_a_model_or_labels_what_there_is_is_packed(planned):
    plan = planned(of="pr_tk", encoder={"models": []}, export=["levenshtein/noisy"])
    origin = plan.packed_origin(named())
    assert origin["kind"] is None and origin["labelled"] and origin["row"] is None
    assert plan.packed_encoder(named()) == plan.packed_networks(named()) == plan.packed_choices(named()) == []
    evidence = ["selfsup_all_evidence/noisy"]
    lone = planned(
        of="pr_tk", truth="none", encoder={"models": ["selfsup"], "pretrained_on": "names"}, export=evidence
    )
    origin = lone.packed_origin(named())
    assert not origin["labelled"] and origin["kind"] == "selfsup"
    assert lone.packed_encoder(named()) == ["resources/encoders/names/model.safetensors"]


def test_a_picture_that_counts_for_nothing_does_so_in_the_plan_too(planned, write):
    plan = planned(model=write(image_weight=0.0), truth="none", pretrain_with=[])
    wildcards = named(encoder=plan.datasets["own"].encoder, seed="0")
    weights = {row["modality"]: row.get("image_weight") for row in plan.searched_params(wildcards)}
    assert weights == {"visual": None, "language": None, "multimodal": 0.0}


def test_a_dataset_that_names_a_model_trains_nothing_and_needs_no_label(planned, write):
    path = write()
    plan = planned(model=path, truth="none", pretrain_with=[], seeds=[4, 2])
    dataset, encoder = plan.datasets["own"], plan.datasets["own"].encoder
    assert encoder.startswith("carried_") and plan.encoders[encoder] == SETTINGS
    wildcards = named(encoder=encoder, seed="4")
    assert plan.model_params(wildcards) == [{"model": "carried", "fold": 0}]
    assert plan.model_files(wildcards) == plan.model_paths(dataset)[:1] == [path]
    assert plan.cards(dataset) == [] and plan.carried(wildcards) == [path]
    assert path in plan.outside_files(dataset)
    rows = plan.rows(dataset)
    own = [(row.name, row.seed) for row in rows if row.encoder]
    assert own == [
        ("carried_visual/none", 4),
        ("carried_language/noisy", 4),
        ("carried_language/clean", 4),
        ("carried_multimodal/noisy", 4),
        ("carried_multimodal/clean", 4),
        ("carried_all_evidence/clean", 4),
    ]
    assert {row.method for row in rows if not row.encoder} == {"levenshtein", "jaccard_words"}
    assert [row.name for row in plan.exported(dataset)] == ["carried_all_evidence/clean"]
    assert {row.get("image_weight") for row in plan.searched_params(wildcards)} == {0.3, None}
    assert plan.normalisation(wildcards) == {
        "case": True,
        "diacritics": False,
        "ligatures": False,
        "punctuation": False,
    }
    assert not plan.packs(dataset) and plan.learning_rows(dataset) == []
    assert plan.resources()


def test_the_name_of_the_encoder_changes_with_the_file(planned, write):
    first = planned(model=write(), pretrain_with=[]).datasets["own"].encoder
    assert planned(model=write(ocr="noisy"), pretrain_with=[]).datasets["own"].encoder != first


def test_an_ocr_that_the_dataset_lacks_gives_way_to_its_own(planned, write):
    plan = planned(of="pr_tk", model=write(), encoder={}, export=["all_evidence"])
    rows = [row.name for row in plan.rows(plan.datasets["own"]) if row.encoder == "evidence"]
    assert rows == ["carried_all_evidence/noisy"]


def test_a_model_without_an_encoder_compares_texts_alone(planned, write):
    plan = planned(model=write(kind=None, encoder=False), pretrain_with=[])
    rows = plan.rows(plan.datasets["own"])
    assert {row.method for row in rows} == {"levenshtein", "jaccard_words", "carried_all_evidence"}


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"encoder": {"name": "ppocr"}}, "encoder: found beside `model`"),
        ({"labels": ["config/labels.csv"]}, "labels: found beside `model`"),
        ({"pretrain_with": ["names"]}, "pretrain_with: found beside `model`"),
        ({"model": "away/firms.clippings"}, "model: away/firms.clippings: found no such file"),
        ({"model": RECOGNISER}, "expected a file that is whole"),
    ],
)
def test_what_does_not_go_with_a_model_is_refused_in_one_line(planned, write, declared, expected):
    with pytest.raises(ValueError, match=expected) as refused:
        planned(**{"model": write(), "pretrain_with": [], **declared})
    assert "\n" not in str(refused.value) and str(refused.value).startswith("config: variants/own: ")


def test_labels_of_the_config_are_refused_too(planned, write):
    with pytest.raises(ValueError, match="labels: found beside `model`"):
        planned(model=write(), pretrain_with=[], said={"own": ["labels.csv"]})


def test_a_changed_model_or_another_recogniser_is_refused(planned, write):
    path = write(files={RECOGNISER: "0" * 64})
    with pytest.raises(ValueError, match=f"model: {path}: its encoder learned with another {RECOGNISER}"):
        planned(model=path, pretrain_with=[])
    path = Path(write())
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    with pytest.raises(ValueError, match=f"model: {path}: cut or changed since it was written"):
        planned(model=str(path), pretrain_with=[])
