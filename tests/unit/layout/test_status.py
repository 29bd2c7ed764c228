"""What becomes of pages: counted, without names, unlike the labelled ones."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.layout.ink import INK
from clippings.layout.status import check_pages, count_names, mark_unlike

PAGES = [{"page": page, "source": "pr", "path": f"{page}.png", "frame": None} for page in ("a", "b", "c")]
BOXES = pd.DataFrame({"page": ["a", "a", "a", "b"], "role": ["entry", "name", "partner", "field"]})


def statuses(*words):
    pages = pd.DataFrame(PAGES).head(len(words))
    return pages.assign(status=words, message=None, boxes=0)


def test_boxes_and_names_are_counted_and_a_page_without_names_is_bad():
    counted = count_names(statuses("ok", "ok", "blank"), BOXES, PAGES, expected=True)
    counted = frames.check(counted, tables.PAGE_STATUS, where="status")
    assert counted[["boxes", "names"]].to_numpy().tolist() == [[3, 2], [1, 0], [0, 0]]
    assert counted["status"].tolist() == ["ok", "no names", "blank"]
    assert counted["message"][1] == "page b: b.png (frame 0) has 1 boxes but no names, expected at least one"


def test_a_page_without_names_is_fine_where_none_are_expected():
    counted = count_names(statuses("ok", "ok"), BOXES, PAGES, expected=False)
    assert counted["status"].tolist() == ["ok", "ok"] and counted["message"].isna().all()


@pytest.mark.parametrize("labelled", [0, 3])
def test_a_page_unlike_all_labelled_ones_is_marked_and_stops_no_run(entries, labelled):
    lines = entries(5)
    strange = lines["page"] == "pr-4"
    lines.loc[strange, INK] *= 4
    lines.loc[strange, "x0"] += 300
    status = pd.DataFrame({"page": lines["page"].unique(), "status": "ok", "message": None})
    taught = lines[lines["page"].isin([f"pr-{number}" for number in range(labelled)])]
    marked = mark_unlike(status, lines, taught)
    assert marked["status"].tolist() == ["ok"] * 4 + ["unlike" if labelled else "ok"]
    if labelled:
        assert marked["message"][4].startswith("page pr-4 looks unlike all labelled pages (novelty ")
    check_pages(marked, on_bad_page="fail")
