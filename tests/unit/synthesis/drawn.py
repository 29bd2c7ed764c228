"""What the tests of drawing share: the fonts of the config that are at hand, and a made edition."""

from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from clippings.synthesis.faces import load_typecase
from clippings.tables import FIELDS

ROOT = Path(__file__).parents[3]
SYNTHESIS = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))["synthesis"]
# Those that come with the system; what a fetch rule brings may not be here yet.
FONTS = {
    drawn: [font for font in fonts if font["path"].startswith("/")]
    for drawn, fonts in SYNTHESIS["fonts"].items()
}
AGEING = {"strength": 0.7, "skew": 0.7, "seed": 0}
NAMES = [
    "日本アルミニウム工業",
    "三菱商事",
    "石毛",
    "コンチネンタルコンマーシヤル",
    "（株）大和（資）",
    "東亜",
]
TEXT = "東京都千代田区丸ノ内二ノ四 電丸ノ内(23)131"


@cache
def typecase(drawn="pages"):
    """Load the fonts of drawn pages or of training names."""
    return load_typecase(FONTS[drawn])


def entries(source, count, page=None):
    """Return `count` entries of one page, with all fields in every third, none in every fifth."""
    page = page or f"{source}-0001"
    rows = []
    for number in range(count):
        row = {"entry": f"{page}-e{number:02d}", "source": source, "page": page, "entity": f"f{number}"}
        row |= {"name": NAMES[number % len(NAMES)], "form": "known"}
        filled = {0: FIELDS, 1: FIELDS[:3], 2: FIELDS[3:]}[number % 3] if number % 5 else ()
        rows.append(row | dict.fromkeys(filled, TEXT * (1 + number % 3)))
    return pd.DataFrame(rows).reindex(columns=[*rows[0], *(f for f in FIELDS if f not in rows[0])])


def partners(table, each):
    """Return every entry of `table` the same number of suppliers and customers, `each` together."""
    return pd.DataFrame(
        {
            "partner": f"{entry}-p{number:02d}",
            "entry": entry,
            "relation": "supplier" if number % 2 else "customer",
            "text": NAMES[(number + place) % len(NAMES)],
            "entity": f"t{number}",
        }
        for place, entry in enumerate(table["entry"])
        for number in range(each)
    )
