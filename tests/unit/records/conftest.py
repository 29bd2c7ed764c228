"""Small tables by hand: two publications, their crops, readings and truth."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.records.building import build_records
from clippings.records.importing import PLACES

SHARES = {"train": 0.5, "val": 0.25, "test": 0.25}
SOURCES = {
    "pr": {"orientation": "horizontal", "sides": {"name": "context", "partner": "query"}},
    "tk": {"orientation": "vertical", "sides": {"name": "target"}},
}


@pytest.fixture
def sources():
    """What a dataset declares about the two publications."""
    return SOURCES


@pytest.fixture
def build():
    """Return a function that builds records of small tables, checked; what is not given is empty."""
    said = ["record", "other", "verdict", "place"]

    def built(**given):
        tables_of = {"crops": PLACES, "items": tables.ITEMS, "mentions": tables.MENTIONS}
        tables_of |= {"annotations": tables.ANNOTATIONS}
        empty = {name: pd.DataFrame(columns=table.names) for name, table in tables_of.items()}
        unread = {ocr: pd.DataFrame(columns=tables.READINGS.names) for ocr in tables.OCRS}
        unlabelled = pd.DataFrame(columns=[*tables.LABELS.names, "place"])
        usual = {"labels": unlabelled, "readings": unread, "sources": SOURCES, "shares": SHARES, "seed": 0}
        usual |= {"folds": 0, "fields": {}, "block": None, "task": "link"}
        usual |= {"pairs": pd.DataFrame(columns=said)}
        parts = {**empty, **usual, **given}
        records = build_records(parts.pop("crops"), parts.pop("items"), **parts)
        return frames.check(records, tables.RECORDS, where="records").set_index("record")

    return built


@pytest.fixture
def crops():
    """One PR entry with three partners and one TK page of three names; the last is no printed name."""
    rows = [
        ("c1", "pr-1", "pr", "name", "c1", 0, 0, 100, 20),
        ("c2", "pr-1", "pr", "partner", "c1", 0, 40, 60, 50),
        ("c3", "pr-1", "pr", "partner", "c1", 0, 60, 60, 70),
        ("c7", "pr-1", "pr", "partner", "c1", 0, 100, 60, 110),
        ("c4", "tk-1", "tk", "name", None, 0, 0, 20, 100),
        ("c5", "tk-1", "tk", "name", None, 40, 0, 60, 100),
        ("c6", "tk-1", "tk", "name", None, 80, 0, 100, 100),
    ]
    columns = ["crop", "page", "source", "role", "entry", "x0", "y0", "x1", "y1"]
    frame = pd.DataFrame(rows, columns=columns).assign(parts=1)
    frame["orientation"] = frame["source"].map({"pr": "horizontal", "tk": "vertical"})
    return frame.reindex(columns=PLACES.names)


@pytest.fixture
def mentions():
    """The truth of the six printed names, m3 a shortened one."""
    rows = [
        ("m1", "pr-1", "pr", "name", "甲社", "f1", "h1", None, None, None),
        ("m2", "pr-1", "pr", "partner", "乙商会", "f2", "h2", "m1", "supplier", False),
        ("m3", "pr-1", "pr", "partner", "丙", "f3", "h3", "m1", "customer", True),
        ("m4", "tk-1", "tk", "name", "乙商會", "f2", "h2", None, None, None),
        ("m7", "pr-1", "pr", "partner", "己社", "f6", "h6", "m1", "customer", False),
        ("m5", "tk-1", "tk", "name", "丁社", "f4", "h4", None, None, None),
    ]
    columns = [
        "mention",
        "page",
        "source",
        "role",
        "text",
        "entity",
        "homonym",
        "entry",
        "relation",
        "shortened",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    frame["orientation"] = frame["source"].map({"pr": "horizontal", "tk": "vertical"})
    return frame.reindex(columns=tables.MENTIONS.names)


@pytest.fixture
def annotations(mentions):
    """Where the six names stand, a few pixels off the crops; m3 goes on in a second line."""
    boxes = [
        (1, 1, 99, 21),
        (0, 41, 60, 50),
        (0, 60, 60, 71),
        (1, 0, 20, 101),
        (0, 100, 60, 110),
        (41, 0, 60, 99),
    ]
    frame = pd.DataFrame(boxes, columns=["x0", "y0", "x1", "y1"]).assign(part=0)
    frame = pd.concat([mentions, frame], axis=1)
    second = frame.iloc[[2]].assign(part=1, y0=80, y1=90)
    frame = pd.concat([frame, second], ignore_index=True)
    frame["annotation"] = [f"a{place}" for place in range(len(frame))]
    frame["reading_order"] = range(len(frame))
    return frame[tables.ANNOTATIONS.names]


@pytest.fixture
def readings(crops):
    """Readings of all crops by both OCRs."""
    return {
        ocr: pd.DataFrame({"crop": crops["crop"], "text": [f"{ocr}{place}" for place in range(len(crops))]})
        for ocr in tables.OCRS
    }
