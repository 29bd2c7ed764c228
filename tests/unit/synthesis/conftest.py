"""Made records of two publications, in the shape of the published pairs."""

import pandas as pd
import pytest

FIELDS = ("address", "product", "est_date", "capital", "bank", "shareholder")
PAIRS = [
    ("pr/1.png", "東洋工業", "tk/11.png", "東洋ェ業一", 1),
    ("pr/1.png", "東洋工業", "tk/13.png", "關西ェ業", 0),
    ("pr/2.png", "救伈製薬", "tk/12.png", "救心製藥", 1),
    ("pr/2.png", "救伈製薬", "tk/14.png", "關西工業", 0),
    ("pr/3.png", "日本力一ボン", "tk/15.png", "江几山社", 0),
    ("pr/3.png", "日本力一ボン", "tk/16.png", "日本炭素", 0),
    ("pr/4.png", "山本商店", "tk/17.png", "山木商店", 0),
]


@pytest.fixture
def pairs():
    """Four PR firms, seven TK records, two true pairs, two homonyms, one unreadable name."""
    columns = ["source", "source_firm_title", "tk_path_value", "tk_firm_title", "tk_truth"]
    frame = pd.DataFrame(PAIRS, columns=columns).astype({"tk_truth": str})
    for side in ("source", "tk"):
        for field in FIELDS:
            frame[f"{side}_{field}"] = f"{side} {field}"
    return frame
