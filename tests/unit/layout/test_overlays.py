"""Pictures of boxes: the right page, in colours that tell the roles apart."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from clippings.images import decode_png
from clippings.layout.overlays import COLOURS, KEY_HEIGHT, draw_overlays, overlay


@pytest.fixture
def rows(directory_file):
    return [
        {"page": f"pr-{frame}", "path": str(directory_file), "source": "pr", "frame": frame}
        for frame in (1, 2)
    ]


@pytest.fixture
def boxes(rows, known, sources, box_pages):
    return box_pages(rows, detector=known, sources=sources)[0]


def has_colour(picture, colour):
    return (np.abs(picture.astype(int) - colour).max(axis=2) < 12).any()


def test_the_first_page_with_boxes_is_drawn(rows, boxes, tmp_path):
    draw_overlays(boxes, rows, output=tmp_path / "pr.png")
    picture = decode_png((tmp_path / "pr.png").read_bytes())
    assert picture.shape == (500 + KEY_HEIGHT, 1000, 3)
    roles = set(boxes["role"])
    assert roles == {"entry", "name", "partner", "field"}
    assert all(
        has_colour(picture[KEY_HEIGHT:], colour) == (role in roles) for role, colour in COLOURS.items()
    )


def test_each_box_is_framed_in_the_colour_of_its_role(boxes):
    picture = overlay(np.full((500, 1000), 240, np.uint8), boxes)[KEY_HEIGHT:]
    for box in boxes[boxes["role"] != "entry"].itertuples():
        edge = picture[int((box.y0 + box.y1) / 2), int(box.x1) + 1]
        assert np.abs(edge.astype(int) - COLOURS[box.role]).max() < 90


def test_a_line_leads_from_a_broken_name_to_its_rest_and_from_nothing_else(boxes):
    blank = np.full((500, 1000), 255, np.uint8)
    fields = boxes[boxes["role"] == "field"]
    only = overlay(blank, fields)[KEY_HEIGHT:]
    framed = np.zeros(only.shape[:2], bool)
    for box in fields.itertuples():
        framed[int(box.y0) - 5 : int(box.y1) + 6, int(box.x0) - 5 : int(box.x1) + 6] = True
    assert (only[~framed] == 255).all()
    broken = boxes[boxes["name"] == "pr-2-b008"]
    middle = broken[["x0", "x1"]].to_numpy().mean(), broken[["y0", "y1"]].to_numpy().mean()
    assert has_colour(overlay(blank, broken)[KEY_HEIGHT:][int(middle[1])][None], COLOURS["partner"])


def test_pages_without_boxes_give_an_empty_picture(rows, boxes, tmp_path):
    draw_overlays(boxes.head(0), rows, output=tmp_path / "pr.png")
    picture = decode_png((tmp_path / "pr.png").read_bytes())
    assert (picture[KEY_HEIGHT:] == 255).all()


def test_the_sources_stand_side_by_side_each_under_its_own_key(rows, boxes, directory_file, tmp_path):
    small = tmp_path / "small.png"
    Image.fromarray(np.full((100, 300), 240, np.uint8)).save(small)
    other = {"page": "tk-1", "path": str(small), "source": "tk", "frame": 0}
    box = boxes[boxes["role"] == "name"].head(1).assign(page="tk-1", source="tk", x0=5, y0=5, x1=90, y1=30)
    draw_overlays(pd.concat([boxes, box]), [*rows, other], output=tmp_path / "both.png")
    both = decode_png((tmp_path / "both.png").read_bytes())
    draw_overlays(boxes, rows, output=tmp_path / "pr.png")
    assert both.shape == (500 + KEY_HEIGHT, 1300, 3)
    assert np.array_equal(both[:, :1000], decode_png((tmp_path / "pr.png").read_bytes()))
    right = both[:, 1000:]
    assert has_colour(right[KEY_HEIGHT:], COLOURS["name"])
    assert (right[KEY_HEIGHT + 100 :] == 255).all()


def test_sources_beyond_four_stand_in_further_rows(rows, boxes, tmp_path):
    """Else the picture of many catalogues is too wide to be looked at."""
    sources = [f"s{number}" for number in range(6)]
    pages = [{**rows[1], "page": source, "source": source} for source in sources]
    first = boxes[boxes["page"] == "pr-2"]
    found = pd.concat([first.assign(page=source, source=source) for source in sources])
    draw_overlays(found, pages, output=tmp_path / "all.png")
    picture = decode_png((tmp_path / "all.png").read_bytes())
    assert picture.shape == (2 * (500 + KEY_HEIGHT), 4000, 3)
    upper, lower = picture[: 500 + KEY_HEIGHT], picture[500 + KEY_HEIGHT :]
    assert np.array_equal(lower[:, :2000], upper[:, 2000:]) and (lower[:, 2000:] == 255).all()


def test_a_page_of_too_many_pixels_is_not_drawn(rows, boxes, tmp_path):
    with pytest.raises(ValueError, match="expected at most 499,999 in all"):
        draw_overlays(boxes, rows, output=tmp_path / "pr.png", most_pixels=499_999)


def test_a_source_without_boxes_leaves_the_other_one_its_picture(rows, boxes, tmp_path):
    bare = {"page": "tk-1", "path": "gone.tif", "source": "tk", "frame": 0}
    draw_overlays(boxes, [*rows, bare], output=tmp_path / "both.png")
    assert decode_png((tmp_path / "both.png").read_bytes()).shape == (500 + KEY_HEIGHT, 2200, 3)
