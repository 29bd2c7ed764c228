"""Who supplies whom: drawn links between real firms, likelier within an industry and a group."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clippings.synthesis.industries import groups, industries
from clippings.synthesis.shortening import shortenings

# How unequal firms are: spread of the log-popularity of partners, shape of the gamma of list lengths.
_POPULARITY_SPREAD, _ROOM_SHAPE = 1.0, 8.0


def draw_partners(
    entries: pd.DataFrame,
    firms: pd.DataFrame,
    *,
    settings: Mapping[str, float],
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Return each entry its suppliers and customers, drawn from `firms`: a partners table.

    Both frames have entity, homonym, name (new forms), products and owners; `firms` has `printed`, true
    where the index prints the firm. Each printed firm is named at least once; the share `unmatched` of all
    names are firms that it leaves out. Raise ValueError where the entries have too little stage.
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
    """Choose the entry of every mention (m,): one with stage, without that name, likelier of its industry."""
    stage = _stage(len(entries), len(mentioned), generator)
    times = np.array([settings["same_industry"], settings["same_group"]])
    hosts = _kinds(entries)
    holders: dict[str, list[int]] = {}
    for place, name in enumerate(entries["homonym"]):
        holders.setdefault(name, []).append(place)
    chosen = np.empty(len(mentioned), dtype=np.int64)
    for number, (name, kind) in enumerate(zip(mentioned["homonym"], _kinds(mentioned), strict=True)):
        weight = np.where((hosts == kind) & (kind > 0), times, 1.0).prod(axis=1)
        weight[holders.get(name, [])] = 0
        weight = weight * stage if (weight * stage).any() else weight
        place = int(generator.choice(len(entries), p=weight / weight.sum()))
        stage[place] = max(stage[place] - 1, 0)
        holders.setdefault(name, []).append(place)
        chosen[number] = place
    return chosen


def _kinds(firms: pd.DataFrame) -> NDArray[np.int64]:
    """Number industry and group of each firm (n, 2); 0 is unknown or none."""
    return np.stack(
        [industries(firms["name"], firms["products"]), groups(firms["name"], firms["owners"])], axis=1
    )


def _stage(entries: int, mentions: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Share `mentions` places out over `entries`: at least one each, some many more than others."""
    size = generator.gamma(_ROOM_SHAPE, size=entries)
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
