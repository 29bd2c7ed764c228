"""Drawn names to grow a collection with: persons and firms of Latin script, spelt twice, read with noise."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from clippings.synthesis.latin_names import seeded_faker
from clippings.synthesis.words import vocabulary

SHARE_FIRMS, SHARE_INITIALS = 0.3, 0.3
SHARE_UNMATCHED = 0.07  # Of the queries; as many targets belong to no query.
MISREAD, DROPPED, ADDED = 0.02, 0.005, 0.005  # Of the characters of a text, on either side.
NO_YEAR, WRONG_YEAR = 0.1, 0.05
FIRST_YEAR, LAST_YEAR = 1790, 1930
DRAWS = 6_000  # Of each list of Faker, of which the distinct ones are kept.
# What OCR takes Latin letters for.
LOOKALIKES = dict(zip("ecilunhboafts5O0B8rmöüéèGCvygq", "celinubhaotf5s0O8BnnouèéCGyvqg", strict=True))


class Lists(NamedTuple):
    """Surnames, given names, places and trades of one language, and its patterns of firms."""

    surnames: list[str]
    given: list[str]
    places: list[str]
    trades: list[str]
    firms: list[tuple[str, str]]
    before: str


def read_lists(*, seed: int) -> list[Lists]:
    """Draw the lists of each language of vocabulary/latin.yaml from those of Faker."""
    words, lists = vocabulary("latin"), []
    for number, (language, locales) in enumerate(words["locales"].items()):
        source = seeded_faker(locales, seed=seed + number)
        surnames, given, places = (
            list(dict.fromkeys(draw() for _ in range(DRAWS)))
            for draw in (source.last_name, source.first_name, source.city)
        )
        firms = [(full, short) for full, short in words["firms"][language]]
        before = words["before_places"][language][0]
        lists.append(Lists(surnames, given, places, words["trades"][language], firms, before))
    return lists


def distinct_names(lists: Sequence[Lists]) -> int:
    """Count the distinct persons that the lists yield; firms come on top."""
    return sum(len(own.surnames) * len(own.given) * len(own.places) * len(own.trades) for own in lists)


def draw_names(count: int, *, seed: int) -> pd.DataFrame:
    """Draw `count` distinct persons and firms: `indexed` and `signed`, as targets and queries spell them.

    A name is a surname, a given name, a trade and a place, or the name of a firm and its place; those first
    in a list are the likeliest. Raise ValueError where the lists yield fewer names.
    """
    lists, rng = read_lists(seed=seed), np.random.default_rng(seed)
    spelt: dict[str, str] = {}
    for _ in range(10):
        spelt.update(pair for pair in _composed(lists, count - len(spelt) + 100, rng) if pair[0] not in spelt)
        if len(spelt) >= count:
            both = list(spelt.items())[:count]
            return pd.DataFrame(both, columns=["indexed", "signed"])
    raise ValueError(f"lists of names: found {len(spelt):,} distinct names, expected {count:,}")


def _composed(lists: Sequence[Lists], count: int, rng: np.random.Generator) -> Iterator[tuple[str, str]]:
    languages = rng.integers(len(lists), size=count).tolist()
    skewed = (rng.random((count, 5)) ** [2, 2, 2, 1, 2]).tolist()
    firm, brief = (rng.random(count) < SHARE_FIRMS).tolist(), (rng.random(count) < SHARE_INITIALS).tolist()
    for row, language in enumerate(languages):
        own, parts = lists[language], skewed[row]
        surname, given, place, trade, other = (
            words[int(part * len(words))] for words, part in zip((*own[:4], own.surnames), parts, strict=True)
        )
        if firm[row]:
            full, short = own.firms[int(parts[3] * len(own.firms))]
            named = {"name": surname, "other": other, "place": place}
            yield f"{full.format(**named)}, {place}", f"{short.format(**named)}, {place}"
        else:
            first = f"{given[0]}." if brief[row] else given
            yield f"{surname}, {given}, {trade} {own.before}{place}", f"{first} {surname}, {trade}, {place}"


def misread(texts: Sequence[str], *, seed: Sequence[int]) -> list[str]:
    """Return texts as an OCR may read them: characters confused, dropped and added at random."""
    rng, read = np.random.default_rng(seed), list(texts)
    lengths = np.array([len(text) for text in read])
    wrong = rng.binomial(lengths, MISREAD + DROPPED + ADDED)
    places = np.repeat(np.arange(len(read)), wrong)
    where = (rng.random(len(places)) * lengths[places]).astype(int)
    kinds = rng.choice(3, len(places), p=np.array([MISREAD, DROPPED, ADDED]) / (MISREAD + DROPPED + ADDED))
    for row, place, kind in zip(places.tolist(), where.tolist(), kinds.tolist(), strict=True):
        text = read[row]
        place = min(place, len(text) - 1)
        letter = LOOKALIKES.get(text[place], ".")
        read[row] = text[:place] + (letter, "", letter + text[place])[kind] + text[place + 1 :]
    return read


def draw_records(names: int, *, seed: int) -> pd.DataFrame:
    """Draw a table of `names` queries and as many targets: record, source, entity, noisy, year.

    Query i is of entity i, target j of entity j + u, so that the first u queries have no match, which is
    SHARE_UNMATCHED of them.
    """
    apart = round(SHARE_UNMATCHED * names)
    drawn = draw_names(names + apart, seed=seed)
    years = np.random.default_rng([seed, 1]).integers(FIRST_YEAR, LAST_YEAR, len(drawn))
    sides = [
        _side("query", drawn["signed"], years, np.arange(names), seed=[seed, 2]),
        _side("target", drawn["indexed"], years, np.arange(names) + apart, seed=[seed, 3]),
    ]
    return pd.concat(sides, ignore_index=True)


def _side(
    source: str, texts: pd.Series, years: np.ndarray, entities: np.ndarray, *, seed: Sequence[int]
) -> pd.DataFrame:
    rng, own = np.random.default_rng([*seed, 0]), years[entities]
    slipped = np.where(rng.random(len(own)) < WRONG_YEAR, own + rng.choice([-10, -1, 1, 10], len(own)), own)
    printed = pd.Series(slipped.astype(str), dtype=object)
    return pd.DataFrame(
        {
            "record": [f"{source[0]}{number:08d}" for number in range(len(own))],
            "source": source,
            "entity": [f"e{number:08d}" for number in entities],
            "noisy": misread(texts.iloc[entities].tolist(), seed=[*seed, 1]),
            "year": printed.mask(rng.random(len(own)) < NO_YEAR),
        }
    )


def write_records(names: int, folder: Path, *, seed: int, picture: str | None) -> None:
    """Write the drawn table to `folder`/names.parquet; its first target has the image file `picture`."""
    records = draw_records(names, seed=seed)
    if picture:
        records["path"] = pd.Series(None, records.index, dtype=object)
        records.loc[names, "path"] = picture
    records.to_parquet(folder / "names.parquet", index=False)
