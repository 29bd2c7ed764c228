"""Many equal pictures or texts: neighbours grow with them, and scores are as if all ties were listed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clippings import frames, tables
from clippings.linkage.candidates import ranking, text_search
from clippings.linkage.candidates.search import search_neighbours
from clippings.linkage.candidates.string_rows import compare_strings
from clippings.linkage.neighbours import Searched, read_neighbours, write_searches
from clippings.truth import judge

ROW = {"method": "levenshtein", "ocr": "noisy", "seed": None}


def records_of(texts, entities, *, sides, pages=None):
    """Records in an order that is not that of their ids; their number is no multiple of 7."""
    count = len(texts)
    return pd.DataFrame(
        {
            "record": [f"r{(number * 7) % count:04d}" for number in range(count)],
            "side": sides,
            "split": "test",
            "page": pages,
            "noisy": texts,
            "entity": entities,
            "homonym": None,
        }
    )


def by_vectors(records, k=10):
    """Search by vectors that are equal where the texts are."""
    codes = pd.factorize(records["noisy"])[0]
    return search_neighbours(records, np.eye(codes.max() + 1, dtype=np.float32)[codes], k=k)


def by_texts(records, k=10):
    """Search by Levenshtein."""
    (found,) = compare_strings(
        records, measures=["levenshtein"], ocrs=["noisy"], lengths=[], objective=None, k=k, kanjivg="unused"
    )
    return found.neighbours


SEARCHES = pytest.mark.parametrize("search", [by_vectors, by_texts])


@SEARCHES
@pytest.mark.parametrize("count", [1000, 2000])
def test_rows_grow_with_the_members_whose_pictures_are_all_the_same(search, count, caplog):
    records = records_of(["same"] * count, ["a", "b"] * (count // 2), sides="member")
    with caplog.at_level("INFO"):
        found = search(records)
    assert len(found) == count * ranking.MOST_TIES
    assert f"{count} queries tie with too many targets" in caplog.text
    judged = judge(found, records)
    assert judged["top1"].tolist() == pytest.approx([(count / 2 - 1) / (count - 1)] * count)
    assert judged["strict"].equals(judged["top1"]) and judged["any_tie"].all() and judged["recall"].all()


@st.composite
def tying(draw):
    """Draw members, or queries and targets, whose texts tie often; some share a page, some have no truth."""
    count = draw(st.sampled_from([8, 12, 22, 30]))
    letters = st.text(alphabet="ab", min_size=1, max_size=2)
    texts = draw(st.lists(letters, min_size=count, max_size=count))
    entities = draw(st.lists(st.sampled_from(["x", "y", "z", None]), min_size=count, max_size=count))
    pages = draw(st.lists(st.sampled_from([None, "p", "q"]), min_size=count, max_size=count))
    each = st.lists(st.sampled_from(["query", "target"]), min_size=count, max_size=count)
    return records_of(texts, entities, sides=draw(st.just("member") | each), pages=pages)


@SEARCHES
@settings(deadline=None, max_examples=50)
@given(records=tying(), most=st.integers(1, 4), k=st.integers(1, 12))
def test_the_judgement_of_some_ties_is_that_of_all(search, records, most, k):
    whole = search(records, k)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "MOST_TIES", most)
        patch.setattr(text_search, "PAIRS_AT_ONCE", 5)
        some = search(records, k)
    assert (some.groupby("query").size() <= max(k, most)).all()
    listed = some[["query", "target", "rank", "score"]].merge(whole, on=["query", "target", "rank", "score"])
    assert len(listed) == len(some)
    first_ten = ["recall"] if max(k, most) >= 10 else []
    scored = ["query", "matched", "score", "top1", "any_tie", "strict", *first_ten]
    pd.testing.assert_frame_equal(judge(some, records)[scored], judge(whole, records)[scored])


def test_the_numbers_survive_their_file(tmp_path):
    records = records_of(["same"] * 250, ["a", "b"] * 125, sides="member")
    found = by_texts(records)
    write_searches([Searched(ROW, 0, found)], tmp_path / "n.parquet", choices=tmp_path / "c.csv")
    again = read_neighbours([tmp_path / "n.parquet"], ROW, fold=0)
    pd.testing.assert_frame_equal(judge(again, records), judge(found, records))
    frames.read(tmp_path / "n.parquet", tables.NEIGHBOURS)
