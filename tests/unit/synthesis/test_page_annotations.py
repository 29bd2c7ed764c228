"""COCO says what the annotations say."""

import json

import numpy as np
import pandas as pd
from drawn import entries, partners

from clippings.synthesis.annotations import entity_of_mention, to_coco, write_coco
from clippings.tables import ROLES

PAGES = [
    {"page": "pr-0001", "path": "pages/pr-000.tif", "source": "pr", "frame": 0},
    {"page": "pr-0002", "path": "pages/pr-000.tif", "source": "pr", "frame": 1},
]


def annotations():
    rows = [
        ("pr-0001-0000", "pr-0001", "entry", None, None, 10.0, 20.0, 110.5, 90.0),
        ("pr-0001-0001", "pr-0001", "name", "pr-0001-e00", "三菱商事", 10.0, 20.0, 80.0, 50.0),
        ("pr-0002-0000", "pr-0002", "field", None, "所在地", 5.0, 6.0, 7.0, 8.0),
    ]
    names = ["annotation", "page", "role", "mention", "text", "x0", "y0", "x1", "y1"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(source="pr", orientation="horizontal", reading_order=[0, 1, 0], part=0)


def test_coco_equals_the_table(tmp_path):
    table = annotations()
    write_coco(to_coco(table, PAGES, entities={"pr-0001-e00": "f7"}), tmp_path / "coco.json")
    coco = json.loads((tmp_path / "coco.json").read_text(encoding="utf-8"))
    images = {image["id"]: image for image in coco["images"]}
    roles = {category["id"]: category["name"] for category in coco["categories"]}
    assert tuple(roles.values()) == ROLES
    for row, box in zip(table.to_dict("records"), coco["annotations"], strict=True):
        x, y, width, height = box["bbox"]
        assert np.allclose([x, y, x + width, y + height], [row[k] for k in ("x0", "y0", "x1", "y1")])
        assert images[box["image_id"]]["page"] == row["page"]
        assert roles[box["category_id"]] == row["role"]
        said = [None if pd.isna(row[key]) else row[key] for key in ("text", "mention")]
        assert [box["text"], box["mention"]] == said
    assert [box["entity"] for box in coco["annotations"]] == [None, "f7", None]
    assert [(image["file_name"], image["frame"]) for image in coco["images"]] == [
        ("pr-000.tif", 0),
        ("pr-000.tif", 1),
    ]


def test_every_mention_has_its_entity():
    table = entries("pr", 3)
    named = partners(table, 2)
    found = entity_of_mention(table, named)
    assert found["pr-0001-e02"] == "f2" and found["pr-0001-e02-p01"] == "t1" and len(found) == 9
