"""Partners are drawn as the settings say: counts, matches, lists without repeats."""

import numpy as np
import pandas as pd
import pytest

from clippings.synthesis.forms import shortenings
from clippings.synthesis.partners import draw_partners, groups, industries

SETTINGS = {
    "per_entry": 6,
    "unmatched": 0.25,
    "shortened": 0.15,
    "same_industry": 6,
    "same_group": 4,
    "big_groups": 8,
}
TRADES = ("紡績製造所", "製鋼所", "電機", "製薬商会", "酒造", "運輸")


def made_firms(count, *, first=0):
    heads = [chr(0x4E00 + 37 * (first + n)) + chr(0x5B50 + n % 7) for n in range(count)]
    names = [head + TRADES[n % len(TRADES)] for n, head in enumerate(heads)]
    return pd.DataFrame(
        {
            "entity": [f"firm-{first + n:03d}" for n in range(count)],
            "homonym": [f"name-{first + n:03d}" for n in range(count)],
            "name": names,
            "products": None,
            "owners": None,
            "printed": [n % 5 != 4 for n in range(count)],
        }
    )


def drawn(entries, firms, **changes):
    return draw_partners(entries, firms, settings=SETTINGS | changes, generator=np.random.default_rng(0))


@pytest.fixture
def firms():
    return made_firms(150)


@pytest.fixture
def entries(firms):
    return firms.head(40).assign(entry=[f"pr-{n:02d}" for n in range(40)])


def test_counts_follow_the_settings(entries, firms):
    partners = drawn(entries, firms)
    assert len(partners) == 240 == partners["partner"].nunique()
    unmatched = ~partners["entity"].isin(firms.loc[firms["printed"], "entity"])
    assert unmatched.sum() == 60
    assert partners["shortened"].sum() == 36
    assert set(partners["entry"]) == set(entries["entry"])


def test_every_printed_firm_is_named(entries, firms):
    assert set(firms.loc[firms["printed"], "entity"]) <= set(drawn(entries, firms)["entity"])


def test_no_list_repeats_a_name_or_names_its_own_firm(entries, firms):
    partners = drawn(entries, firms)
    assert not partners.duplicated(["entry", "homonym"]).any()
    own = partners["entry"].map(entries.set_index("entry")["homonym"])
    assert (own != partners["homonym"]).all()


def test_homonyms_count_as_one_name(entries, firms):
    firms = firms.assign(homonym=[f"name-{n // 2:03d}" for n in range(len(firms))])
    entries = entries.assign(homonym=firms["homonym"].head(40))
    assert not drawn(entries, firms).duplicated(["entry", "homonym"]).any()


def test_links_are_likelier_within_an_industry(entries, firms):
    def share(**changes):
        partners = drawn(entries, firms, **changes)
        trade = partners["whole"].str[2:]
        return (trade == partners["entry"].map(entries.set_index("entry")["name"]).str[2:]).mean()

    assert share(same_industry=20) > 2 * share(same_industry=1)


def test_big_groups_are_named_more_often(entries, firms):
    firms.loc[0, "name"] = "三井紡績"
    assert (drawn(entries, firms, big_groups=200)["entity"] == "firm-000").sum() > 5


def test_suppliers_come_before_customers(entries, firms):
    for _, listed in drawn(entries, firms).groupby("entry"):
        assert listed["relation"].is_monotonic_decreasing
        assert listed["partner"].is_monotonic_increasing


def test_shortened_names_are_forms_of_the_whole_and_no_other_firm(entries, firms):
    partners = drawn(entries, firms, shortened=1)
    for row in partners[partners["shortened"]].itertuples():
        assert row.text in shortenings(row.whole)
        assert sum(name.startswith(row.text) for name in set(firms["name"])) == 1
    assert (partners["text"] == partners["whole"]).equals(~partners["shortened"])


def test_same_seed_same_partners(entries, firms):
    assert drawn(entries, firms).equals(drawn(entries, firms))


@pytest.mark.parametrize(
    ("changes", "found"),
    [({"per_entry": 2}, "60 partners for 120 firms"), ({"unmatched": 0.9}, "24 partners for 120")],
)
def test_too_few_partners_are_named(entries, firms, changes, found):
    with pytest.raises(ValueError, match=rf"synthesis/editions: {found}.*raise per_entry or left_out"):
        drawn(entries, firms, **changes)


def test_unmatched_names_need_firms_left_out(entries, firms):
    with pytest.raises(ValueError, match=r"60 for 0 left out"):
        drawn(entries, firms.assign(printed=True))


def test_industry_is_told_by_name_or_products():
    names = pd.Series(["東洋紡績", "山本商店", "甲乙", "安藤電気"])
    products = pd.Series([None, "綿織物", None, "計器製造"])
    found = industries(names, products)
    assert found[0] == found[1] > 0
    assert found[2] == 0
    assert found[3] not in (0, found[0])


def test_old_forms_tell_the_same_industry():
    names = pd.Series(["甲", "甲"])
    assert len(set(industries(names, pd.Series(["化學藥品", "化学薬品"])))) == 1


def test_groups_are_told_by_name_or_owner():
    found = groups(pd.Series(["三井化学", "東洋高圧", "甲乙"]), pd.Series([None, "三井鉱山1,000", None]))
    assert found[0] == found[1] > 0 == found[2]
