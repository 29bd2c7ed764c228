"""The file of a model to carry: what is written is read, and nothing else."""

import json
import struct
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from clippings.model_file import (
    Feature,
    describe,
    expect_whole,
    read_carried,
    read_model,
    write_model,
)

FEATURES = [
    Feature("text", "levenshtein", "value", 0.1, 1 / 3, 2.0, -0.1),
    Feature("picture", "carried_visual", "lead", 0.0, 0.5, 1e-7, 1.5),
]
WEIGHTS = {"logit_scale": np.float32([2.5]), "text.edges": np.arange(6, dtype=np.float16).reshape(2, 3)}
SETTINGS = {"vision": "ppocr", "width": 64}


@pytest.fixture
def model(make_carried):
    """A model with numbers that only an exact copy keeps."""
    knots = [[-1.0, 0.1], [2.0, 0.9]]
    return make_carried(features=FEATURES, intercept=-2.5, penalty=0.1, threshold=1 / 3, knots=knots)


@pytest.fixture
def packed(model, tmp_path):
    """Write a model, and return what it is written to."""

    def packed(model=model, *, encoder=True, name="firms.clippings"):
        own = tmp_path / "model.safetensors"
        header = json.dumps({"settings": SETTINGS, "stages": {}, "shared": {}})
        save_file(WEIGHTS, own, {"clippings": header})
        write_model(model, tmp_path / name, card="# 商会\n", encoder=own if encoder else None)
        return tmp_path / name

    return packed


def test_what_is_written_is_read(packed, model):
    path = packed()
    stored = read_model(path)
    assert stored.model == model and stored.card == "# 商会\n" and stored.settings == SETTINGS
    assert read_carried([path]) == model and read_carried([]) is None
    weights = load_file(path)
    assert {*weights} == {*WEIGHTS}
    assert all((weights[name] == WEIGHTS[name]).all() for name in WEIGHTS)
    assert model.calibration.to_dict("list") == {"score": [-1.0, 2.0], "probability": [0.1, 0.9]}


def test_without_an_encoder_there_are_no_weights(packed, model):
    path = packed(replace(model, kind=None), encoder=False)
    assert read_model(path).settings is None and load_file(path) == {}


def test_equal_models_are_equal_files(packed, model):
    assert packed(name="a.clippings").read_bytes() == packed(name="b.clippings").read_bytes()
    other = packed(replace(model, intercept=-2.4999999999999996), name="c.clippings")
    assert read_model(other).model.intercept == -2.4999999999999996


def test_no_byte_may_change(packed):
    path = packed()
    data = path.read_bytes()
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(ValueError, match="firms.clippings: ") as refused:
            read_model(path)
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("left", [0, 7, 200, -1])
def test_a_cut_file_is_refused(packed, left):
    path = packed()
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(ValueError, match=r"expected a file that is whole|cut or changed"):
        read_model(path)


def test_a_longer_file_is_refused(packed):
    path = packed()
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ValueError, match="cut or changed since it was written: found checksum"):
        read_model(path)


def test_a_file_of_a_later_format_is_refused(packed):
    path = packed()
    path.write_bytes(path.read_bytes().replace(b'"format": "2"', b'"format": "3"'))
    with pytest.raises(ValueError, match="found format 3, expected 2, that of this version of clippings"):
        read_model(path)


def test_a_missing_file_and_the_file_of_an_encoder_are_refused(packed, tmp_path):
    packed()
    with pytest.raises(ValueError, match="found no such file, expected a model to carry"):
        read_model(tmp_path / "none.clippings")
    with pytest.raises(ValueError, match="found no model to carry, expected a file that pack_model wrote"):
        read_model(tmp_path / "model.safetensors")


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_is_refused_and_does_not_run(tmp_path, zipped):
    class Harmful:
        def __reduce__(self):
            return (tmp_path.joinpath("harmed").touch, ())

    path = tmp_path / "firms.clippings"
    torch.save({"weights": Harmful()}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(ValueError, match="found no safetensors header, expected a file that is whole"):
        read_model(path)
    assert not (tmp_path / "harmed").exists()


def test_a_header_that_is_no_mapping_is_refused(tmp_path):
    path = tmp_path / "firms.clippings"
    path.write_bytes(struct.pack("<Q", 2) + b"[]")
    with pytest.raises(ValueError, match="found no safetensors header"):
        read_model(path)


@pytest.mark.parametrize("said", ["null", "7", '"format"', "[]"])
def test_a_header_that_says_nothing_of_a_model_is_refused(tmp_path, said):
    header = f'{{"__metadata__":{said}}}'.encode()
    path = tmp_path / "firms.clippings"
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    with pytest.raises(ValueError, match="found no model to carry, expected a file that pack_model wrote"):
        read_model(path)


def test_another_recogniser_than_it_learned_with_is_refused(packed, model, tmp_path):
    recogniser = tmp_path / "rec.onnx"
    path = packed(replace(model, files={str(recogniser): "0" * 64}))
    expect_whole(path)  # Perhaps it is fetched later.
    recogniser.write_bytes(b"another")
    with pytest.raises(
        ValueError, match=r"its encoder learned with another .*rec.onnx: found SHA-256"
    ) as refused:
        expect_whole(path)
    assert "\n" not in str(refused.value)


def test_the_card_shows_the_heaviest_comparison_first(packed):
    shown = describe(packed())
    assert shown.startswith("# 商会\n") and read_model(packed()).checksum in shown
    assert shown.index("| picture | carried_visual | lead | +1.500 |") < shown.index("| text | levenshtein |")
