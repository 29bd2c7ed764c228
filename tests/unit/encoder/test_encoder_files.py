"""Encoders in files: written whole or in half precision, read back, other files refused."""

import pytest
import torch
from safetensors.torch import load_file

from clippings.encoder.building import (
    build_encoder,
    count_weights,
    read_stored,
    starting_encoder,
    write_encoder,
)
from clippings.encoder.encoding import encode_texts
from clippings.model_file import write_model
from clippings.provenance import file_digest


def test_an_encoder_survives_its_file_and_refuses_other_settings(tiny, tmp_path):
    model = build_encoder(tiny, seed=5)
    write_encoder(model, tiny, tmp_path / "model.safetensors")
    again = starting_encoder([read_stored(tmp_path / "model.safetensors", tiny)], tiny, seed=0)
    assert torch.equal(encode_texts(model, ["東京"]), encode_texts(again, ["東京"]))
    with pytest.raises(ValueError, match=r"model\.safetensors: built from .*, expected"):
        read_stored(tmp_path / "model.safetensors", tiny | {"width": 64})


def test_a_weight_that_both_towers_share_is_written_once_however_it_lies_in_memory(tiny, tmp_path):
    model, path = build_encoder(tiny, seed=5), tmp_path / "model.safetensors"
    write_encoder(model, tiny, path)
    before = len(load_file(path))
    model.visual.own = model.text.own = torch.nn.Parameter(torch.randn(50, 3).T)
    write_encoder(model, tiny, path)
    assert len(load_file(path)) == before + 1
    assert count_weights(model) == sum(weight.numel() for weight in load_file(path).values())
    weights = read_stored(path)["weights"]
    assert torch.equal(weights["visual.own"], model.visual.own)
    assert torch.equal(weights["text.own"], model.visual.own)


def test_the_encoder_of_a_model_to_carry_is_read_from_it(tiny, tmp_path, make_carried):
    model, path = build_encoder(tiny, seed=5), tmp_path / "firms.clippings"
    write_encoder(model, tiny, tmp_path / "model.safetensors")
    files = {tiny["recogniser"]: file_digest(tiny["recogniser"])}
    write_model(make_carried(files=files), path, card="", encoder=tmp_path / "model.safetensors")
    again = starting_encoder([read_stored(path, tiny)], tiny, seed=0)
    assert torch.equal(encode_texts(model, ["東京"]), encode_texts(again, ["東京"]))
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    with pytest.raises(ValueError, match=r"firms\.clippings: cut or changed since it was written"):
        read_stored(path, tiny)
    files = {tiny["recogniser"]: "0" * 64}
    write_model(make_carried(files=files), path, card="", encoder=tmp_path / "model.safetensors")
    with pytest.raises(ValueError, match=r"firms\.clippings: its encoder learned with another"):
        read_stored(path, tiny)


def test_an_encoder_in_half_precision_is_half_as_large_and_as_good(tiny, tmp_path):
    model = build_encoder(tiny, seed=5)
    sizes = []
    for name, half in (("whole", False), ("half", True)):
        write_encoder(model, tiny, tmp_path / name, half=half)
        sizes.append((tmp_path / name).stat().st_size)
    assert sizes[1] < 0.6 * sizes[0]
    again = starting_encoder([read_stored(tmp_path / "half", tiny)], tiny, seed=0)
    assert torch.allclose(encode_texts(model, ["東京"]), encode_texts(again, ["東京"]), atol=2e-3)


def test_counts_are_not_halved(tiny, tmp_path):
    model = build_encoder(tiny, seed=5)
    model.register_buffer("batches", torch.tensor(100_003))
    write_encoder(model, tiny, tmp_path / "half", half=True)
    assert read_stored(tmp_path / "half", tiny)["weights"]["batches"].item() == 100_003


def test_a_file_that_would_run_code_is_no_encoder(tmp_path):
    torch.save({"weights": {}}, tmp_path / "model.safetensors")
    with pytest.raises(ValueError, match=r"model\.safetensors: no encoder in safetensors"):
        read_stored(tmp_path / "model.safetensors")
