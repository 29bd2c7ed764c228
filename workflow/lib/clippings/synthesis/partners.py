"""Who supplies whom: drawn links between real firms, likelier within an industry and a group."""

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.synthesis.forms import shortenings
from clippings.synthesis.words import vocabulary

# How unequal firms are: spread of the log-popularity of partners, shape of the gamma of list lengths.
_POPULARITY_SPREAD, _LENGTH_SHAPE = 1.0, 8.0


def draw_partners(
    entries: pd.DataFrame,
    firms: pd.DataFrame,
    *,
    settings: Mapping[str, float],
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Draw the suppliers and customers of each entry from `firms`: a partners table.

    Both frames have entity, homonym, name (new forms), products and owners; `firms` has `printed`, true
    where the index prints the firm. Each printed firm is named at least once; the share `unmatched` of all
    names are firms that the index leaves out. Raise ValueError where there are too few partners for that.
    """
    chosen = _choose_firms(firms, len(entries), settings, generator)
    hosts = _choose_entries(entries, firms.iloc[chosen], settings, generator)
    suppliers = generator.random(len(chosen)) < 0.5
    partners = pd.DataFrame(
        {
            "entry": entries["entry"].to_numpy()[hosts],
            "relation": np.where(suppliers, "supplier", "customer"),
            "whole": firms["name"].to_numpy()[chosen],
            "entity": firms["entity"].to_numpy()[chosen],
            "homonym": firms["homonym"].to_numpy()[chosen],
            "order": hosts,
        }
    )
    partners["text"] = _shortened(partners["whole"], firms["name"], settings, generator)
    partners["shortened"] = partners["text"] != partners["whole"]
    partners = partners.sort_values(["order", "relation"], ascending=[True, False], kind="stable")
    place = partners.groupby("order").cumcount() + 1
    return partners.assign(partner=partners["entry"] + place.map("-p{:02d}".format)).drop(columns="order")


def industries(names: pd.Series, products: pd.Series) -> NDArray[np.int64]:
    """Number the industry of each firm (n,) by the words of its products and name; 0 is unknown."""
    patterns = [re.compile("|".join(words)) for words in vocabulary("firms")["industries"].values()]
    return _first_that_fits(products.fillna("") + names, patterns)


def groups(names: pd.Series, owners: pd.Series | None = None) -> NDArray[np.int64]:
    """Number the big group (n,) that the name of each firm or its shareholders mention; 0 is none."""
    patterns = [re.compile(group) for group in vocabulary("firms")["groups"]]
    return _first_that_fits(names if owners is None else names + " " + owners.fillna(""), patterns)


def _first_that_fits(texts: pd.Series, patterns: list[re.Pattern[str]]) -> NDArray[np.int64]:
    """Return, counted from 1, the first pattern that occurs in each text (n,); 0 where none does."""
    places = [next((i for i, pattern in enumerate(patterns, 1) if pattern.search(t)), 0) for t in texts]
    return np.array(places, dtype=np.int64)


def _choose_firms(
    firms: pd.DataFrame, entries: int, settings: Mapping[str, float], generator: np.random.Generator
) -> NDArray[np.int64]:
    """Choose the firm of every mention (m,), in random order: each printed firm, then popular ones again."""
    total = round(settings["per_entry"] * entries)
    unmatched = round(settings["unmatched"] * total)
    printed = firms["printed"].to_numpy(bool)
    inside, outside = np.flatnonzero(printed), np.flatnonzero(~printed)
    if total - unmatched < len(inside) or (unmatched and not len(outside)):
        raise ValueError(
            f"synthesis/editions: {total - unmatched} partners for {len(inside)} firms in the index and"
            f" {unmatched} for {len(outside)} left out, expected all to be named: raise per_entry or left_out"
        )
    popularity = generator.lognormal(sigma=_POPULARITY_SPREAD, size=len(firms))
    popularity *= np.where(groups(firms["name"]) > 0, settings["big_groups"], 1)
    counts = ((inside, total - unmatched), (outside, unmatched))
    drawn = [_each_once(pool, count, popularity, generator) for pool, count in counts]
    return generator.permutation(np.concatenate(drawn))


def _each_once(
    pool: NDArray[np.int64], count: int, popularity: NDArray[np.float64], generator: np.random.Generator
) -> NDArray[np.int64]:
    once = generator.permutation(pool)[:count]
    if len(once) == count:
        return once
    shares = popularity[pool] / popularity[pool].sum()
    return np.concatenate([once, generator.choice(pool, count - len(once), p=shares)])


def _choose_entries(
    entries: pd.DataFrame,
    mentioned: pd.DataFrame,
    settings: Mapping[str, float],
    generator: np.random.Generator,
) -> NDArray[np.int64]:
    """Choose the entry of each mention (m,): with a free place, of another name, likelier of its industry."""
    free = _free_places(len(entries), len(mentioned), generator)
    times = np.array([settings["same_industry"], settings["same_group"]])
    hosts = _kinds(entries)
    holders: dict[str, list[int]] = {}
    for place, name in enumerate(entries["homonym"]):
        holders.setdefault(name, []).append(place)
    chosen = np.empty(len(mentioned), dtype=np.int64)
    for number, (name, kind) in enumerate(zip(mentioned["homonym"], _kinds(mentioned), strict=True)):
        weight = np.where((hosts == kind) & (kind > 0), times, 1.0).prod(axis=1)
        weight[holders.get(name, [])] = 0
        weight = weight * free if (weight * free).any() else weight
        place = int(generator.choice(len(entries), p=weight / weight.sum()))
        free[place] = max(free[place] - 1, 0)
        holders.setdefault(name, []).append(place)
        chosen[number] = place
    return chosen


def _kinds(firms: pd.DataFrame) -> NDArray[np.int64]:
    """Number industry and group of each firm (n, 2); 0 is unknown or none."""
    return np.stack(
        [industries(firms["name"], firms["products"]), groups(firms["name"], firms["owners"])], axis=1
    )


def _free_places(entries: int, mentions: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Distribute `mentions` places over `entries`: at least one each, some many more than others."""
    size = generator.gamma(_LENGTH_SHAPE, size=entries)
    least = min(1, mentions // entries)
    return (least + generator.multinomial(mentions - least * entries, size / size.sum())).astype(float)


def _shortened(
    names: pd.Series, firms: pd.Series, settings: Mapping[str, float], generator: np.random.Generator
) -> list[str]:
    """Shorten the share `shortened` of `names`, where no other name of `firms` begins like that."""
    texts = list(names)
    begins = Counter(name[:end] for name in set(firms) for end in range(1, len(name) + 1))
    alone = Counter(form for name in set(firms) for form in shortenings(name))
    options = {
        name: [s for s in shortenings(name) if begins[s] == name.startswith(s) and alone[s] == 1]
        for name in dict.fromkeys(texts)
    }
    able = [place for place, name in enumerate(texts) if options[name]]
    count = min(round(settings["shortened"] * len(texts)), len(able))
    for place in sorted(generator.choice(able, count, replace=False)) if count else []:
        forms = options[texts[place]]
        texts[place] = forms[generator.integers(len(forms))]
    return texts
