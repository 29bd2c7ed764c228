"""Industries and groups are told by words."""

import pandas as pd

from clippings.synthesis.industries import groups, industries


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
