"""An index in the plan: what one is saved from, what a dataset takes from it, what is refused."""

import json
from copy import deepcopy
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from safetensors.numpy import save_file

from clippings import frames, tables
from clippings.model_file import write_model
from clippings.plan import load_plan
from clippings.saved_index import Embedded, read_index, save_index

SETTINGS = {
    "vision": "ppocr",
    "recogniser": "resources/ppocr/PP-OCRv6_rec_small.onnx",
    "language": "characters",
    "width": 64,
}


@pytest.fixture
def planned(plan_of_own):
    """Plan firms, or a variant `own` of a dataset."""

    def planned(*, of="firms", datasets=("own",), seeds=(0,), **declared):
        own = {"of": of, "network": False, **declared}
        return plan_of_own(own, datasets=datasets, seeds=seeds)

    return planned


@pytest.fixture
def save(tmp_path, make_carried, make_records):
    """Save an index of one target and return its folder."""

    def save(*, texts=("noisy", "clean"), fields=None, kind="sup_multimodal", to="index", blocks=None):
        encoder, model = tmp_path / "m.safetensors", tmp_path / "m.clippings"
        header = {"settings": SETTINGS, "stages": {}, "shared": {}}
        save_file({"w": np.zeros(2, np.float32)}, encoder, {"clippings": json.dumps(header)})
        write_model(make_carried(kind=kind), model, card="# firms", encoder=encoder if kind else None)
        records = make_records(("t", "target", "none", None, "T")).reindex(columns=tables.RECORDS.names)
        vectors = pd.DataFrame([{"model": kind or "none", "fold": 0, "record": "t", "clean": [1.0, 0.0]}])
        frames.write(vectors.reindex(columns=tables.VECTORS.names), tmp_path / "v.parquet", tables.VECTORS)
        save_index(
            records,
            tmp_path / to,
            dataset="firms",
            texts=[*texts],
            fields=fields or {},
            model=model,
            embedded=Embedded([str(tmp_path / "v.parquet")], kind) if kind else Embedded([], None),
            base=None,
            blocks=blocks,
        )
        return str(tmp_path / to)

    return save


def named(**more):
    return SimpleNamespace(dataset="own", **more)


def test_an_index_is_saved_with_the_packed_model_and_the_vectors_of_its_encoder(planned):
    plan, firms = planned(datasets=["firms"], seeds=[3, 1]), SimpleNamespace(dataset="firms")
    assert plan.saves(plan.datasets["firms"]) and plan.saved_indices() == ["results/firms/index"]
    assert plan.saved_model(firms) == "results/firms/model/firms.clippings"
    vectors = plan.saved_vectors(firms)
    assert vectors and all(file.startswith("results/firms/encoder/names/s3/vectors/") for file in vectors)
    assert plan.saved_params(firms) == {
        "dataset": "firms",
        "texts": ["noisy", "clean"],
        "fields": {},
        "blocks": {},
        "base": None,
        "kind": "sup_multimodal",
        "fold": 0,
    }
    assert plan.index_files(firms) == plan.index_folder(firms) == []


def test_of_several_folds_the_vectors_of_the_first_are_saved(planned):
    assert planned(folds=3).saved_params(named())["fold"] == 1


def test_what_is_clustered_or_weighs_nothing_is_no_index(planned):
    plan = planned(datasets=["newspapers"])
    assert not plan.saves(plan.datasets["newspapers"]) and plan.saved_indices() == []
    plan = planned(of="pr_tk", export=["levenshtein/noisy"], truth="none", encoder={"models": []})
    assert not plan.saves(plan.datasets["own"])


def test_a_dataset_that_names_an_index_has_its_model_and_its_vectors_beside_its_own(planned, save):
    folder = save()
    plan = planned(index=folder, pretrain_with=[], truth="none")
    dataset, part = plan.datasets["own"], read_index(folder).parts[0].digest
    assert dataset.model == f"{folder}/model.clippings" and dataset.models == ("carried",)
    assert plan.index_folder(named()) == [folder]
    files = [f"{folder}/parts/{part}/{name}.parquet" for name in ("records", "vectors")]
    assert plan.index_files(named()) == [f"{folder}/index.json", *files]
    wildcards = named(encoder=dataset.encoder, seed="0")
    own = plan.own_vectors(wildcards)
    assert plan.vectors(wildcards) == [*own, files[1]] and plan.saved_vectors(named()) == own
    assert plan.saved_model(named()) == dataset.model and plan.carried(named()) == [dataset.model]
    said = plan.saved_params(named())
    assert (said["kind"], said["fold"], said["base"]) == ("carried", 0, folder)
    assert plan.vector_store(wildcards)["kinds"] == ["carried"]
    assert {f"{folder}/index.json", dataset.model} <= {*plan.outside_files(dataset)}
    assert plan.saves(dataset) and not plan.packs(dataset)


def test_an_index_brings_the_targets_that_a_dataset_need_not_have(planned, save, tmp_path):
    """Neither a source of targets nor a match among the own records is asked for."""
    items = pd.DataFrame({"record": ["q"], "noisy": ["Q"], "clean": ["Q"], "entity": ["e"]})
    items.to_csv(tmp_path / "q.csv", index=False)
    own = {"of": "firms", "input": "records", "records": [str(tmp_path / "q.csv")], "truth": "table"}
    own |= {"sources": {"pr": {"orientation": "horizontal", "sides": {"name": "query"}}}}
    own |= {"pretrain_with": [], "ocr": {}}
    plan = planned(index=save(), **own)
    assert [row.name for row in plan.exported(plan.datasets["own"])] == ["carried_all_evidence/clean"]
    with pytest.raises(ValueError, match="found the sides query, expected query and target"):
        planned(model=save() + "/model.clippings", **own)


@pytest.mark.parametrize(
    ("kept", "blocking", "said"),
    [
        ({"block": "city"}, {"block": "address"}, "found block address, expected city"),
        ({}, {"block": "address"}, "found block address, expected None"),
        ({"block": "address"}, {"blocking": [{"address": "equal"}]}, "found blocking .*, expected None"),
    ],
)
def test_another_block_than_that_of_the_index_is_refused(planned, save, kept, blocking, said):
    own = {"of": "pr_tk_address", "pretrain_with": [], "encoder": {}, "truth": "none", "fields": {}}
    with pytest.raises(ValueError, match=said):
        planned(index=save(blocks=kept, texts=("noisy",)), **own, **blocking)


def test_blocks_of_an_index_pass_on_to_one_that_goes_on_from_it(planned, save):
    own = {"of": "pr_tk_address", "pretrain_with": [], "encoder": {}, "truth": "none", "fields": {}}
    own |= {"export": ["all_evidence"]}
    folder = save(blocks={"block": "address"}, texts=("noisy",))
    for blocking in ({"block": "address"}, {}):
        said = planned(index=folder, **own, **blocking).saved_params(named())
        assert said["blocks"] == {"block": "address"}


def test_an_index_without_an_encoder_has_no_vectors(planned, save):
    plan = planned(index=save(kind=None), pretrain_with=[], truth="none")
    assert plan.saved_vectors(named()) == [] and plan.datasets["own"].models == ()
    assert plan.saved_params(named())["kind"] is None


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"model": "m.clippings"}, "model: found beside `index`"),
        ({"encoder": {"name": "ppocr"}}, "encoder: found beside `index`"),
        ({"labels": ["config/labels.csv"]}, "labels: found beside `index`"),
        ({"texts": ["clean"]}, r"found texts \['clean'\], expected \['noisy', 'clean'\]"),
        ({"index": "away/index"}, "index: away/index/index.json: found no such file"),
        ({"withdrawn": ["away.csv"]}, "away.csv: no such file"),
        ({"of": "newspapers", "pretrain_with": []}, "task: cluster: found beside `index`"),
    ],
)
def test_what_does_not_go_with_an_index_is_refused_in_one_line(planned, save, declared, expected):
    with pytest.raises(ValueError, match=expected) as refused:
        planned(**{"index": save(), "pretrain_with": [], **declared})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "declared",
    [
        {"index": "results/own/index"},
        {"index": "./results/other/../own/index/"},
        {"index": "{tmp_path}/results/own/index"},
        {"model": "results/own/index/model.clippings"},
    ],
)
def test_a_dataset_does_not_read_the_folder_to_which_it_is_saved(
    config, save, tmp_path, monkeypatch, declared
):
    """Snakemake deletes the output of a rule, and with it the index, before it runs the rule."""
    save(to="results/own/index")
    (tmp_path / "results/other").mkdir()
    monkeypatch.chdir(tmp_path)
    own = {"of": "firms", "network": False, "pretrain_with": []}
    own |= {key: value.format(tmp_path=tmp_path) for key, value in declared.items()}
    with pytest.raises(ValueError, match="where own itself is saved; expected that of another") as refused:
        load_plan(deepcopy(config) | {"datasets": ["own"], "variants": {"own": own}})
    assert "\n" not in str(refused.value)


def test_datasets_do_not_go_on_from_one_another_in_a_circle(config, save, tmp_path, monkeypatch):
    variants = {}
    for name, index in (("one", "two"), ("two", "three"), ("three", "one"), ("four", "one")):
        save(to=f"results/{name}/index")
        variants[name] = {"of": "firms", "network": False, "pretrain_with": []}
        variants[name]["index"] = f"results/{index}/index"
    monkeypatch.chdir(tmp_path)
    expected = (
        "variants/one: index: found results/two/index, which goes on from itself by way of two and three"
    )
    with pytest.raises(ValueError, match=expected):
        load_plan(deepcopy(config) | {"datasets": [*variants], "variants": variants})
    del variants["three"]["index"]
    load_plan(deepcopy(config) | {"datasets": [*variants], "variants": variants})


def test_fields_must_be_those_of_the_index_and_in_their_order(planned, save):
    fields = {"address": "address", "founded": "date"}
    own = {"of": "pr_tk", "texts": ["noisy"], "encoder": {}, "pretrain_with": [], "export": ["all_evidence"]}
    folder = save(texts=["noisy"], fields=fields)
    assert planned(index=folder, fields=fields, **own).datasets["own"].fields == fields
    turned = dict(reversed(fields.items()))
    for found in (["address", "founded"], turned, []):
        with pytest.raises(ValueError, match="expected .*, with which it was saved"):
            planned(index=folder, fields=found, **own)


def test_withdrawn_needs_an_index(planned):
    with pytest.raises(ValueError, match="'index' is a required property"):
        planned(withdrawn=["removed.csv"])
