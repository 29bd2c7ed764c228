"""Names of firms from other lists, and names composed of words, for training and as substitutes."""

import csv
import gzip
import json
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from clippings.published import read_candidates
from clippings.synthesis.firms import collect_firms
from clippings.synthesis.forms import new_forms, old_forms, plausible, shorten, shortenings
from clippings.synthesis.latin_names import LATIN, compose_latin_names
from clippings.synthesis.words import one_of, vocabulary

_LEGAL = r"(?:株式|合資|合名|有限)会社"
_MODERN = re.compile(
    r"ホールディング|グループ|ファンド|ファンズ|投資|法人|リミテッド|システム|ソフト|ネット|ズ$|信託|機構"
)
_SHARE_LISTED, _SHARE_LEGAL, _SHARE_SHORTENED = 0.4, 0.04, 0.15


def read_registry(path: str | Path) -> list[str]:
    """Read names of registered companies (gzipped JSON): no persons, no foreign or modern words, new forms.

    Legal forms are left off; the order is that of the file, each name once.
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        listed = [re.sub(r"\s", "", new_forms(firm["name"])) for firm in json.load(file)["companies"]]
    bare = [re.sub(f"^{_LEGAL}|{_LEGAL}$", "", name) for name in listed if re.search(_LEGAL, name)]
    kept = [name for name in bare if plausible(name) and not _MODERN.search(name)]
    return list(dict.fromkeys(name for name in kept if re.search(r"[一-鿿]", name)))


def read_surnames(path: str | Path) -> list[str]:
    """Read surnames, the commonest first, from the first column of a CSV file without a header."""
    with open(path, encoding="utf-8", newline="") as file:
        return [new_forms(row[0]) for row in csv.reader(file) if row]


def list_names(
    spelling: str,
    *,
    registry: str | Path,
    surnames: str | Path,
    published: str | Path,
    count: int,
    seed: int,
    edition_seed: int,
) -> pd.DataFrame:
    """Return `count` names that have a spelling: of Latin script, or of firms in neither publication.

    The files that tell of firms are read for these alone; `edition_seed` is that of the publications drawn.
    """
    if spelling in LATIN:
        return compose_latin_names(count=count, seed=seed)
    listed = read_registry(registry)
    firms = collect_firms(read_candidates(published), others=listed, seed=edition_seed)
    return compose_names(listed, read_surnames(surnames), count=count, seed=seed, exclude=set(firms["name"]))


def compose_names(
    registry: Sequence[str],
    surnames: Sequence[str],
    *,
    count: int,
    seed: int,
    exclude: Collection[str] = (),
) -> pd.DataFrame:
    """Return `count` firms not in `exclude`, each spelt twice: entity, new (shortened at times), old.

    Some names are registered ones, others a place or surname with a trade and an ending.
    Names are compared in new forms. Raise ValueError where the lists yield fewer names.
    """
    generator = np.random.default_rng(seed)
    seen = {form for name in map(new_forms, exclude) for form in (name, *shortenings(name))}
    names: list[str] = []
    for name in _drawn_names(registry, surnames, generator, limit=20 * count + 1000):
        if len(names) == count:
            break
        if plausible(name) and not seen.intersection((name, *shortenings(name))):
            seen.add(name)
            names.append(name)
    if len(names) < count:
        raise ValueError(f"name lists: {len(names)} distinct names, expected {count}: ask for fewer")
    cut = generator.random(count) < _SHARE_SHORTENED
    return pd.DataFrame(
        {
            "entity": [f"drawn-{number + 1:05d}" for number in range(count)],
            "new": [shorten(n, generator) if c else n for n, c in zip(names, cut, strict=True)],
            "old": [old_forms(name) for name in names],
        }
    )


def _drawn_names(
    registry: Sequence[str], surnames: Sequence[str], generator: np.random.Generator, *, limit: int
) -> Iterator[str]:
    listed = iter(generator.permutation(np.array(registry, dtype=object)))
    for _ in range(limit):
        known = next(listed, None) if generator.random() < _SHARE_LISTED else None
        yield known or _composed(surnames, generator)


def _composed(surnames: Sequence[str], generator: np.random.Generator) -> str:
    """Compose a name of a place or surname, a trade and an ending; now and then with a legal form."""
    words = vocabulary("firms")
    head = one_of(surnames if generator.random() < 0.5 else words["places"], generator)
    trade, ending = one_of(words["trades"], generator), one_of(words["endings"], generator)
    if ending and generator.random() < 0.2:
        trade = ""
    name: str = head + trade + ("" if trade.endswith(ending) else ending)
    if generator.random() < _SHARE_LEGAL:
        legal = one_of(words["legal_forms"], generator)
        name = legal + name if generator.random() < 0.5 else name + legal
    return name
