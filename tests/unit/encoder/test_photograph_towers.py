"""EfficientNet-Lite0: its weights by name, what it sees, and what is kept of it where it stays frozen."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from clippings.encoder.efficientnet import (
    load_efficientnet,
    photograph_square,
    read_checkpoint,
    view_features,
)
from clippings.encoder.pixels import Pixels
from clippings.encoder.preparation import prepare_images
from clippings.encoder.prepared import Features, read_prepared, write_prepared
from clippings.images import encode_png

WEIGHTS = Path("resources/efficientnet/efficientnet-lite0.pth")
fetched = pytest.mark.skipif(not WEIGHTS.is_file(), reason=f"{WEIGHTS} is not fetched")


NAMES = {
    "_conv_stem.weight": "conv_stem.weight",
    "_bn0.bias": "bn1.bias",
    "_blocks.0._depthwise_conv.weight": "blocks.0.0.conv_dw.weight",
    "_blocks.0._project_conv.weight": "blocks.0.0.conv_pw.weight",
    "_blocks.1._expand_conv.weight": "blocks.1.0.conv_pw.weight",
    "_blocks.7._bn2.running_var": "blocks.3.2.bn3.running_var",
    "_blocks.15._project_conv.weight": "blocks.6.0.conv_pwl.weight",
    "_conv_head.weight": "conv_head.weight",
    "_fc.bias": "classifier.bias",
}


@fetched
def test_every_published_weight_has_its_place_and_shape():
    network = load_efficientnet(None).network
    expected = network.state_dict() | {
        "classifier.weight": torch.zeros(1000, 1280),
        "classifier.bias": torch.zeros(1000),
    }
    found = read_checkpoint(WEIGHTS, expected)
    assert {name: tensor.shape for name, tensor in found.items()} == {
        name: tensor.shape for name, tensor in expected.items()
    }
    published = torch.load(WEIGHTS, weights_only=True)
    for theirs, ours in NAMES.items():
        assert torch.equal(found[ours], published[theirs]), f"{theirs} is {ours}"


@fetched
def test_the_network_sees_what_the_published_implementation_sees():
    """The five strongest features of a drawn picture, as efficientnet_lite_pytorch 0.1.0 gives them."""
    y, x = np.mgrid[:224, :224]
    square = torch.from_numpy(((y * x) // 40 % 256).astype(np.uint8))[None, None]
    with torch.no_grad():
        whole = load_efficientnet(WEIGHTS).eval()(square)[0, 0]
    assert whole.topk(5).indices.tolist() == [989, 1056, 209, 113, 516]
    assert whole.topk(5).values.numpy() == pytest.approx([0.1430, 0.1263, 0.1228, 0.1227, 0.1204], abs=1e-4)


def test_other_weights_are_one_clear_line(tmp_path):
    torch.save({"_conv_stem.weight": torch.zeros(3)}, tmp_path / "other.pth")
    with pytest.raises(
        ValueError, match=r"other\.pth: _conv_stem\.weight for conv_stem\.weight, expected .*Lite0"
    ):
        load_efficientnet(tmp_path / "other.pth")
    with pytest.raises(ValueError, match=r"none\.pth: no such file"):
        load_efficientnet(tmp_path / "none.pth")


@pytest.mark.parametrize("prefix", ["", "_"], ids=["timm's own", "others"])
def test_weights_are_taken_in_their_order_whatever_their_names(prefix, tmp_path):
    expected = {"stem.weight": torch.rand(2, 3), "bn.weight": torch.rand(2), "bn.bias": torch.rand(2)}
    torch.save({f"{prefix}{name}": weight for name, weight in expected.items()}, tmp_path / "lite0.pth")
    found = read_checkpoint(tmp_path / "lite0.pth", expected)
    assert list(found) == list(expected)
    assert all(torch.equal(found[name], expected[name]) for name in expected)


def test_views_are_the_whole_and_four_corners():
    maps = torch.rand(2, 3, 4, 6, generator=torch.Generator().manual_seed(0))
    found = view_features(maps)
    parts = [maps, maps[..., :3, :4], maps[..., :3, 2:], maps[..., 1:, :4], maps[..., 1:, 2:]]
    for view, part in enumerate(parts):
        for picture in range(2):
            means = [np.mean(part[picture, c].numpy() ** 3) ** (1 / 3) for c in range(3)]
            assert found[picture, view].numpy() == pytest.approx(means / np.linalg.norm(means), abs=1e-5)


def test_a_screen_is_smoothed_away_and_the_picture_is_not():
    y, x = np.mgrid[:896, :896]
    picture = 64 + 128 * (x > 448)
    screened = np.where((x // 2 + y // 2) % 2, 255, 0) * 0.3 + picture * 0.7
    plain = photograph_square((0.3 * 127.5 + 0.7 * picture).astype(np.uint8))[0].astype(int)
    assert np.abs(photograph_square(screened.astype(np.uint8))[0] - plain).max() <= 2
    assert plain[:, -1].mean() - plain[:, 0].mean() > 80


def test_a_pictures_features_do_not_depend_on_its_company_even_in_training():
    network = load_efficientnet(None).train()
    squares = torch.randint(0, 256, (3, 1, 64, 64), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        assert torch.allclose(network(squares)[:1], network(squares[:1]), atol=1e-5)


def test_recomputing_gives_the_same_gradients():
    squares = torch.randint(0, 256, (2, 1, 64, 64), generator=torch.Generator().manual_seed(2))
    gradients = []
    for recompute in (False, True):
        torch.manual_seed(0)
        network = load_efficientnet(None, recompute=recompute).train()
        network(squares)[:, :, 0].sum().backward()
        gradients.append(network.network.conv_stem.weight.grad)
    assert torch.allclose(*gradients, atol=1e-6)
    assert gradients[0].abs().sum() > 0


@pytest.fixture
def crops():
    generator = np.random.default_rng(0)
    images = [encode_png(generator.integers(0, 256, (40 + i, 60), dtype=np.uint8)) for i in range(3)]
    return pd.DataFrame({"crop": ["a", "b", "c"], "image": images, "orientation": "horizontal"})


@fetched
def test_of_a_frozen_network_features_are_kept_and_survive_their_files(crops, tmp_path):
    settings = {"vision": "efficientnet_lite0", "frozen": True, "vision_weights": str(WEIGHTS)}
    shards = []
    for name, part in (("x", crops[:2]), ("y", crops[2:]), ("z", crops[:0])):
        shards.append(tmp_path / f"{name}.npz")
        write_prepared(prepare_images(part, settings, threads=1), shards[-1])
    read = read_prepared(shards)
    assert isinstance(read, Features)
    assert read.records.tolist() == ["a", "b", "c"]
    together = prepare_images(crops, settings, threads=1)
    rows = np.array([2, 0])
    assert read.batch(rows).numpy() == pytest.approx(together.batch(rows).numpy(), abs=1e-3)
    assert read.batch(rows).norm(dim=2).numpy() == pytest.approx(np.ones((2, 5)), abs=1e-2)


def test_of_a_network_in_training_the_squares_are_kept(crops):
    kept = prepare_images(crops, {"vision": "efficientnet_lite0", "frozen": False}, threads=1)
    assert isinstance(kept, Pixels)
    assert kept.batch(np.array([1])).shape == (1, 1, 224, 224)
