"""Which examples are shown, with which pictures, and whether they are marked right."""

import numpy as np
import pandas as pd
import prints
import pytest
from lxml import etree

from clippings import frames, tables
from clippings.figures.pictures import read_crops
from clippings.figures.retrieval import draw_examples, retrieve_examples
from clippings.figures.style import save_figure
from clippings.images import encode_png

QUERIES, TARGETS = [f"q{n}" for n in range(10)], [f"t{n}" for n in range(10)]


@pytest.fixture
def records():
    frame = pd.DataFrame({"record": [*QUERIES, *TARGETS], "entity": [f"e{n}" for n in range(10)] * 2})
    frame = frame.assign(
        side=["query"] * 10 + ["target"] * 10, split="test", clean="商事", source="s", role="name"
    )
    frame.loc[frame["record"] == "q9", "split"] = "train"
    return frames.check(frame.assign(orientation="vertical"), tables.RECORDS, where="test")


@pytest.fixture
def links():
    """Six targets a query: q0 to q7 and q9 have their own first, q8 has it second."""
    rows = []
    for number, query in enumerate(QUERIES):
        order = [TARGETS[(number + step) % 10] for step in range(6)]
        order = [order[1], order[0], *order[2:]] if query == "q8" else order
        rows += [
            {"query_id": query, "target_id": target, "rank": rank, "score": 1 / rank, "decision": "no match"}
            for rank, target in enumerate(order, start=1)
        ]
    return frames.check(pd.DataFrame(rows).assign(method="m/clean"), tables.LINKS, where="test")


def test_wrong_ones_are_among_the_examples_and_only_test_queries(records, links):
    examples = retrieve_examples(records, links, count=4, seed=3)
    assert examples["query"].nunique() == 4
    assert "q8" in set(examples["query"]) and "q9" not in set(examples["query"])
    assert examples["rank"].max() == 5
    own = examples["target"].str[1:] == examples["query"].str[1:]
    assert (examples["right"] == own).all()


def test_the_seed_decides(records, links):
    chosen = [set(retrieve_examples(records, links, count=4, seed=seed)["query"]) for seed in (0, 0, 1, 2, 3)]
    assert chosen[0] == chosen[1]
    assert len({frozenset(queries) for queries in chosen}) > 1


def test_homonyms_are_right(records, links):
    records["homonym"] = "one"
    assert retrieve_examples(records, links, count=4, seed=0)["right"].all()


def test_a_member_is_found_among_its_like_and_one_alone_is_not_shown():
    examples = retrieve_examples(prints.records(), prints.links(), count=20, seed=0)
    assert set(examples["query"].str[0]) == {"a", "b", "d"}
    assert (examples["right"] == (examples["query"].str[0] == examples["target"].str[0])).all()
    assert examples["query_text"].unique().tolist() == [prints.CAPTION]


@pytest.fixture
def crops(records, tmp_path):
    pictures = [encode_png(np.full((40, 12), 200, np.uint8))] * 20
    frame = pd.DataFrame({"crop": records["record"], "image": pictures, "parts": 1})
    frame = frame.assign(source="s", role="name", orientation="vertical")
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for path, part in zip(paths, (frame[:10], frame[10:]), strict=True):
        frames.write(part, path, tables.CROPS)
    return paths


def test_only_the_pictures_asked_for_are_read(crops):
    assert sorted(read_crops(crops, ["t1", "q1", "q1"])) == ["q1", "t1"]


def test_a_record_without_a_picture_is_shown_blank(crops):
    assert (read_crops(crops, ["zz", "q1"])["zz"] == 255).all()


def test_a_picture_is_no_larger_than_any_place_for_it(tmp_path):
    frames.write(prints.crops(), tmp_path / "prints.parquet", tables.CROPS)
    assert read_crops([tmp_path / "prints.parquet"], ["a0"])["a0"].shape == (360, 480)


def test_right_and_wrong_differ_in_sign_and_in_dash(records, links, crops):
    examples = retrieve_examples(records, links, count=2, seed=0)
    pictures = read_crops(crops, [*examples["query"], *examples["target"]])
    figure = draw_examples(examples, pictures, methods=["m/clean"])
    assert sum(axis.get_xlabel() == "商事" for axis in figure.axes) == 2
    shown = [axis for axis in figure.axes if axis.get_xlabel()[:1] in ("✓", "✗")]
    signs = {axis.get_xlabel()[0]: str(axis.spines["left"].get_linestyle()) for axis in shown}
    assert set(signs) == {"✓", "✗"} and signs["✓"] != signs["✗"]
    assert sum(axis.get_xlabel()[0] == "✓" for axis in shown) == examples["right"].sum()


def test_a_method_that_finds_nothing_says_so(records, links, crops):
    examples = retrieve_examples(records, links, count=2, seed=0)
    pictures = read_crops(crops, [*examples["query"], *examples["target"]])
    figure = draw_examples(examples, pictures, methods=["m/clean", "other/noisy"])
    assert [text.get_text() for axis in figure.axes for text in axis.texts].count("nothing found") == 2


def test_a_query_without_another_of_its_entity_is_not_an_example(records, links):
    records.loc[records["record"] == "t8", "entity"] = "gone"
    examples = retrieve_examples(records, links, count=9, seed=0)
    assert examples["query"].nunique() == 8 and "q8" not in set(examples["query"])


def test_texts_stand_alone_where_a_dataset_has_no_pictures(records, links):
    examples = retrieve_examples(records, links, count=2, seed=0)
    assert read_crops([], examples["query"]) == {}
    figure = draw_examples(examples, {}, methods=["m/clean"])
    assert len(figure.axes) == 12 and not any(axis.images for axis in figure.axes)
    words = [axis.texts[0].get_text() for axis in figure.axes]
    assert words.count("商事") == 2 and words.count("✓ 商事") == examples["right"].sum()
    figure.draw_without_rendering()
    tight, size = figure.get_tightbbox(), figure.get_size_inches()
    assert min(tight.x0, tight.y0) >= 0 and tight.x1 <= size[0] and tight.y1 <= size[1]


def test_what_xml_cannot_hold_is_replaced(records, links, tmp_path):
    records["clean"] = "a\x00b\ufffe\x1bc𠮷"
    examples = retrieve_examples(records, links, count=2, seed=0)
    file = tmp_path / "examples.svg"
    save_figure(lambda: draw_examples(examples, {}, methods=["m/clean"]), [file], resolution=60)
    words = [text for text in etree.parse(file).getroot().itertext() if "\ufffd" in text]
    assert len(words) == 12 and {text.split()[-1] for text in words} == {"a\ufffdb\ufffd\ufffdc𠮷"}
