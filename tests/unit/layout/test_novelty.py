"""Pages unlike the labelled ones."""

import pandas as pd
import pytest

from clippings.layout.novelty import UNLIKE, page_novelty


def advert(lines):
    """A page of few lines in large type."""
    page = lines[lines["page"] == "pr-0"].iloc[::4].assign(page="advert", x0=250.0)
    sizes = ["ink_height", "stem_width", "bar_width"]
    page[sizes] *= 2.2
    return page.assign(y1=page["y0"] + page["ink_height"])


@pytest.mark.parametrize("labelled", [1, 2, 4])
def test_an_advert_is_unlike_pages_of_entries(entries, labelled):
    lines = entries(12)
    known = lines[lines["page"].isin([f"pr-{number}" for number in range(labelled)])]
    novelty = page_novelty(known, pd.concat([lines, advert(lines)], ignore_index=True))
    alike = novelty.drop("advert")
    assert len(alike) == 12 - labelled and not set(alike.index) & set(known["page"])
    assert novelty["advert"] > UNLIKE > alike.max()
    assert abs(alike.mean() - 0.5) < 0.15


def test_a_source_without_labels_is_refused(entries):
    with pytest.raises(ValueError, match="source tk: no labelled page"):
        page_novelty(entries(1), entries(1, source="tk"))


def test_one_labelled_line_has_no_other_to_compare_with(entries):
    lines = entries(3)
    assert page_novelty(lines.head(1), lines).isna().all()
