"""The scripts, one after another, on made crops and records."""

import runpy
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from clippings import frames, tables
from clippings.images import encode_png

SCHEDULE = {"epochs": 1, "learning_rate": 0.001, "weight_decay": 0.01, "warm_up": 0.1}
CONTRAST = {
    "classes": 8,
    "samples_per_class": 2,
    "temperature": 0.1,
    "neighbours": 2,
    "renew_every": 1,
    "text_dropout": 0,
    "field_dropout": 0,
}


class Params(SimpleNamespace):
    """Named params that can be listed, the way Snakemake gives them."""

    def items(self):
        return vars(self).items()


@pytest.fixture
def bench(corpus, tiny, tmp_path):
    """Crops and records on disk, and a function that runs a script on them."""
    records = corpus.records.head(40).assign(split=["train"] * 30 + ["val"] * 10)
    noise = np.random.default_rng(0).integers(0, 256, (40, 24, 96), dtype=np.uint8)
    crops = records.rename(columns={"record": "crop"}).assign(parts=1, image=list(map(encode_png, noise)))
    frames.write(crops.reindex(columns=tables.CROPS.names), tmp_path / "crops.parquet", tables.CROPS)
    frames.write(records.reindex(columns=tables.RECORDS.names), tmp_path / "r.parquet", tables.RECORDS)
    (tmp_path / "resources.tsv").write_text("target\tpackage\tversion\tlicence\n")
    shared = {"encoder": tiny, "state": str(tmp_path / "state"), "code": "digest", "datasets": ["firms"]}

    def run(script, given, output, processes=1, portion="1", portions="1", **params):
        given = {"resources": "resources.tsv"} | given
        named = {name: _paths(tmp_path, files) for name, files in given.items()}
        wildcards = SimpleNamespace(
            seed="1", model="sup_multimodal", encoder="tiny", portion=portion, portions=portions
        )
        snakemake = SimpleNamespace(
            input=SimpleNamespace(**named),
            output=SimpleNamespace(**_paths(tmp_path, output)),
            params=Params(**shared, **params),
            wildcards=wildcards,
            threads=1,
            # Where a cluster counts GPUs as gres, a rule asks for no `gpu`.
            resources=SimpleNamespace(gpu=0, processes=processes, save_every=300),
            log=[str(tmp_path / f"{script}.log")],
        )
        runpy.run_path(f"workflow/scripts/{script}.py", init_globals={"snakemake": snakemake})

    run.folder = tmp_path
    return run


def _paths(folder, files):
    match files:
        case list():
            return [str(folder / file) for file in files]
        case dict():
            return {name: str(folder / file) for name, file in files.items()}
    return str(folder / files)


def outputs(name):
    """Name what a training writes."""
    return {"model": f"{name}.pt", "history": f"{name}.csv", "card": f"{name}.md"}


@pytest.fixture
def trained(bench):
    """The folder in which both stages have been trained by their scripts."""
    data = {"records": ["r.parquet"], "images": ["i.npz"], "weights": []}
    bench("prepare_images", {"crops": "crops.parquet"}, {"images": "i.npz"})
    bench("pretrain_encoder", data, outputs("self"), batch=16, schedule=SCHEDULE)
    stage = {"schedule": SCHEDULE, "contrast": CONTRAST, "synthetic": 0, "fold": 0}
    bench("finetune_encoder", data | {"pretrained": ["self.pt"]}, outputs("sup"), **stage)
    return bench


def embed(bench, models, output, **portion):
    given = {"records": "r.parquet", "images": ["i.npz"], "models": [f"{model}.pt" for model in models]}
    rows = [{"model": model, "fold": 0} for model in models]
    store = {"kinds": ["self"], "folder": str(bench.folder / "vectors")}
    given["weights"] = []
    bench("embed_records", given, {"vectors": output}, models=rows, store=store, **portion)
    return frames.read(bench.folder / output, tables.VECTORS)


def test_the_chain_gives_unit_vectors_of_every_record(trained):
    vectors = embed(trained, ["sup"], "v.parquet")
    assert vectors["record"].tolist() == pd.read_parquet(trained.folder / "r.parquet")["record"].tolist()
    for name in ("visual", "noisy", "clean"):
        lengths = np.linalg.norm(np.stack(vectors[name].to_list()), axis=1)
        assert lengths == pytest.approx(np.ones(40), abs=1e-5)
    half = embed(trained, ["sup"], "half.parquet", portion="2", portions="2")
    assert half["record"].tolist() == vectors["record"].tolist()[20:]
    assert embed(trained, ["sup"], "none.parquet", portion="41", portions="41").empty
    for name in ("visual", "noisy", "clean"):
        assert np.stack(half[name]) == pytest.approx(np.stack(vectors[name][20:]), abs=1e-6)
    assert not list((trained.folder / "state").iterdir()), "a finished training leaves no state"
    assert "epoch 1/1: loss" in (trained.folder / "finetune_encoder.log").read_text(encoding="utf-8")


def test_two_models_in_one_job_embed_as_in_two(trained):
    both = embed(trained, ["self", "sup"], "both.parquet")
    parts = [embed(trained, [model], f"{model}.parquet") for model in ("self", "sup")]
    assert both[["model", "record"]].equals(pd.concat(parts, ignore_index=True)[["model", "record"]])
    for name in ("visual", "noisy", "clean"):
        one, two = (np.stack(part[name]) for part in parts)
        assert np.array_equal(np.stack(both[name]), np.concatenate([one, two])) and not np.allclose(one, two)
    file = pq.ParquetFile(trained.folder / "both.parquet")
    groups = [file.read_row_group(group)["model"].unique().to_pylist() for group in range(2)]
    assert file.num_row_groups == 2 and groups == [["self"], ["sup"]]


def test_a_training_writes_its_history_and_its_card(trained):
    for name, kind in (("self", "selfsup"), ("sup", "sup_multimodal")):
        history = frames.read(trained.folder / f"{name}.csv", tables.HISTORY)
        assert history["epoch"].tolist() == [1] and history["kept"].tolist() == [True]
        card = (trained.folder / f"{name}.md").read_text(encoding="utf-8")
        assert card.startswith(f"# {kind} of tiny, trained on firms, seed 1")
        assert f"top-1 accuracy {history['validation'][0]:.3f} after epoch 1 of 1" in card
        assert "| `pretraining/batch` | 16 |" in card, "a card also shows the stage before"
    assert "| `finetuning/contrast/samples_per_class` | 2 |" in card


def test_a_training_has_as_many_processes_as_it_asks_for_whatever_gpu_says(bench):
    trained = {"records": ["r.parquet"], "images": ["i.npz"], "weights": []}
    bench("prepare_images", {"crops": "crops.parquet"}, {"images": "i.npz"})
    settings = {"batch": 16, "schedule": SCHEDULE}
    bench("pretrain_encoder", trained, outputs("two"), processes=2, **settings)
    assert "in 2 processes" in (bench.folder / "pretrain_encoder.log").read_text(encoding="utf-8")
    bench("pretrain_encoder", trained, outputs("one"), processes=1, **settings)
    assert "processes" not in (bench.folder / "pretrain_encoder.log").read_text(encoding="utf-8")


def test_two_datasets_with_one_id_end_the_step_in_one_line(bench, capsys):
    bench("prepare_images", {"crops": "crops.parquet"}, {"images": "i.npz"})
    twice = {"records": ["r.parquet", "r.parquet"], "images": ["i.npz"], "weights": []}
    with pytest.raises(SystemExit):
        bench("pretrain_encoder", twice, outputs("self"), batch=16, schedule=SCHEDULE)
    assert "'query-0' is in two datasets that train together" in capsys.readouterr().err
