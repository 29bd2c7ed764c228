"""How often newspapers reprint each photograph, on which scan, and in which words of their own."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from clippings.synthesis.stories import Story, write_stories
from clippings.synthesis.words import vocabulary
from clippings.tables import REPRINTS

WORDINGS = ("wire", "edited", "local", "bare")
HEADLINE, DATELINE, CREDIT = 0.6, 0.35, 0.3
# How many sentences survive, from one on; a paper cuts from the end.
KEPT = (0.3, 0.35, 0.2, 0.15)
# Of the photographs that several papers print, shares of two, three … papers; most were taken by few.
SEVERAL = (0.3, 0.25, 0.17, 0.13, 0.09, 0.06)


def compose_reprints(photographs: pd.DataFrame, *, source: str, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Compose the `reprints` of a `photographs` table; photographs of one file share a component.

    `settings` are those of the config's section `synthesis/reprints`: seed, singletons (share of photographs
    that one paper prints), per_page, and shares of the wordings. Raise ValueError where there are none.
    """
    if photographs.empty:
        raise ValueError("photographs: the tables have no rows, expected a photograph or more to reprint")
    rng = np.random.default_rng(settings["seed"])
    stories = write_stories(photographs, rng)
    counts = draw_counts(len(photographs), singletons=settings["singletons"], rng=rng)
    plan = photographs.assign(component=components(photographs))[["photograph", "component"]]
    plan = plan.loc[plan.index.repeat(counts)].reset_index(drop=True)
    number = plan.groupby("photograph", sort=False).cumcount() + 1
    plan["reprint"] = [f"{p}-r{n}" for p, n in zip(plan["photograph"], number, strict=True)]
    pages = deal_pages(plan["photograph"].tolist(), per_page=settings["per_page"], rng=rng)
    plan["page"], plan["source"] = [f"{source}-{page + 1:04d}" for page in pages], source
    shares = np.array([settings["wordings"][name] for name in WORDINGS])
    plan["wording"] = rng.choice(np.array(WORDINGS), len(plan), p=shares / shares.sum())
    words = [rewrite(stories[p], w, rng) for p, w in zip(plan["photograph"], plan["wording"], strict=True)]
    plan["headline"], plan["caption"] = zip(*words, strict=True)
    return plan[REPRINTS.names]


def components(photographs: pd.DataFrame) -> pd.Series:
    """Name the file of each photograph: scenes of one file share light and neighbourhood."""
    parts = photographs[["path", "member", "item"]].fillna("")
    return parts.agg("!".join, axis=1).str.rstrip("!")


def draw_counts(count: int, *, singletons: float, rng: np.random.Generator) -> list[int]:
    """Draw how many papers print each photograph: a share `singletons` once, others 2 to 7 times."""
    alone = int(np.ceil(singletons * count))
    several = rng.choice(np.arange(2, 2 + len(SEVERAL)), count - alone, p=SEVERAL)
    return [int(number) for number in rng.permutation(np.concatenate([np.ones(alone, int), several]))]


def deal_pages(photographs: list[str], *, per_page: int, rng: np.random.Generator) -> list[int]:
    """Deal reprints to scans, 1 to `per_page` on each, never two of one photograph on one scan."""
    waiting = [int(place) for place in rng.permutation(len(photographs))]
    pages = [0] * len(photographs)
    number = 0
    while waiting:
        places, printed, left = int(rng.integers(1, per_page + 1)), set[str](), list[int]()
        for place in waiting:
            if len(printed) < places and photographs[place] not in printed:
                printed.add(photographs[place])
                pages[place] = number
            else:
                left.append(place)
        waiting, number = left, number + 1
    return pages


def rewrite(story: Story, wording: str, rng: np.random.Generator) -> tuple[str | None, str]:
    """Return the headline, or None, and the caption that one paper prints of a story.

    `wire` keeps the words that were sent and cuts; `edited` also rewords and reorders; `local` is the paper's
    own; `bare` is a credit line.
    """
    if wording == "bare":
        return None, story.credit
    if wording == "local":
        words = vocabulary("captions")
        text = str(rng.choice(words["local"])).format(
            place=story.place, day=story.day, page=rng.integers(2, 24)
        )
        return str(rng.choice(words["local_headlines"])), text.replace("..", ".")
    sentences = _sent(story) if wording == "wire" else _reworded(story, rng)
    text = " ".join(sentences[: _count(len(sentences), rng)])
    if rng.random() < DATELINE:
        text = f"{story.place.upper()}, {story.date} ({story.service}) -- {text}"
    if rng.random() < CREDIT:
        text = f"{text} {story.credit}"
    headline = str(rng.choice(story.headlines)) if rng.random() < HEADLINE else None
    # An abbreviated state brings its own period.
    return headline, text.replace("..", ".")


def _sent(story: Story) -> list[str]:
    return [wordings[place] for wordings, place in zip(story.sentences, story.sent, strict=True)]


def _reworded(story: Story, rng: np.random.Generator) -> list[str]:
    """Choose every sentence's wording anew; those after the first in any order."""
    first, *rest = (str(rng.choice(np.array(wordings))) for wordings in story.sentences)
    return [first, *(rest[place] for place in rng.permutation(len(rest)))]


def _count(available: int, rng: np.random.Generator) -> int:
    shares = np.array(KEPT[:available])
    return 1 + int(rng.choice(len(shares), p=shares / shares.sum()))
