"""Why links were scored as they were: terms in groups, links of each kind, nothing of the test's truth."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.review.explain_page import explain_page
from clippings.review.explaining import (
    choose_links,
    explain_queries,
    group_comparisons,
    list_weights,
    of_method,
)

FOLDER = Path(__file__).parents[3] / "workflow/lib/clippings/review/templates"
NAMES = (
    *("explain.html", "shared.css", "waterfall.css", "explain.css"),
    *("shared.js", "waterfall.js", "explain.js"),
)
ROW = {"method": "sup_all_evidence", "ocr": "both", "seed": 0, "fold": 0}
METHOD = "sup_all_evidence/both"
COMPARED = [
    ("length_noisy", "quality", "noisy"),
    ("address_jaccard_noisy", "address", "noisy"),
    ("levenshtein_noisy", "text", "noisy"),
    ("tfidf_noisy", "text", "noisy"),
    ("levenshtein_clean", "text", "clean"),
    ("sup_visual", "picture", "none"),
]


@pytest.fixture
def comparisons():
    made = pd.DataFrame(COMPARED, columns=["comparison", "part", "ocr"]).assign(measure="m", learned=False)
    return frames.check(made, tables.COMPARISONS, where="test")


@pytest.fixture
def terms():
    """Terms of two candidates of q1, of one of q2, and of another row that must not be mixed with them."""
    rows = [
        ("q1", "t1", 1, "intercept", None, -3.0),
        ("q1", "t1", 1, "levenshtein_noisy", 0.5, 1.0),
        ("q1", "t1", 1, "tfidf_noisy", 0.9, 4.0),
        ("q1", "t1", 1, "sup_visual", None, -0.5),
        ("q1", "t2", 2, "intercept", None, -3.0),
        ("q1", "t2", 2, "levenshtein_noisy", 0.25, 0.5),
        ("q1", "t2", 2, "tfidf_noisy", 0.1, -2.0),
        ("q1", "t2", 2, "sup_visual", 0.75, 0.25),
        ("q2", "t9", 1, "intercept", None, -3.0),
    ]
    made = pd.DataFrame(rows, columns=["query", "target", "rank", "comparison", "value", "term"])
    other = made.assign(**ROW | {"method": "selfsup_all_evidence"}, term=99.0)
    later = made.assign(**ROW | {"seed": 1}, term=99.0)
    return frames.check(pd.concat([made.assign(**ROW), other, later]), tables.TERMS, where="test")


@pytest.fixture
def links():
    """Linked right (q1), linked wrong (q3), no match though the first is right (q4), rightly none (q5)."""
    rows = [
        ("q1", "t1", 1, 1.5, "link"),
        ("q1", "t2", 2, -4.25, "no match"),
        ("q2", "t9", 1, -3.0, "no match"),
        ("q3", "t2", 1, 2.0, "link"),
        ("q4", "t4", 1, -0.5, "no match"),
        ("q5", "t2", 1, -5.0, "no match"),
    ]
    made = pd.DataFrame(rows, columns=["query_id", "target_id", "rank", "score", "decision"])
    return frames.check(made.assign(method=METHOD), tables.LINKS, where="test")


@pytest.fixture
def records():
    rows = [(f"q{n}", "query", f"SECRET{n}", "val") for n in (1, 3, 4, 5)]
    rows += [(f"t{n}", "target", f"SECRET{n}", "val") for n in (1, 2, 4)]
    rows += [("q2", "query", None, "none"), ("t9", "target", None, "none")]
    made = pd.DataFrame(rows, columns=["record", "side", "entity", "split"])
    made = made.assign(source="s", page="p", role="name", orientation="horizontal", clean=made["record"])
    return frames.check(made, tables.RECORDS, where="test")


@pytest.fixture
def weights():
    rows = [
        (1, "levenshtein_noisy", "text", "value", 0.5, 0.25, 0.75),
        (2, "levenshtein_noisy", "text", "value", 1.0, 0.75, 1.25),
        (1, "tfidf_noisy", "text", "behind", -2.0, None, None),
        (1, "sup_visual", "picture", "value", 0.125, 0.0, 0.25),
    ]
    columns = ["fold", "comparison", "part", "form", "weight", "low", "high"]
    own = {name: value for name, value in ROW.items() if name != "fold"}
    return frames.check(pd.DataFrame(rows, columns=columns).assign(**own), tables.WEIGHTS, where="test")


def test_groups_are_pictures_texts_by_ocr_fields_and_what_there_is_to_compare(comparisons):
    groups = group_comparisons(comparisons)
    assert list(dict.fromkeys(groups.values())) == [
        *("before any comparison", "picture", "text, clean OCR", "text, noisy OCR", "address"),
        "how much there is to compare",
        "other candidates",
    ]
    assert groups["tfidf_noisy"] == groups["levenshtein_noisy"] == "text, noisy OCR"


def test_terms_of_a_pair_are_those_of_its_row_and_add_up_to_its_score(terms, comparisons):
    why = explain_queries(of_method(terms, METHOD), comparisons, queries={"q1"})
    names = [name for name, _ in why["comparisons"]]
    # In a group the heaviest comparison comes first.
    assert names == ["intercept", "sup_visual", "tfidf_noisy", "levenshtein_noisy"]
    assert [why["groups"][group] for _, group in why["comparisons"]][1:] == [
        "picture",
        *["text, noisy OCR"] * 2,
    ]
    first, second = why["pairs"]["q1"]
    assert set(why["pairs"]) == {"q1"}
    assert first == ["t1", [-3.0, -0.5, 4.0, 1.0], [None, None, 0.9, 0.5]] and sum(first[1]) == 1.5
    assert second == ["t2", [-3.0, 0.25, -2.0, 0.5], [None, 0.75, 0.1, 0.25]] and sum(second[1]) == -4.25


def test_weights_are_means_over_folds_with_their_intervals(weights, comparisons):
    listed = list_weights(weights, comparisons)
    assert [tuple(row.values()) for row in listed] == [
        ("picture", "sup_visual", "value", 0.125, 0.0, 0.25),
        ("text, noisy OCR", "tfidf_noisy", "behind", -2.0, None, None),
        ("text, noisy OCR", "levenshtein_noisy", "value", 0.75, 0.5, 1.0),
    ]


def test_links_of_each_kind_are_chosen_among_those_that_are_explained(links, records):
    every = {"q1", "q2", "q3", "q4", "q5"}
    assert choose_links(links, records, explained=every, count=2) == {
        "surest": ["q3", "q1"],
        "least certain": ["q1", "q2"],
        "best no match": ["q4", "q2"],
        "wrong": ["q3", "q4"],
    }
    alone = choose_links(links, records, explained={"q2"}, count=2)
    assert alone == {"surest": [], "least certain": ["q2"], "best no match": ["q2"], "wrong": []}


def test_a_query_that_is_linked_to_its_second_candidate_is_no_example_of_no_match(links, records):
    second = links["query_id"].eq("q4").idxmax()
    other = links.loc[[second]].assign(target_id="t5", rank=2, decision="link")
    greedy = pd.concat([links, other], ignore_index=True)
    assert choose_links(greedy, records, explained={"q2", "q4"}, count=2)["best no match"] == ["q2"]


@pytest.mark.parametrize("tested", [{"split": "test"}, {"fold": 1}])
def test_what_is_wrong_on_the_test_is_not_shown(links, records, tested):
    chosen = choose_links(links, records.assign(**tested), explained={"q1", "q3", "q4"}, count=9)
    assert chosen["wrong"] == [] and chosen["surest"] == ["q3", "q1"]


def make(links, records, terms, comparisons, weights):
    page = explain_page(
        links,
        records,
        explained=[terms, comparisons, weights],
        crops=[],
        dataset="firms",
        method=METHOD,
        count=1,
        templates=[FOLDER / name for name in NAMES],
    )
    blocks = {
        n: json.loads(re.search(rf'id="{n}">(.*?)</script>', page, re.S)[1]) for n in ("content", "explained")
    }
    return page, *blocks.values()


def test_the_page_holds_weights_links_of_each_kind_and_their_terms(
    links, records, terms, comparisons, weights
):
    page, content, why = make(links, records, terms, comparisons, weights)
    assert [kind["kind"] for kind in content["kinds"]] == ["surest", "least certain", "best no match"]
    decided = {"query": "q1", "score": 1.5, "probability": None, "decision": "link"}
    assert content["kinds"][0]["links"] == [decided] and len(content["weights"]) == 3
    assert set(content["records"]) == {"q1", "q2", "t1", "t2", "t9"} and set(why["pairs"]) == {"q1", "q2"}
    assert "SECRET" not in page and not re.search(r"(?:src|href)=\"http|https?:", page)


def test_a_scorer_without_weights_leaves_a_page_without_links(links, records, terms, comparisons, weights):
    _, content, why = make(links, records, terms[:0], comparisons, weights[:0])
    assert content["kinds"] == content["weights"] == [] and why["pairs"] == {}


def test_where_nothing_is_weighed_the_page_says_so(links, records):
    page = explain_page(
        links,
        records,
        explained=[],
        crops=[],
        dataset="firms",
        method=METHOD,
        count=1,
        templates=[FOLDER / name for name in NAMES],
    )
    content = json.loads(re.search(r'id="content">(.*?)</script>', page, re.S)[1])
    assert content["weights"] == content["kinds"] == [], "the script then shows a warning"
