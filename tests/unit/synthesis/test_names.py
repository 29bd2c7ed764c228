"""Names to train on: distinct, seeded, none of the firms' own."""

import gzip
import json

import pytest

from clippings.synthesis import names
from clippings.synthesis.forms import new_forms, plausible
from clippings.synthesis.names import compose_names, read_registry, read_surnames

SURNAMES = ["佐藤", "鈴木", "高橋", "桜井"]


@pytest.fixture
def registry(tmp_path):
    listed = [
        "カネコ種苗株式会社",
        "株式会社\u3000熊谷組",
        "中村\u3000春樹",
        "Genting Limited",
        "甲乙ホールディングス株式会社",
        "株式会社熊谷組",
        "東邦電気工業株式会社",
    ]
    path = tmp_path / "registry.json.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump({"companies": [{"name": name} for name in listed]}, file)
    return path


def test_registry_gives_firms_without_persons_and_legal_forms(registry):
    assert read_registry(registry) == ["カネコ種苗", "熊谷組", "東邦電気工業"]


def test_surnames_are_the_first_column(tmp_path):
    path = tmp_path / "surnames.csv"
    path.write_text("佐藤,1887000,さとう\n澁澤,9000,しぶさわ\n", encoding="utf-8")
    assert read_surnames(path) == ["佐藤", "渋沢"]


def test_names_are_distinct_plausible_and_seeded():
    drawn = compose_names(["東邦電気工業"], SURNAMES, count=500, seed=3)
    assert list(drawn.columns) == ["entity", "new", "old"]
    assert len(drawn) == drawn["entity"].nunique() == drawn["old"].map(new_forms).nunique() == 500
    assert drawn["old"].map(new_forms).map(plausible).all()
    assert drawn.equals(compose_names(["東邦電気工業"], SURNAMES, count=500, seed=3))
    assert not drawn.equals(compose_names(["東邦電気工業"], SURNAMES, count=500, seed=4))


def test_some_new_spellings_are_shortened():
    drawn = compose_names([], SURNAMES, count=500, seed=3)
    whole = drawn["old"].map(new_forms)
    shorter = drawn["new"] != whole
    assert 0 < shorter.mean() < 0.3
    assert all(short in name for short, name in zip(drawn["new"], whole, strict=True))


def test_excluded_names_do_not_come_in_either_form():
    first = compose_names([], SURNAMES, count=300, seed=3)
    second = compose_names([], SURNAMES, count=300, seed=3, exclude=first["old"])
    assert not set(second["old"]) & set(first["old"])


def test_too_short_lists_are_named(monkeypatch):
    few = {"places": ["甲府"], "trades": ["紡績"], "endings": ["", "工業"], "legal_forms": ["有限会社"]}
    monkeypatch.setattr(names, "vocabulary", {"firms": few}.get)
    with pytest.raises(ValueError, match=r"name lists: \d+ distinct names, expected 90: ask for fewer"):
        compose_names([], ["甲府"], count=90, seed=0)
