"""Artist lines of real catalogues, where the data is at hand, learned from two pages of each."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from clippings.layout.learning import cross_validate_roles, fit_roles, predict_roles
from clippings.layout.novelty import UNLIKE, page_novelty

ROOT = Path(__file__).resolve().parents[3]
# Of each catalogue, from its first pages: so many pages are read, all but two are scored.
PAGES = {"basel_1852": 7, "zuerich_1887": 9}


@pytest.fixture(scope="module")
def bench():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "bench")
        import measure_roles

        yield measure_roles
        del sys.modules["measure_roles"]


@pytest.fixture(scope="module")
def lines(bench):
    if not bench.CATALOGUES.is_dir():
        pytest.skip(f"no real catalogues at {bench.CATALOGUES} (CLIPPINGS_REAL_DATA names the folder above)")
    paths = [path for source, count in PAGES.items() for path in bench.pages_of(source)[:count]]
    return pd.concat([bench.lines_of(path, "transcribed", find=None) for path in paths], ignore_index=True)


@pytest.fixture(scope="module")
def known(bench, lines):
    labels = bench.read_labels()
    return bench.with_truth(lines, labels[labels["page"].isin(lines["page"])])


@pytest.fixture(scope="module")
def labelled(known):
    """The second and the middle one of the pages with artists of each catalogue."""
    pages = [pages for _, pages in known.groupby("source")["page"].unique().items()]
    return known[known["page"].isin([page for own in pages for page in (own[1], own[len(own) // 2])])]


def test_two_labelled_pages_tell_artist_lines_on_the_others(known, labelled, capsys):
    rest = known[~known["page"].isin(labelled["page"])]
    named = predict_roles(fit_roles(labelled, seed=0), rest)["role"] == "name"
    right = (named & (rest["role"] == "name")).sum()
    recall, precision = right / (rest["role"] == "name").sum(), right / named.sum()
    with capsys.disabled():
        print(f"\n{rest['page'].nunique()} pages: recall {recall:.3f}, precision {precision:.3f}", end=" ")
    assert recall >= 0.98 and precision >= 0.95


def test_pages_scored_against_each_other_say_so(labelled):
    names = cross_validate_roles(labelled, seed=0).set_index("role").loc["name"]
    assert (names["recall"] >= 0.9).all() and (names["precision"] >= 0.85).all()


def test_title_and_rules_of_the_society_look_unlike_pages_of_artists(lines, known, labelled):
    unlike = page_novelty(labelled, lines) >= UNLIKE
    artists = unlike.index.isin(known["page"])
    assert unlike[~artists].sum() >= 2 and unlike[artists].mean() <= 0.1
