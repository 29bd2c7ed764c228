"""What the wire sends with photographs: stories of one to three pictures, and their captions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from clippings.synthesis.words import vocabulary

# The sentences of an event, in the order in which the wire sends them.
SENTENCES = ("shown", "happened", "people", "behind")
MOST_PICTURES = 3
INITIALS = tuple("ABCDEFGHJLMPRSTW")
HEADLINE_WORDS = 5
BUREAU = "Washington"
# Share of stories with the people of an earlier one of their kind, and its place where the pictures leave it
# open: a yearly fair.
RETURNING = 0.3


@dataclass(frozen=True)
class Story:
    """The words behind one photograph; `sent` holds the place of the wire's own wording of each sentence."""

    headlines: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]
    sent: tuple[int, ...]
    place: str
    day: str
    date: str
    service: str
    credit: str


def write_stories(photographs: pd.DataFrame, rng: np.random.Generator) -> dict[str, Story]:
    """Write the story of each photograph; those of one story share place, day, people and event.

    A photograph with a caption of its own keeps it; others need `kind` and `subject`, else a ValueError.
    """
    own = photographs["caption"].notna()
    stories = {row.photograph: _retell(row.caption, rng) for row in photographs[own].itertuples()}
    events_of = vocabulary("captions")["kinds"]
    facts: dict[str, list[Mapping[str, str]]] = {}
    for kind, rows in photographs[~own].groupby("kind", dropna=False, sort=True):
        if kind not in events_of or rows["subject"].isna().any():
            first = rows.iloc[0]
            raise ValueError(
                f"photograph {first['photograph']}: kind {first['kind']!r} and subject {first['subject']!r},"
                f" expected a caption, or a subject and a kind of {', '.join(events_of)}"
            )
        for group in _groups(rows, rng):
            events = events_of[kind]
            event = vocabulary("captions")["events"][events[rng.integers(len(events))]]
            shared = _facts(group["place"].iloc[0], facts.setdefault(str(kind), []), rng)
            for row in group.itertuples():
                stories[row.photograph] = _tell(event, {**shared, "subject": row.subject}, rng)
    return {photograph: stories[photograph] for photograph in photographs["photograph"]}


def _groups(rows: pd.DataFrame, rng: np.random.Generator) -> Iterator[pd.DataFrame]:
    """Deal photographs of one kind to stories: pictures of one place together, others at random."""
    shuffled = rows.iloc[rng.permutation(len(rows))]
    for _, of_place in shuffled.groupby(shuffled["place"].fillna(""), sort=True):
        start = 0
        while start < len(of_place):
            size = int(rng.integers(1, MOST_PICTURES + 1))
            yield of_place.iloc[start : start + size]
            start += size


def _facts(
    place: str | None, earlier: list[Mapping[str, str]], rng: np.random.Generator
) -> Mapping[str, str]:
    """Draw place, day, people and numbers; people and place of an earlier story may come again."""
    words = vocabulary("captions")
    surnames = rng.choice(np.array(words["surnames"]), 2, replace=False)
    person, other = (
        f"{rng.choice(words['given_names'])} {rng.choice(INITIALS)}. {surname}" for surname in surnames
    )
    facts = {"person": person, "other": other, "role": str(rng.choice(words["roles"]))}
    returning = [*facts, *(["place"] if pd.isna(place) else [])]
    service, credit = list(words["services"].items())[rng.integers(len(words["services"]))]
    facts |= {
        "place": str(rng.choice(words["places"])) if pd.isna(place) else str(place),
        "day": str(rng.choice(words["days"])),
        "date": f"{rng.choice(words['months'])} {rng.integers(1, 29)}",
        "number": str(rng.integers(3, 60)),
        "sum": str(rng.integers(2, 90)),
        "carrier": str(rng.choice(words["carriers"])),
        "service": service,
        "credit": credit,
    }
    if earlier and rng.random() < RETURNING:
        again = earlier[rng.integers(len(earlier))]
        facts |= {key: again[key] for key in returning}
    earlier.append(facts)
    return facts


def _tell(event: Mapping[str, list[str]], facts: Mapping[str, str], rng: np.random.Generator) -> Story:
    sentences = tuple(tuple(text.format(**facts) for text in event[part]) for part in SENTENCES)
    headlines = tuple(text.format(**facts).upper() for text in event["headlines"])
    return _story(headlines, sentences, facts, rng)


def _retell(caption: str, rng: np.random.Generator) -> Story:
    """Make a story of a real caption: its sentences, each also with its last clauses in front."""
    parts = [part.strip(" .") for part in re.split(r"(?<=[a-z)])\.\s+", caption) if part.strip(" .")]
    if not parts:
        raise ValueError(f"photographs: the caption {caption!r} has no words, expected some")
    sentences = tuple(_turned(part) for part in parts)
    headline = " ".join(parts[0].split(",")[0].split()[:HEADLINE_WORDS]).upper()
    return _story((headline,), sentences, _facts(_place_in(caption), [], rng), rng)


def _place_in(caption: str) -> str:
    """Return the clauses that end a caption and name its place; of a caption of one clause, the bureau's."""
    clauses = [clause.strip(" .") for clause in caption.split(",")]
    return ", ".join(clauses[-2:] if len(clauses) > 2 else clauses[1:]) or BUREAU


def _turned(sentence: str) -> tuple[str, ...]:
    """Return a sentence as it is, and with the place that ends it (two clauses) in front where it has one."""
    clauses = [clause.strip() for clause in sentence.split(",")]
    if len(clauses) < 3:
        return (f"{sentence}.",)
    place, rest = ", ".join(clauses[-2:]), ", ".join(clauses[:-2])
    return (f"{sentence}.", f"In {place}: {rest}.", f"{rest}.")


def _story(
    headlines: tuple[str, ...],
    sentences: tuple[tuple[str, ...], ...],
    facts: Mapping[str, str],
    rng: np.random.Generator,
) -> Story:
    sent = tuple(int(rng.integers(len(wordings))) for wordings in sentences)
    kept = {key: facts[key] for key in ("place", "day", "date", "service", "credit")}
    return Story(headlines, sentences, sent, **kept)
