"""What the review page holds: cards without the truth, crops that are small, data that cannot break out."""

import json
import re
from base64 import b64decode
from io import BytesIO

import numpy as np
import pandas as pd
import prints
import pytest
from pages import TEMPLATES
from PIL import Image

from clippings import frames, tables
from clippings.review.offline import LONG, SHORT, SIDE, fill, pack_crops, read_crops
from clippings.review.page import describe, list_items, list_targets, review_page
from clippings.review.sample import judge_firsts


@pytest.fixture
def records():
    """A query in the entry of a firm, and two targets; what is printed and whose it is must not be shown."""
    rows = [
        ("c1", "pr", "context", "horizontal", None, None, "本社", None),
        ("q1", "pr", "query", "horizontal", "c1", "supplier", "甲</script>", "申"),
        ("t1", "tk", "target", "vertical", None, None, "甲社", None),
        ("t2", "tk", "target", "vertical", None, None, None, "乙社"),
    ]
    columns = ["record", "source", "side", "orientation", "entry", "relation", "clean", "noisy"]
    frame = pd.DataFrame(rows, columns=columns).assign(
        role="name", split="test", entity="SECRET", printed="SECRET", page="p1"
    )
    return frames.check(frame, tables.RECORDS, where="test")


@pytest.fixture
def links():
    """Two candidates of one query, by two methods."""
    rows = [("q1", "t1", 1, 0.91234567), ("q1", "t2", 2, 0.5)]
    frame = pd.DataFrame(rows, columns=["query_id", "target_id", "rank", "score"]).assign(decision="link")
    both = pd.concat([frame.assign(method="a/clean"), frame.assign(method="b/clean", score=0.1)])
    return frames.check(both, tables.LINKS, where="test")


def picture(width, height):
    """Draw dark and light stripes, PNG bytes in colour."""
    stripes = np.tile(np.where(np.arange(width) % 20 < 10, 30, 220), (height, 1)).astype(np.uint8)
    buffer = BytesIO()
    Image.fromarray(stripes).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def crops(tmp_path):
    """A shard with crops of one record shown and of one not."""
    places = {"page": "p1", "source": "pr", "role": "name", "orientation": "horizontal", "parts": 1}
    rows = [{"crop": name, "image": picture(300, 60), **places} for name in ("q1", "z9")]
    frames.write(pd.DataFrame(rows), tmp_path / "pr-000.parquet", tables.CROPS)
    return [tmp_path / "pr-000.parquet"]


def data(page, name):
    """Return one block of data of a page."""
    return json.loads(re.search(rf'id="{name}">(.*?)</script>', page, flags=re.S)[1])


def label(*rows):
    """Write labels from (query, target or None, verdict)."""
    return pd.DataFrame(rows, columns=["query_id", "target_id", "verdict"], dtype=object)


def make(links, records, crops, **changed):
    settings = {
        "dataset": "firms",
        "method": "a/clean",
        "candidates": 2,
        "seed": 0,
        "labels": label(),
        "explained": [],
        "pages": [],
    }
    settings |= {"sizes": {"uncertain": 5, "random": 0}, "templates": TEMPLATES, **changed}
    links = links[links["method"] == settings["method"]]
    judged = judge_firsts(links, settings["labels"], records)
    return review_page(links, records, crops=crops, judged=judged, **settings)


def test_a_page_holds_queue_cards_and_crops_and_not_the_truth(links, records, crops):
    page = make(links, records, crops)
    content = data(page, "content")
    assert content["items"][0]["id"] == "q1" and content["method"] == "a/clean"
    assert sorted(content["items"][0]["candidates"]) == [["t1", 1, 0.9123], ["t2", 2, 0.5]]
    assert set(content["records"]) == {"q1", "t1", "t2"} and set(data(page, "crops")) == {"q1"}
    assert "SECRET" not in page
    assert not re.search(r"(?:src|href)=|https?:", page)


def test_the_digest_follows_what_is_shown(links, records, crops):
    first, same = (data(make(links, records, crops), "content")["digest"] for _ in range(2))
    other = data(make(links, records, crops, method="b/clean"), "content")["digest"]
    assert first == same != other


def test_a_labelled_query_is_counted_and_not_asked_again(links, records, crops):
    first = data(make(links, records, crops), "content")
    assert (first["others"], sum(first["known"].values())) == (1, 0)
    again = data(make(links, records, crops, labels=label(("q1", "t1", "match"))), "content")
    assert again["items"] == [] and again["others"] == 0
    assert again["known"] == {"right": 1, "another": 0, "none": 0, "unsure": 0}


def test_a_card_says_what_was_read_and_where_it_stands(records):
    cards = describe(records, {"q1", "t2"})
    assert cards["q1"]["texts"] == {"clean": "甲</script>", "noisy": "申"}
    assert cards["q1"]["fields"] == {"source": "pr", "page": "p1", "relation": "supplier", "entry of": "本社"}
    assert cards["t2"]["texts"] == {"clean": "–", "noisy": "乙社"}
    assert (cards["q1"]["shape"], cards["t2"]["shape"]) == ("across", "down") and "entry of" not in cards[
        "t2"
    ]["fields"]


def test_an_ocr_that_no_record_has_is_not_on_the_cards(records):
    assert set(describe(records.assign(noisy=None), {"q1"})["q1"]["texts"]) == {"clean"}


def test_the_place_of_a_candidate_tells_nothing_of_its_rank():
    targets = [f"t{number}" for number in range(4)]
    rows = [
        (f"q{query}", target, place + 1, 0.5) for query in range(300) for place, target in enumerate(targets)
    ]
    links = pd.DataFrame(rows, columns=["query_id", "target_id", "rank", "score"])
    queue = pd.DataFrame({"query_id": links["query_id"].unique(), "drawn": "random"})
    items = list_items(queue, links, candidates=4, seed=1)
    first = pd.Series([item["candidates"][0][1] for item in items]).value_counts()
    assert first.min() > 50 and set(first.index) == {1, 2, 3, 4}
    assert (
        items
        == list_items(queue, links, candidates=4, seed=1)
        != list_items(queue, links, candidates=4, seed=2)
    )


def test_no_text_ends_the_block_of_data(tmp_path):
    texts = {"a.html": "<p>{{style}}|{{script}}|{{words}}</p>", "a.css": "a{}", "b.js": "b()", "c.js": "c()"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    filled = fill([tmp_path / name for name in texts], {"words": ["</script><b>{{style}}"]})
    assert filled == '<p>a{}|b()\nc()|["\\u003c/script>\\u003cb>{{style}}"]</p>'


@pytest.mark.parametrize(
    ("size", "expected"),
    [((300, 112), (150, SHORT)), ((40, 1200), (16, LONG)), ((30, 20), (30, 20)), ((2000, 1), (LONG, 1))],
)
def test_crops_are_grey_small_and_legible(size, expected):
    crops = pd.DataFrame([{"crop": "q1", "role": "name", "image": picture(*size)}])
    packed = b64decode(pack_crops(crops)["q1"])
    with Image.open(BytesIO(packed)) as image:
        assert image.format == "WEBP" and image.size == expected
        colours = np.asarray(image.convert("RGB")).astype(int)
    assert np.ptp(colours, axis=2).max() <= 3
    assert size[0] > 1000 or np.ptp(colours) > 120


def test_a_photograph_is_larger_than_a_name_and_its_card_says_so():
    packed = pack_crops(prints.crops().query("crop == 'a0'"))
    with Image.open(BytesIO(b64decode(packed["a0"]))) as image:
        assert image.size == (SIDE, SIDE * 3 // 4)
    card = describe(prints.records(), {"a0"})["a0"]
    assert card["shape"] == "photograph" and card["texts"] == {"noisy": prints.CAPTION}


def test_crops_come_in_the_order_shown_and_no_others(crops):
    assert read_crops(crops, ["t1", "z9", "q1"])["crop"].tolist() == ["z9", "q1"]


def test_the_search_covers_targets_and_members_up_to_a_number(records):
    assert list_targets(records) == {
        "total": 2,
        "rows": [["t1", "tk", "p1", ["甲社"]], ["t2", "tk", "p1", ["乙社"]]],
    }
    assert list_targets(records, most=1)["rows"] == [["t1", "tk", "p1", ["甲社"]]]
    assert list_targets(records.assign(side="member"))["total"] == 4
