"""The four scripts, one after another, on made crops and records."""

import runpy
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from clippings import frames, tables
from clippings.images import encode_png

SCHEDULE = {"epochs": 1, "learning_rate": 0.001, "weight_decay": 0.01, "warm_up": 0.1}
CONTRAST = {
    "classes": 8,
    "draws": 2,
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
    records = corpus.records.head(40)
    rows = corpus.images.batch(np.arange(40))[:, 0].numpy()
    crops = records.rename(columns={"record": "crop"}).assign(
        parts=1, image=[encode_png(row) for row in rows]
    )
    frames.write(crops.reindex(columns=tables.CROPS.names), tmp_path / "crops.parquet", tables.CROPS)
    frames.write(records.reindex(columns=tables.RECORDS.names), tmp_path / "r.parquet", tables.RECORDS)
    shared = {"encoder": tiny, "state": str(tmp_path / "state"), "code": "digest"}

    def run(script, given, output, processes=1, portion="1", portions="1", **params):
        named = {name: _paths(tmp_path, files) for name, files in given.items()}
        wildcards = SimpleNamespace(seed="1", model="sup_multimodal", portion=portion, portions=portions)
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


def test_the_chain_gives_unit_vectors_of_every_record(bench):
    trained = {"records": ["r.parquet"], "images": ["i.npz"]}
    bench("prepare_images", {"crops": "crops.parquet"}, {"images": "i.npz"})
    bench("pretrain_encoder", trained | {"weights": []}, {"model": "self.pt"}, batch=16, schedule=SCHEDULE)
    labelled = trained | {"pretrained": ["self.pt"], "weights": []}
    stage = {"schedule": SCHEDULE, "contrast": CONTRAST, "synthetic": 0}
    bench("finetune_encoder", labelled, {"model": "sup.pt"}, **stage)
    given = {"records": "r.parquet", "images": ["i.npz"], "model": "sup.pt"}
    bench("embed_records", given, {"vectors": "v.parquet"})
    vectors = frames.read(bench.folder / "v.parquet", tables.VECTORS)
    assert vectors["record"].tolist() == pd.read_parquet(bench.folder / "r.parquet")["record"].tolist()
    for name in ("visual", "noisy", "clean"):
        lengths = np.linalg.norm(np.stack(vectors[name].to_list()), axis=1)
        assert lengths == pytest.approx(np.ones(40), abs=1e-5)
    bench("embed_records", given, {"vectors": "half.parquet"}, portion="2", portions="2")
    half = frames.read(bench.folder / "half.parquet", tables.VECTORS)
    assert half["record"].tolist() == vectors["record"].tolist()[20:]
    bench("embed_records", given, {"vectors": "none.parquet"}, portion="41", portions="41")
    assert frames.read(bench.folder / "none.parquet", tables.VECTORS).empty
    for name in ("visual", "noisy", "clean"):
        assert np.stack(half[name]) == pytest.approx(np.stack(vectors[name][20:]), abs=1e-6)
    assert not list((bench.folder / "state").iterdir()), "a finished training leaves no state"
    assert "epoch 1/1: loss" in (bench.folder / "finetune_encoder.log").read_text(encoding="utf-8")


def test_a_training_has_as_many_processes_as_it_asks_for_whatever_gpu_says(bench):
    trained = {"records": ["r.parquet"], "images": ["i.npz"], "weights": []}
    bench("prepare_images", {"crops": "crops.parquet"}, {"images": "i.npz"})
    settings = {"batch": 16, "schedule": SCHEDULE}
    bench("pretrain_encoder", trained, {"model": "two.pt"}, processes=2, **settings)
    assert "in 2 processes" in (bench.folder / "pretrain_encoder.log").read_text(encoding="utf-8")
    bench("pretrain_encoder", trained, {"model": "one.pt"}, processes=1, **settings)
    assert "processes" not in (bench.folder / "pretrain_encoder.log").read_text(encoding="utf-8")


def test_two_datasets_with_one_id_end_the_step_in_one_line(bench, capsys):
    bench("prepare_images", {"crops": "crops.parquet"}, {"images": "i.npz"})
    twice = {"records": ["r.parquet", "r.parquet"], "images": ["i.npz"], "weights": []}
    with pytest.raises(SystemExit):
        bench("pretrain_encoder", twice, {"model": "self.pt"}, batch=16, schedule=SCHEDULE)
    assert "'query-0' is in two datasets that train together" in capsys.readouterr().err
