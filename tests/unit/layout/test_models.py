"""Models of Layout Parser: loaded from a local file, never from the network."""

import socket

import pytest
import torch

from clippings.layout import models
from clippings.layout.detection import build_detector
from clippings.layout.efficientdet import build_network, load_network

ROLES = ("name", "partner", "field")
SETTINGS = {"family": "efficientdet", "config": None, "labels": {}, "confidence": 0.0}


@pytest.fixture
def offline(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def weights(tmp_path):
    """A file of an untrained network for the three kinds of lines."""
    torch.manual_seed(0)
    blueprint = {"architecture": "tf_efficientdet_lite0", "image_size": 128, "roles": list(ROLES)}
    blueprint["aspect_ratios"] = [[1.7, 0.6], [2.4, 0.4], [3.0, 0.3]]
    path = tmp_path / "model.pt"
    torch.save({"blueprint": blueprint, "state": build_network(blueprint).state_dict()}, path)
    return path


def test_the_detector_loads_a_local_network_and_asks_no_other(
    weights, directory_file, sources, offline, box_pages
):
    network, roles = load_network(weights)
    assert tuple(roles) == ROLES and network.config.num_classes == 3
    detector = build_detector("layoutparser", {**SETTINGS, "weights": str(weights)}, threads=1)
    row = {"page": "p", "path": str(directory_file), "source": "pr", "frame": 0}
    boxes, _ = box_pages([row], detector=detector, sources=sources)
    assert set(boxes["role"]) <= {"entry", *ROLES} and len(boxes)


def test_a_loaded_network_has_the_weights_of_its_file(weights):
    state = torch.load(weights, weights_only=True)["state"]
    loaded = load_network(weights)[0].state_dict()
    assert state.keys() == loaded.keys() and all(torch.equal(state[key], loaded[key]) for key in state)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"family": "yolo"}, "family 'yolo' is unknown, expected one of efficientdet, detectron2, paddle"),
        ({"weights": "none.pt"}, "none.pt: no such file; expected a local efficientdet model"),
        ({"family": "detectron2"}, "no such file; expected a local detectron2 model"),
        ({"family": "paddle"}, "family 'paddle' needs a package that is not installed: paddle"),
    ],
)
def test_what_cannot_be_loaded_says_why(tmp_path, settings, says):
    weights = tmp_path / "weights"
    weights.write_bytes(b"")
    with pytest.raises(ValueError, match=says):
        build_detector("layoutparser", {**SETTINGS, "weights": str(weights), **settings}, threads=1)


def test_a_file_that_is_no_model_says_so(tmp_path):
    path = tmp_path / "model.pt"
    path.write_bytes(b"no model")
    with pytest.raises(ValueError, match=r"model.pt: not a readable EfficientDet") as caught:
        build_detector("layoutparser", {**SETTINGS, "weights": str(path)}, threads=1)
    assert "\n" not in str(caught.value)


def test_a_model_of_numbered_classes_needs_labels(tmp_path, monkeypatch):
    monkeypatch.setitem(models.FAMILIES, "paddle", lambda *_: None)
    settings = SETTINGS | {"family": "paddle", "weights": str(tmp_path)}
    with pytest.raises(ValueError, match="labels: none given, expected the role of each class number"):
        build_detector("layoutparser", settings, threads=1)
