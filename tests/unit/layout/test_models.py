"""Models of Layout Parser: trained for a few steps here, loaded from a file, never from the network."""

import json
import socket

import numpy as np
import pytest

from clippings.layout import models
from clippings.layout.detection import detect_pages
from clippings.layout.detectors import build_detector
from clippings.layout.efficientdet import load_network
from clippings.layout.training import ROLES, line_shapes, make_batch, train_detector

SETTINGS = {"family": "efficientdet", "config": None, "labels": {}, "confidence": 0.0}


@pytest.fixture
def offline(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def coco(directory, tmp_path):
    path = tmp_path / "coco.json"
    boxes = [
        {"image_id": 1, "category_id": ROLES.index(r.role), "bbox": [r.x0, r.y0, r.x1 - r.x0, r.y1 - r.y0]}
        for r in directory.itertuples()
    ]
    path.write_text(
        json.dumps(
            {
                "images": [{"id": 1, "page": "p", "file_name": "directory.tif", "frame": 0}],
                "categories": [{"id": number, "name": role} for number, role in enumerate(ROLES)],
                "annotations": boxes,
            }
        )
    )
    return path


@pytest.fixture
def trained(coco, directory_file, tmp_path, offline):
    output = tmp_path / "model.pt"
    losses = train_detector(
        [coco],
        [directory_file],
        output=output,
        labels={},
        architecture="tf_efficientdet_lite0",
        image_size=128,
        steps=2,
        batch_size=2,
        learning_rate=0.003,
        seed=0,
    )
    return output, losses


def test_a_few_steps_train_a_model_that_the_detector_loads(trained, directory_file, sources):
    output, losses = trained
    assert len(losses) == 2 and np.isfinite(losses).all()
    network, blueprint = load_network(output)
    assert tuple(blueprint.roles) == ROLES and network.config.num_classes == 3
    detector = build_detector("layoutparser", {**SETTINGS, "weights": str(output)}, threads=1)
    row = {"page": "p", "path": str(directory_file), "source": "pr", "frame": 0}
    boxes, _ = detect_pages([row], detector=detector, sources=sources)
    assert set(boxes["role"]) <= {"entry", *ROLES}


def test_a_batch_holds_pages_and_boxes_at_one_scale(coco, directory_file, directory):
    from clippings.layout.coco import read_coco

    pages = read_coco([coco], labels={})
    pixels, targets = make_batch(pages * 2, {"directory.tif": directory_file}, image_size=256)
    assert pixels.shape == (2, 3, 256, 256) and targets["bbox"].shape == (2, 30, 4)
    scaled = directory[["y0", "x0", "y1", "x1"]].to_numpy() * 0.256
    assert np.allclose(targets["bbox"][1], scaled, atol=1e-3)
    assert targets["cls"][0].tolist() == [ROLES.index(role) + 1 for role in directory["role"]]
    # The page ends where its height does; below it lies nothing.
    assert (pixels[0, :, 130:] == 0).all() and (pixels[0, :, 5:120] != 0).any()


def test_anchor_shapes_are_those_of_the_lines(coco):
    from clippings.layout.coco import read_coco

    shapes = line_shapes(read_coco([coco], labels={}))
    assert all(width * height == pytest.approx(1) for width, height in shapes)
    assert shapes[0][0] ** 2 == pytest.approx(3, abs=1) and shapes[2][0] ** 2 > 6


def test_annotations_of_a_file_that_is_not_there_are_said(coco, tmp_path):
    from clippings.layout.coco import read_coco

    with pytest.raises(ValueError, match=r"annotations name directory.tif, which is not among the 1 image"):
        make_batch(read_coco([coco], labels={}), {"other.tif": tmp_path / "other.tif"}, image_size=128)


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
    with pytest.raises(ValueError, match=r"model.pt: not a model of train_layout") as caught:
        build_detector("layoutparser", {**SETTINGS, "weights": str(path)}, threads=1)
    assert "\n" not in str(caught.value)


def test_a_model_of_numbered_classes_needs_labels(tmp_path, monkeypatch):
    monkeypatch.setitem(models.FAMILIES, "paddle", lambda *_: None)
    settings = SETTINGS | {"family": "paddle", "weights": str(tmp_path)}
    with pytest.raises(ValueError, match="labels: none given, expected the role of each class number"):
        build_detector("layoutparser", settings, threads=1)
