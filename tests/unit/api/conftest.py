"""Two small tables of firms, and an encoder that stands in for the one that comes with the project."""

import pandas as pd
import pytest
from made_names import TINY

import clippings

FIRMS = [
    ("東京電機", "大阪市北区"),
    ("日本工業", "東京都港区"),
    ("大阪製鋼", "大阪市此花区"),
    ("神戸造船", "神戸市兵庫区"),
    ("京都繊維", "京都市下京区"),
    ("名古屋運輸", "名古屋市中区"),
    ("北海炭鉱", "札幌市"),
    ("九州水産", "福岡市"),
    ("広島化学", "広島市"),
    ("横浜倉庫", "横浜市中区"),
    ("仙台製紙", "仙台市"),
    ("富山薬品", "富山市"),
]
MISREAD = str.maketrans("電鋼運炭", "雷網連岩")


@pytest.fixture
def left():
    """Twelve firms."""
    return pd.DataFrame(FIRMS, columns=["name", "address"]).assign(id=range(100, 112))


@pytest.fixture
def right(left):
    """Ten of them as an OCR reads them, in another order, and two others."""
    read = left.iloc[:10].assign(name=left["name"].str.translate(MISREAD)).iloc[::-1]
    others = pd.DataFrame({"name": ["四国鉄道", "長崎硝子"], "address": ["高松市", "長崎市"]})
    both = pd.concat([read, others], ignore_index=True)
    return both.assign(id=[f"t{row:02d}" for row in range(len(both))])


@pytest.fixture
def known(left):
    """The pairs of both tables that are the same, and the two firms of the left one that have no match."""
    return pd.DataFrame(
        {"left": left["id"], "right": [*(f"t{row:02d}" for row in range(9, -1, -1)), None, None]}
    )


@pytest.fixture(scope="session")
def encoder(tmp_path_factory):
    """The file of a small encoder that was never trained."""
    from clippings.api.pictures import recogniser
    from clippings.encoder.building import build_encoder, write_encoder

    path, settings = (
        tmp_path_factory.mktemp("encoder") / "model.safetensors",
        {**TINY, "recogniser": recogniser(), "longest_text": 32},
    )
    write_encoder(build_encoder(settings, seed=0), settings, path)
    return path


@pytest.fixture
def shipped(encoder, monkeypatch):
    """Let that one be the encoder that comes with the project."""
    monkeypatch.setattr("clippings.api.models.shipped_encoder", lambda: encoder)


MEASURES = ["levenshtein", "levenshtein_forms", "jaccard", "tfidf"]  # Those of the model to carry.


@pytest.fixture
def carried(left, right, known, encoder, shipped, tmp_path):
    """A model to carry, packed from what the labels of both tables teach."""
    from clippings.api.pictures import recogniser
    from clippings.linkage.evidence.packing import Origin, pack_model

    fields = {"address": "address"}
    asked = {"on": "name", "ids": "id", "fields": fields, "measures": MEASURES, "threads": 1}
    weighed = clippings.link(left, right, labels=known, **asked)._weighed
    origin = Origin(
        "firms", "sup_all_evidence", "clean", "selfsup", 0, None, True, ["case"], MEASURES, fields, []
    )
    pack_model(
        weighed.records,
        weighed.pairs,
        weighed.comparisons,
        choices=weighed.choices,
        origin=origin,
        encoder=[encoder],
        networks={recogniser(): recogniser()},
        k=10,
        seed=0,
        path=tmp_path / "firms.clippings",
    )
    return tmp_path / "firms.clippings"
