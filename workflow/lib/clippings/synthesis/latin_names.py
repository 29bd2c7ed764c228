"""Names of persons and firms in Latin script to train on, as an index and as a text print them."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from faker import Faker

from clippings.synthesis.words import one_of, vocabulary

LATIN = ("indexed", "signed")
_SURNAMES = 150  # Of a language: so few that namesakes have to be told apart by what else is printed.
_SHARE_FIRMS, _SHARE_CAPITALS, _SHARE_PLACES = 0.3, 0.15, 0.5
_ATTEMPTS = 40


class _Lists(NamedTuple):
    """The names of one language, from which entities are composed."""

    surnames: list[str]
    given: list[str]
    places: list[str]


def compose_latin_names(*, count: int, seed: int) -> pd.DataFrame:
    """Return `count` persons and firms, each spelt twice: entity, indexed, signed.

    An index puts the surname first and may add a place or trade (`Müller, Ernst, Maler in Basel`; `Gebrüder
    Müller`); a text or list shortens (`E. Müller`; `Gebr. Müller`). Names are Faker's, patterns those of
    vocabulary/latin.yaml. Raise ValueError where they yield fewer names.
    """
    rng = np.random.default_rng(seed)
    lists = {
        language: _read_lists(locales, seed=seed + number)
        for number, (language, locales) in enumerate(vocabulary("latin")["locales"].items())
    }
    spelt: dict[str, str] = {}
    for indexed, signed in _composed(lists, rng, limit=_ATTEMPTS * count):
        if len(spelt) == count:
            break
        spelt.setdefault(indexed, signed)
    if len(spelt) < count:
        raise ValueError(f"Latin names: {len(spelt)} distinct names, expected {count}: ask for fewer")
    entities = [f"latin-{number + 1:05d}" for number in range(count)]
    return pd.DataFrame({"entity": entities, "indexed": list(spelt), "signed": list(spelt.values())})


def seeded_faker(locales: Sequence[str], *, seed: int) -> Faker:
    """Return Faker with the names of some locales; what it draws depends on the seed alone.

    Its Italian towns stand in the order of a set, another one in each process; here towns are sorted.
    """
    source = Faker(list(locales))
    for factory in source.factories:
        for provider in factory.providers:
            if hasattr(provider, "cities"):
                provider.cities = sorted(provider.cities)
    source.seed_instance(seed)
    return source


def _read_lists(locales: Sequence[str], *, seed: int) -> _Lists:
    """Draw names from Faker's lists, most of a list's own first: distinct, in a seeded order."""
    source = seeded_faker(locales, seed=seed)

    def distinct(draw: Callable[[], str], count: int) -> list[str]:
        return list(dict.fromkeys(draw() for _ in range(3 * count)))[:count]

    return _Lists(
        distinct(source.last_name, _SURNAMES), distinct(source.first_name, 120), distinct(source.city, 80)
    )


def _composed(lists: dict[str, _Lists], rng: np.random.Generator, *, limit: int) -> Iterator[tuple[str, str]]:
    languages = list(lists)
    for _ in range(limit):
        language = one_of(languages, rng)
        compose = _firm if rng.random() < _SHARE_FIRMS else _person
        yield compose(lists[language], language, rng)


def _person(names: _Lists, language: str, rng: np.random.Generator) -> tuple[str, str]:
    words = vocabulary("latin")
    surname, given = one_of(names.surnames, rng), one_of(names.given, rng)
    place = one_of(words["before_places"][language], rng) + one_of(names.places, rng)
    trade = one_of(words["trades"][language], rng)
    capital = surname.upper() if rng.random() < _SHARE_CAPITALS else surname
    placed = rng.random() < _SHARE_PLACES
    title = one_of(words["titles"][language], rng)
    indexed = one_of([f"{capital}, {given}", f"{capital} {given}", f"{capital}, {title}{given}"], rng)
    indexed += one_of([f", {place}", f", {trade}, {place}", f" ({place})."], rng) if placed else ""
    short = f"{given[0]}."
    full, brief = f"{title}{given} {surname}", f"{title}{short} {surname}"
    signed = one_of([full, brief, f"{surname}, {short}", f"{surname} ({given})"], rng)
    signed += f", {place}" if placed and rng.random() < _SHARE_PLACES else ""
    return indexed, signed


def _firm(names: _Lists, language: str, rng: np.random.Generator) -> tuple[str, str]:
    parts = {
        "name": one_of(names.surnames, rng),
        "other": one_of(names.surnames, rng),
        "place": one_of(names.places, rng),
    }
    full, short = one_of(vocabulary("latin")["firms"][language], rng)
    ending = f", {parts['place']}" if "{place}" not in full and rng.random() < _SHARE_PLACES else ""
    return full.format(**parts) + ending, short.format(**parts)
