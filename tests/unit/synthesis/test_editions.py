"""Both publications are filled evenly, with their links, from as many firms as the pages hold."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.synthesis.editions import compose_editions
from clippings.synthesis.forms import old_forms
from clippings.tables import FIELDS

SETTINGS = {
    "seed": 0,
    "left_out": 0.2,
    "unmatched": 0.25,
    "shortened": 0.15,
    "per_entry": 7,
    "same_industry": 6,
    "same_group": 4,
    "big_groups": 8,
}


@pytest.fixture
def firms():
    """100 PR firms, 80 of them among 500 TK firms; each name but the last ones is borne once."""
    count = 520
    both = pd.DataFrame({"entity": [f"firm-{n:05d}" for n in range(count)]})
    both["name"] = [chr(0x4E00 + 11 * (n % 500)) + "関電機" for n in range(count)]
    both["homonym"] = both["name"].map({name: f"name-{n}" for n, name in enumerate(both["name"].unique())})
    both["form"] = "known"
    both["pr"] = [f"pr/{n}.png" if n < 80 or n >= 500 else None for n in range(count)]
    both["tk"] = [f"tk/tk1957_{n:04d}.png" if n < 500 else None for n in range(count)]
    for field in FIELDS:
        both[f"pr_{field}"] = f"{field}\t𦈢あ" + "長" * 200
        both[f"tk_{field}"] = "綿"
    return both


@pytest.fixture
def candidates(firms):
    """Each PR firm was compared with the TK firms numbered like it, ten times ten on."""
    heads = [(n, n) for n in range(80)] + [(n, n - 400) for n in range(500, 520)]
    pairs = [(head, (near + 100 * step) % 500) for head, near in heads for step in range(3)]
    entity = firms["entity"].to_numpy()
    return pd.DataFrame([(entity[pr], entity[tk]) for pr, tk in pairs], columns=["pr", "tk"])


def composed(firms, candidates, pr=10, tk=7, **changes):
    return compose_editions(firms, candidates, pages={"pr": pr, "tk": tk}, settings=SETTINGS | changes)


def test_tables_are_whole(firms, candidates):
    editions = composed(firms, candidates)
    frames.check(editions.entries, tables.ENTRIES, where="entries")
    frames.check(editions.partners, tables.PARTNERS, where="partners")
    frames.check(editions.mentions, tables.MENTIONS, where="mentions")


def test_all_firms_are_printed_where_they_fit(firms, candidates):
    entries = composed(firms, candidates).entries
    assert entries.groupby("source").size().to_dict() == {"pr": 100, "tk": 400}
    sizes = entries.groupby(["source", "page"]).size()
    assert (set(sizes["pr"]), set(sizes["tk"])) == ({10}, {57, 58})
    assert entries.loc[entries["source"] == "pr", "page"].iloc[[0, -1]].tolist() == ["pr-0001", "pr-0010"]


def test_left_out_names_are_nowhere_in_the_index(firms, candidates):
    editions = composed(firms, candidates)
    index = editions.entries[editions.entries["source"] == "tk"]
    unmatched = editions.partners[~editions.partners["entity"].isin(index["entity"])]
    assert len(unmatched) == 175
    assert not unmatched["homonym"].isin(index["homonym"]).any()


def test_fewer_pages_keep_links_and_candidates(firms, candidates):
    entries = composed(firms, candidates, pr=3, tk=1, left_out=0.0, unmatched=0.0).entries
    pr, tk = (entries[entries["source"] == source] for source in ("pr", "tk"))
    assert (len(pr), len(tk)) == (30, 60)
    linked = pr["entity"].isin(firms.loc[firms["tk"].notna(), "entity"])
    assert pr.loc[linked, "entity"].isin(tk["entity"]).all()
    near = candidates.loc[candidates["pr"].isin(pr["entity"]), "tk"]
    assert tk["entity"].isin(near).all()


def test_order_is_that_of_the_publication(firms, candidates):
    entries = composed(firms, candidates).entries
    order = entries[entries["source"] == "pr"]["entity"].map(firms.set_index("entity")["pr"])
    assert order.str.extract(r"(\d+)")[0].astype(int).is_monotonic_increasing


def test_index_is_spelt_in_old_forms(firms, candidates):
    entries = composed(firms, candidates).entries.merge(firms[["entity", "name"]], on="entity")
    tk = entries[entries["source"] == "tk"]
    assert (tk["name_x"] == tk["name_y"].map(old_forms)).all()
    assert tk["name_x"].str.contains("關電機").all()


def test_fields_are_cut_and_without_what_no_font_has(firms, candidates):
    entries = composed(firms, candidates).entries
    founded = entries.loc[entries["source"] == "pr", "founded"].iloc[0]
    assert founded == "foundedあ長長長長"


def test_mentions_are_entries_and_partners(firms, candidates):
    editions = composed(firms, candidates)
    mentions = editions.mentions
    assert set(mentions["mention"]) == {*editions.entries["entry"], *editions.partners["partner"]}
    partners = mentions[mentions["role"] == "partner"]
    assert (partners["source"] == "pr").all()
    assert partners["entry"].isin(editions.entries["entry"]).all()
    assert mentions.groupby("source")["orientation"].unique().map(list).to_dict() == {
        "pr": ["horizontal"],
        "tk": ["vertical"],
    }


def test_every_mention_has_the_entity_of_its_entry_or_partner(firms, candidates):
    editions = composed(firms, candidates)
    named = [editions.entries.set_index("entry")["entity"], editions.partners.set_index("partner")["entity"]]
    assert editions.mentions.set_index("mention")["entity"].to_dict() == pd.concat(named).to_dict()


def test_same_seed_same_editions(firms, candidates):
    first, second = composed(firms, candidates), composed(firms, candidates)
    assert first.mentions.equals(second.mentions)
    assert not first.mentions.equals(composed(firms, candidates, seed=1).mentions)


def test_too_many_pages_are_named(firms, candidates):
    with pytest.raises(ValueError, match=r"synthesis/pages/tk: 11 pages, but 400 firms fill at most 10"):
        composed(firms, candidates, tk=11)
