"""Annotations in COCO's words become blocks, and bad ones say what is wrong."""

import json

import numpy as np
import pytest

from clippings.layout.coco import read_coco
from clippings.layout.detection import build_detector


@pytest.fixture
def coco(directory):
    """The directory page in COCO, twice: by page id, and by file name and frame."""
    ids = {"entry": 1, "name": 2, "partner": 3, "field": 4}
    return {
        "images": [
            {"id": 7, "page": "pr-0001", "file_name": "elsewhere.tif"},
            {"id": 8, "file_name": "scans/directory.tif", "frame": 2},
        ],
        "categories": [{"id": number, "name": name} for name, number in ids.items()],
        "annotations": [
            {"image_id": image, "category_id": ids[r.role], "bbox": [r.x0, r.y0, r.x1 - r.x0, r.y1 - r.y0]}
            for image in (7, 8)
            for r in directory.itertuples()
        ],
    }


@pytest.fixture
def file(coco, tmp_path):
    path = tmp_path / "coco.json"
    path.write_text(json.dumps(coco), encoding="utf-8")
    return path


@pytest.mark.parametrize(("page", "frame"), [("pr-0001", 0), ("pr-0001", 2), ("other", 2)])
def test_annotations_are_imported_by_page_or_by_place(
    file, directory_file, directory, sources, page, frame, box_pages
):
    detector = build_detector("coco", {"annotations": [file], "labels": {}}, threads=1)
    row = {"page": page, "path": str(directory_file), "source": "pr", "frame": frame}
    boxes, status = box_pages([row], detector=detector, sources=sources)
    lines = boxes[boxes["role"] != "entry"]
    assert np.allclose(lines[["x0", "y0", "x1", "y1"]], directory[["x0", "y0", "x1", "y1"]], atol=1)
    assert lines["role"].tolist() == directory["role"].tolist() and status["names"].tolist() == [18]
    assert lines["confidence"].isna().all()


def test_an_image_with_a_page_id_is_of_no_other_page_of_its_file_name(
    coco, directory_file, sources, tmp_path, box_pages
):
    coco["images"][0]["file_name"] = directory_file.name
    (tmp_path / "placed.json").write_text(json.dumps(coco), encoding="utf-8")
    detector = build_detector("coco", {"annotations": [tmp_path / "placed.json"], "labels": {}}, threads=1)
    row = {"page": "other", "path": str(directory_file), "source": "pr", "frame": 0}
    _, status = box_pages([row], detector=detector, sources=sources)
    assert status["status"].tolist() == ["blank"]


def test_a_page_that_no_annotation_names_is_blank(file, directory_file, sources, box_pages):
    detector = build_detector("coco", {"annotations": [file], "labels": {}}, threads=1)
    row = {"page": "pr-0002", "path": str(directory_file), "source": "pr", "frame": 0}
    _, status = box_pages([row], detector=detector, sources=sources)
    assert status["status"].tolist() == ["blank"]


def test_two_images_of_one_name_are_told_apart_by_page_ids_alone(coco, file, tmp_path):
    other = tmp_path / "other.json"
    for image in coco["images"]:
        image.pop("page", None)
    other.write_text(json.dumps(coco), encoding="utf-8")
    with pytest.raises(ValueError, match="is annotated twice, expected a `page` id for each image"):
        build_detector("coco", {"annotations": [other, other], "labels": {}}, threads=1)


def test_foreign_categories_get_their_roles_by_labels(coco, file, directory):
    for category in coco["categories"]:
        category["name"] = category["name"].upper()
    file.write_text(json.dumps(coco))
    labels = {role.upper(): role for role in ("entry", "name", "partner", "field")}
    assert [roles for _, _, (_, roles) in read_coco(file, labels=labels)] == [directory["role"].tolist()] * 2
    with pytest.raises(ValueError, match="category 'ENTRY' has no role; expected labels to give it one of"):
        read_coco(file, labels={})


@pytest.mark.parametrize("count", [1, 4])
def test_a_box_of_three_numbers_is_refused(coco, file, count):
    for annotation in coco["annotations"][:count]:
        annotation["bbox"] = [10, 10, 50]
    file.write_text(json.dumps(coco))
    with pytest.raises(ValueError, match=r"of elsewhere.tif is \[10, 10, 50\], expected four numbers"):
        read_coco(file, labels={})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not COCO annotations .JSONDecodeError"),
        ('{"images": []}', "not COCO annotations .KeyError: 'categories'"),
        ('{"images": [], "categories": [], "annotations": [{"image_id": 3}]}', "KeyError: 3"),
    ],
)
def test_a_file_that_is_no_coco_says_so(tmp_path, text, says):
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=says):
        read_coco(path, labels={})
    with pytest.raises(ValueError, match=r"none.json: no such file; expected COCO annotations"):
        read_coco(tmp_path / "none.json", labels={})
